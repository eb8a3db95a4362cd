"""The tree-sitter grammar: its node kinds as numbers, and the file being lowered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import tree_sitter
import tree_sitter_python

from django_pro.source.syntax import Expression, Statement, Unread

LANGUAGE = tree_sitter.Language(tree_sitter_python.language())
ERROR = 65535

TreeNode = tree_sitter.Node


def kind(name: str) -> int:
    """Return the number of a named node kind."""
    number = LANGUAGE.id_for_node_kind(name, True)
    if number is None:
        raise LookupError(f"the grammar has no node kind {name!r}")
    return number


COMMENT = kind("comment")
LINE_CONTINUATION = kind("line_continuation")
EXTRA = frozenset({COMMENT, LINE_CONTINUATION})


class File:
    """A file being lowered: its text, its names, and what could not be read; `later` leaves bodies of functions as they are."""

    __slots__ = ("data", "later", "names", "unread")

    def __init__(self, data: bytes, later: bool = False) -> None:
        self.data = data
        self.later = later
        self.names: dict[bytes, str] = {}
        self.unread: list[Unread] = []

    def name(self, node: TreeNode) -> str:
        """Return a name, one string for all its places."""
        raw = self.data[node.start_byte : node.end_byte]
        found = self.names.get(raw)
        if found is None:
            found = self.names[raw] = "".join(raw.decode("utf-8", "replace").split())
        return found

    def miss(self, node: TreeNode, why: str) -> Unread:
        """Return, and remember, that a node could not be read."""
        unread = Unread(node.start_byte, node.end_byte, why)
        self.unread.append(unread)
        return unread


ExpressionHandler = Callable[[File, TreeNode], Expression]
StatementHandler = Callable[[File, TreeNode], Statement | None]
H = TypeVar("H", bound=StatementHandler)

EXPRESSIONS: dict[int, ExpressionHandler] = {}
STATEMENTS: dict[int, StatementHandler] = {}


def lowers(*names: str) -> Callable[[ExpressionHandler], ExpressionHandler]:
    """Register the handler of expression kinds."""

    def register(handler: ExpressionHandler) -> ExpressionHandler:
        EXPRESSIONS.update({kind(name): handler for name in names})
        return handler

    return register


def states(*names: str) -> Callable[[H], H]:
    """Register the handler of statement kinds."""

    def register(handler: H) -> H:
        STATEMENTS.update({kind(name): handler for name in names})
        return handler

    return register


def expression(file: File, node: TreeNode) -> Expression:
    """Lower any expression; one of an unknown kind is `Unread`."""
    handler = EXPRESSIONS.get(node.kind_id)
    return handler(file, node) if handler else file.miss(node, f"{node.type} is not read")


def parts(node: TreeNode) -> list[TreeNode]:
    """Return the named children without comments."""
    return [child for child in node.named_children if child.kind_id not in EXTRA]


def expressions(file: File, nodes: list[TreeNode]) -> tuple[Expression, ...]:
    """Lower each node."""
    return tuple([expression(file, node) for node in nodes if node.kind_id not in EXTRA])


def field(file: File, node: TreeNode, name: str) -> Expression | None:
    """Lower the child that stands in a field, where there is one."""
    child = node.child_by_field_name(name)
    return expression(file, child) if child is not None else None
