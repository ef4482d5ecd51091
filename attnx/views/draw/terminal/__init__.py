"""What a terminal shows, drawn with Rich: the only room beside the pictures where parts have a style."""
