"""Thirty migrations, fifteen that hold others up and fifteen that do the same and do not, each an app of one project."""
