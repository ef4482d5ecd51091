"""Odd inputs by the thousand: none may end in a traceback, a hang, or text that acts (docs/testing.md)."""
