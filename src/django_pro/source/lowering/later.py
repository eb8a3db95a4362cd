"""The body of a function, read when it is first asked for."""

from __future__ import annotations

import tree_sitter

from django_pro.source.depth import DEEPEST, room
from django_pro.source.lowering.statements import body
from django_pro.source.lowering.tree import LANGUAGE, File
from django_pro.source.syntax import Statement


def read_body(source: bytes, start: int) -> tuple[Statement, ...]:
    """Return the statements of a function; `source` begins with its `def` or `async`, at the offset `start` of its file."""
    end = start + len(source)
    data = b"\n" * start + source
    # Only the function is looked at, and yet every place counts from the beginning of the file.
    stretch = tree_sitter.Range((0, 0), (source.count(b"\n"), 0), start, end)
    tree = tree_sitter.Parser(LANGUAGE, included_ranges=[stretch]).parse(data)
    function = tree.root_node.named_children[0]
    with room(DEEPEST):
        return body(File(data), function.child_by_field_name("body"))
