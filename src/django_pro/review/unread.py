"""What of a tree's Python could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.blind import Blind
from django_pro.project.sources import Sources
from django_pro.project.tree import Tree


def unread(tree: Tree, sources: Sources) -> Iterator[Blind]:
    """Yield a blind for each file that is no Python text, and for each stretch of one that could not be read."""
    for path in tree.python:
        read = sources.read(path)
        if read.module is None:
            yield Blind(path, 0, read.why)
            continue
        for node in read.module.unread:
            yield Blind(path, sources.line(path, node.start), f"{node.why}; the rest of the file was read")
