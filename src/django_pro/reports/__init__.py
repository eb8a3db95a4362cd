"""The report, in each format people and machines read."""
