"""The doors: each takes plain values, calls the rooms in order, and returns a Trace."""
