"""What draws: the parts that a view yields become a terminal's lines, text to paste, or a picture."""
