"""python -m attnx.training.writer"""

from attnx.training.writer.recipe import main

if __name__ == "__main__":
    main()
