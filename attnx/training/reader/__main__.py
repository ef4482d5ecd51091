"""python -m attnx.training.reader"""

from attnx.training.reader.recipe import main

if __name__ == "__main__":
    main()
