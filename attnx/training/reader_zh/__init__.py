"""`reader-zh`, an encoder of Chinese, taught by a grammar that knows its pronouns, objects and words: its recipe, what
it can do.
"""
