"""Drawn scenes: a few coloured shapes, the sentence that says them and the picture that shows them.

`sentence.py` and `read.py` go between words and what they say, `place.py` finds room for it, `clear.py` says whether
nothing else could be said, `paint.py` makes the picture; `invent.py` says something by lot.
"""
