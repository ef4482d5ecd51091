"""`writer`, a decoder that tells stories: its recipe, what it can do."""
