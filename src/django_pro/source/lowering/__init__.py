"""From a tree-sitter tree to the small syntax."""

from __future__ import annotations

from django_pro.source.lowering.reading import read_python

__all__ = ["read_python"]
