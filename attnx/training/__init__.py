"""The recipes of the bundled models. Torch lives here and only here: `pip install attnx[train]`."""
