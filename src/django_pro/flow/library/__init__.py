"""What Django's and Python's own functions do with rows, as tables."""
