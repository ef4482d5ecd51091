"""Chinese to learn from: sentences of a grammar whose pronouns, objects and words are known, and real ones."""
