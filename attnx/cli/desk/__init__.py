"""What the commands have in common: what was asked for, how it is read, and where results go."""
