"""The review: run the rules over a project, silence, compare, score."""
