"""Read a file of Python."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import tree_sitter

from django_pro.source.lowering import definitions, expressions, operators, patterns, strings
from django_pro.source.lowering.statements import block
from django_pro.source.lowering.tree import COMMENT, LANGUAGE, File, TreeNode
from django_pro.source.syntax import Comment, Module, Unread
from django_pro.source.text import Text, line_starts

#: Frames that one file's nesting may take, about three for each level: 500 levels, far beyond any real file.
DEEPEST = 1500
#: The marker of comments that are kept.
MARKER = b"djp:"
_HANDLERS = (definitions, expressions, operators, patterns, strings)


def read_python(text: Text) -> Module:
    """Return a file's syntax; what could not be read is in `unread`, never raised."""
    tree = tree_sitter.Parser(LANGUAGE).parse(text.data)
    file = File(text.data)
    with _deep_enough():
        body = block(file, tree.root_node.named_children)
    unread = file.unread
    if tree.root_node.has_error and not unread:
        unread = _errors(file, tree.root_node)
    comments = tuple(_comments(file, tree.root_node)) if MARKER in text.data else ()
    return Module(body, tuple(unread), comments, line_starts(text.data))


@contextmanager
def _deep_enough() -> Iterator[None]:
    """Allow `DEEPEST` frames from here, whatever was allowed before."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(_frames() + DEEPEST)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _frames() -> int:
    frame, count = sys._getframe(), 0
    while frame is not None:
        frame, count = frame.f_back, count + 1  # type: ignore[assignment]  # the outermost frame has none
    return count


def _errors(file: File, root: TreeNode) -> list[Unread]:
    """Return the syntax errors below the level of statements."""
    for node in _walk(root):
        if node.is_error and not _harmless(node):
            file.miss(node, "syntax error")
    return file.unread


def _harmless(node: TreeNode) -> bool:
    """Whether the grammar alone is at fault: it lacks the defaults of type parameters (PEP 696)."""
    parent = node.parent
    return parent is not None and parent.type == "type_parameter"


def _comments(file: File, root: TreeNode) -> Iterator[Comment]:
    for node in _walk(root):
        if node.kind_id == COMMENT:
            text = file.data[node.start_byte : node.end_byte]
            if MARKER in text:
                yield Comment(node.start_byte, node.end_byte, text.decode("utf-8", "replace"))


def _walk(root: TreeNode) -> Iterator[TreeNode]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))

