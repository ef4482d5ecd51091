"""`reader`, an encoder of English in which a head knows what a pronoun stands for: its recipe, what it can do."""
