"""From a Trace to numbers about it."""
