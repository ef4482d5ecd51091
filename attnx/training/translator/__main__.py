"""python -m attnx.training.translator"""

from attnx.training.translator.recipe import main

if __name__ == "__main__":
    main()
