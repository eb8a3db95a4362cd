"""What a template prints, and where on the page it stands: in text, in a script, in an attribute."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from django_pro.source.templates.syntax import AutoEscape, FilterExpression, Output, Template, Variable

_SCRIPT = re.compile(rb"<script\b(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.IGNORECASE | re.DOTALL)
#: Types of `<script>` that no browser runs.
_DATA = re.compile(
    rb"type\s*=\s*[\"']?(?:application/(?:ld\+)?json|text/(?:template|html|x-[\w-]+)|importmap)", re.IGNORECASE
)
_HANDLER = re.compile(rb"\son\w+\s*=\s*(?:\"[^\"]*|'[^']*)$", re.IGNORECASE)
_BARE = re.compile(rb"<[a-zA-Z][^<>]*\s[\w:-]+\s*=\s*$", re.DOTALL)
#: How far back the beginning of a tag is looked for.
_BACK = 400


@dataclass(frozen=True)
class Printed:
    """An `{{ … }}`: whether autoescaping is off around it, and whether it stands in a script, a handler or bare attribute.

    `path` is the variable's, () for anything else; `filters` are their names in order.
    """

    node: Output
    path: tuple[str, ...]
    filters: tuple[str, ...]
    unescaped: AutoEscape | None
    script: bool
    handler: bool
    bare: bool
    quoted: bool


def printed(template: Template, raw: bytes) -> Iterator[Printed]:
    """Yield what a template prints, in order; `raw` is the file as it stands."""
    scripts = [
        (match.start("body"), match.end("body"))
        for match in _SCRIPT.finditer(raw)
        if not _DATA.search(match["attributes"])
    ]
    starts = [start for start, _ in scripts]
    for node, off in _outputs(template.nodes, None):
        at = bisect_right(starts, node.start) - 1
        inside = at >= 0 and node.start < scripts[at][1]
        before = raw[max(0, node.start - _BACK) : node.start]
        path, filters = _parts(node)
        yield Printed(
            node, path, filters, off, inside, not inside and bool(_HANDLER.search(before)),
            not inside and bool(_BARE.search(before)), before[-1:] in (b'"', b"'", b"`"),
        )  # fmt: skip


def _parts(node: Output) -> tuple[tuple[str, ...], tuple[str, ...]]:
    expression = node.expression
    if not isinstance(expression, FilterExpression):
        return (), ()
    base = expression.base
    return base.path if isinstance(base, Variable) else (), tuple(each.name for each in expression.filters)


def _outputs(nodes: object, off: AutoEscape | None) -> Iterator[tuple[Output, AutoEscape | None]]:
    """Yield the outputs below nodes with the innermost `{% autoescape off %}` around them."""
    if isinstance(nodes, tuple):
        for each in nodes:
            yield from _outputs(each, off)
    elif isinstance(nodes, Output):
        yield nodes, off
    elif isinstance(nodes, msgspec.Struct):
        if isinstance(nodes, AutoEscape):
            off = nodes if nodes.on is False else None
        for name in nodes.__struct_fields__:
            value = getattr(nodes, name)
            if isinstance(value, tuple):
                yield from _outputs(value, off)
