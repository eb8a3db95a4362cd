"""How an inner half is loaded: by its path, under a name that no project has."""

from __future__ import annotations

from pathlib import Path

#: Takes the folder that holds us, a package in it, and the module of that package that begins.
LOADER = """
import importlib, sys, types
m = types.ModuleType("django_pro_inside"); m.__path__ = [sys.argv[1]]; sys.modules[m.__name__] = m
importlib.import_module("django_pro_inside." + sys.argv[2] + "." + sys.argv[3]).main()
"""
#: The folder that holds us.
FOLDER = Path(__file__).parents[3]
