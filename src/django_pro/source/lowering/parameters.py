"""The parameters of functions and lambdas."""

from __future__ import annotations

from django_pro.source.lowering.tree import EXTRA, File, TreeNode, field, kind, parts
from django_pro.source.syntax import Parameter

IDENTIFIER = kind("identifier")
TYPED = kind("typed_parameter")
SLASH, STAR = kind("positional_separator"), kind("keyword_separator")
ARGS, KWARGS = kind("list_splat_pattern"), kind("dictionary_splat_pattern")
_WITH_DEFAULT = frozenset({kind("default_parameter"), kind("typed_default_parameter")})


def parameters(file: File, node: TreeNode) -> tuple[Parameter, ...]:
    """Lower a parameter list, each with its kind."""
    found: list[Parameter] = []
    kind_now = "normal"
    for child in node.named_children:
        number = child.kind_id
        if number == SLASH:
            found = [Parameter(p.start, p.end, p.name, "positional", p.annotation, p.default) for p in found]
        elif number == STAR:
            kind_now = "keyword"
        elif number not in EXTRA and (parameter := _parameter(file, child, kind_now)):
            found.append(parameter)
            kind_now = "keyword" if parameter.kind == "args" else kind_now
    return tuple(found)


def _parameter(file: File, node: TreeNode, kind_now: str) -> Parameter | None:
    start, end, number = node.start_byte, node.end_byte, node.kind_id
    if number == IDENTIFIER:
        return Parameter(start, end, file.name(node), kind_now)
    if number in _WITH_DEFAULT:
        name = node.child_by_field_name("name")
        if name is None:
            return None
        return Parameter(start, end, file.name(name), kind_now, field(file, node, "type"), field(file, node, "value"))
    inside = parts(node)
    if number == TYPED and inside:
        stars, name = _starred(inside[0])
        return Parameter(start, end, file.name(name), stars or kind_now, field(file, node, "type"))
    stars, name = _starred(node)
    return Parameter(start, end, file.name(name), stars) if stars else None


def _starred(node: TreeNode) -> tuple[str, TreeNode]:
    stars = {ARGS: "args", KWARGS: "kwargs"}.get(node.kind_id, "")
    inside = parts(node)
    return (stars, inside[0]) if stars and inside else (stars, node)
