"""`sketch`, which says what it sees on a drawing: its recipe, what it can do."""
