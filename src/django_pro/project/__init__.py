"""A project on disk: its files, modules, names, classes, settings and versions."""
