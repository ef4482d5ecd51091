"""python -m attnx.training.sketch"""

from attnx.training.sketch.recipe import main

if __name__ == "__main__":
    main()
