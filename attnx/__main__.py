"""`python -m attnx` is `attnx`."""

from attnx.cli import main

main()
