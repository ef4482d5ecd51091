"""What a transformer is (spec), its numbers (weights), and what it does with a text (transformer)."""
