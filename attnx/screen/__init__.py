"""The screen of `attnx explore`: one trace, and keys to move in it. The only room that knows Textual."""
