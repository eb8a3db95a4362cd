"""`match` statements and their patterns."""

from __future__ import annotations

from django_pro.source.lowering.statements import body
from django_pro.source.lowering.tree import File, TreeNode, expression, field, kind, parts, states
from django_pro.source.syntax import Case, Match, Name, Pattern, Sequence, Statement

CASE_CLAUSE, CASE_PATTERN, BLOCK = kind("case_clause"), kind("case_pattern"), kind("block")
AS_PATTERN, CLASS_PATTERN, KEYWORD = kind("as_pattern"), kind("class_pattern"), kind("keyword_pattern")
UNION, SPLAT, DOTTED = kind("union_pattern"), kind("splat_pattern"), kind("dotted_name")
_SEQUENCES = frozenset({"list_pattern", "tuple_pattern"})


@states("match_statement")
def match(file: File, node: TreeNode) -> Statement:
    subjects = [expression(file, child) for child in node.children_by_field_name("subject")]
    if not subjects:
        return file.miss(node, "a match without a subject")
    subject = subjects[0]
    if len(subjects) > 1:
        subject = Sequence(subjects[0].start, subjects[-1].end, "tuple", tuple(subjects))
    block = node.child_by_field_name("body")
    clauses = [child for child in parts(block) if child.kind_id == CASE_CLAUSE] if block is not None else []
    return Match(node.start_byte, node.end_byte, subject, tuple([_case(file, child) for child in clauses]))


def _case(file: File, node: TreeNode) -> Case:
    patterns = [_pattern(file, child) for child in parts(node) if child.kind_id == CASE_PATTERN]
    start, end = node.start_byte, node.end_byte
    whole = patterns[0] if len(patterns) == 1 else Pattern(start, end, "sequence", parts=tuple(patterns))
    guard = node.child_by_field_name("guard")
    test = expression(file, parts(guard)[-1]) if guard is not None else None
    return Case(start, end, whole, test, body(file, node.child_by_field_name("consequence")))


def _pattern(file: File, node: TreeNode) -> Pattern:
    while node.kind_id == CASE_PATTERN:
        inside = parts(node)
        if not inside or node.children[0].type in ("_", "-"):
            return _bare(file, node)
        node = inside[0]
    start, end, number = node.start_byte, node.end_byte, node.kind_id
    inside = parts(node)
    if number == AS_PATTERN:
        inner = _pattern(file, inside[0])
        return Pattern(start, end, inner.kind, file.name(inside[-1]), inner.value, inner.parts, inner.names)
    if number == SPLAT:
        return Pattern(start, end, "star", file.name(inside[0]) if inside else None)
    if number == UNION:
        return Pattern(start, end, "or", parts=tuple([_pattern(file, part) for part in inside]))
    if node.type in _SEQUENCES:
        return Pattern(start, end, "sequence", parts=tuple([_pattern(file, part) for part in inside]))
    if node.type == "dict_pattern":
        values = [_pattern(file, part) for part in inside if part.kind_id in (CASE_PATTERN, SPLAT)]
        return Pattern(start, end, "mapping", parts=tuple(values))
    if number == CLASS_PATTERN:
        return _class(file, node, inside)
    return _value(file, node)


def _bare(file: File, node: TreeNode) -> Pattern:
    kind_now = "any" if node.children and node.children[0].type == "_" else "value"
    return Pattern(node.start_byte, node.end_byte, kind_now)


def _value(file: File, node: TreeNode) -> Pattern:
    start, end = node.start_byte, node.end_byte
    value = expression(file, node)
    if node.kind_id == DOTTED and isinstance(value, Name):
        return Pattern(start, end, "capture", value.id)
    return Pattern(start, end, "value", value=value)


def _class(file: File, node: TreeNode, inside: list[TreeNode]) -> Pattern:
    names, found = [], []
    for part in inside[1:]:
        inner = parts(part)[0] if part.kind_id == CASE_PATTERN and parts(part) else part
        if inner.kind_id == KEYWORD:
            key, *rest = parts(inner)
            names.append(file.name(key))
            found.append(_pattern(file, rest[-1]) if rest else _bare(file, inner))
        else:
            names.append("")
            found.append(_pattern(file, part))
    value = expression(file, inside[0])
    return Pattern(node.start_byte, node.end_byte, "class", None, value, tuple(found), tuple(names))


__all__ = ["field", "match"]
