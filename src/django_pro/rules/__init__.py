"""The rules: one page (`name.md`) and one file (`name.py`) each, found by folder."""
