"""Read a file of Python."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter

from django_pro.source.depth import DEEPEST, room
from django_pro.source.lowering import definitions, expressions, operators, patterns, strings
from django_pro.source.lowering.statements import block
from django_pro.source.lowering.tree import COMMENT, LANGUAGE, File, TreeNode
from django_pro.source.syntax import Comment, Module, Unread
from django_pro.source.text import Text, line_starts

#: The marker of comments that are kept.
MARKER = b"djp:"
_HANDLERS = (definitions, expressions, operators, patterns, strings)


def read_python(text: Text, *, later: bool = False) -> Module:
    """Return a file's syntax; what could not be read is in `unread`, never raised.

    `later` reads the bodies of functions only when they are asked for.
    """
    tree = tree_sitter.Parser(LANGUAGE).parse(text.data)
    file = File(text.data, later)
    with room(DEEPEST):
        body = block(file, tree.root_node.named_children)
    unread = file.unread
    if tree.root_node.has_error and not unread:
        unread = _errors(file, tree.root_node)
    comments = tuple(_comments(file, tree.root_node)) if MARKER in text.data else ()
    return Module(body, tuple(unread), comments, line_starts(text.data))


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
