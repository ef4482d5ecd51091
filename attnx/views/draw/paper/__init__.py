"""Views as text to paste: GitHub's Markdown, and LaTeX with booktabs."""
