"""Where a user's text and matrices become tokens and arrays."""
