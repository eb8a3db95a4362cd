"""Choose edits that do not overlap, apply them, review again, and take back what did not help."""
