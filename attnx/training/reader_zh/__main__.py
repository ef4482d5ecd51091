"""python -m attnx.training.reader_zh"""

from attnx.training.reader_zh.recipe import main

if __name__ == "__main__":
    main()
