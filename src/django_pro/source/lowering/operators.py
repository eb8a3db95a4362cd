"""Operators and literals that are not strings."""

from __future__ import annotations

from django_pro.source.lowering.tree import EXTRA, File, TreeNode, expression, kind, lowers, parts
from django_pro.source.syntax import (
    Await,
    Boolean,
    Comparison,
    Conditional,
    Constant,
    Expression,
    Name,
    Opaque,
    Operation,
    Unary,
    Walrus,
)  # fmt: skip

BINARY = kind("binary_operator")
BOOLEAN = kind("boolean_operator")
_LARGEST = 2**63 - 1


@lowers("identifier")
def name(file: File, node: TreeNode) -> Expression:
    start, end = node.start_byte, node.end_byte
    raw = file.data[start:end]
    known = file.names.get(raw)
    if known is None:
        known = file.names[raw] = raw.decode("utf-8", "replace")
    return Name(start, end, known)


@lowers("true", "false", "none")
def named_constant(file: File, node: TreeNode) -> Expression:
    value = {"true": True, "false": False, "none": None}[node.type]
    return Constant(node.start_byte, node.end_byte, value)


@lowers("ellipsis")
def ellipsis_(file: File, node: TreeNode) -> Expression:
    return Opaque(node.start_byte, node.end_byte, "ellipsis")


@lowers("integer", "float")
def number(file: File, node: TreeNode) -> Expression:
    start, end = node.start_byte, node.end_byte
    text = file.data[node.start_byte : node.end_byte].decode("utf-8", "replace").replace("_", "").lower()
    try:
        value = float(text) if node.type == "float" else int(text, 0)
    except ValueError:
        if text.endswith("j"):
            return Opaque(start, end, "complex")
        return _old_number(file, node, text)
    return Constant(start, end, value) if abs(value) <= _LARGEST else Opaque(start, end, "integer")


def _old_number(file: File, node: TreeNode, text: str) -> Expression:
    digits = text.rstrip("l").lstrip("0") or "0"
    if digits.isdigit() and len(digits) < 18:
        return Constant(node.start_byte, node.end_byte, int(digits, 8 if text[0] == "0" and text != "0" else 10))
    return Opaque(node.start_byte, node.end_byte, "integer")


@lowers("binary_operator")
def operation(file: File, node: TreeNode) -> Expression:
    operands, operators = _left_deep(file, node, BINARY)
    return Operation(node.start_byte, node.end_byte, operands, operators)


@lowers("boolean_operator")
def boolean(file: File, node: TreeNode) -> Expression:
    operands, operators = _left_deep(file, node, BOOLEAN)
    if len(set(operators)) == 1:
        return Boolean(node.start_byte, node.end_byte, operators[0], operands)
    return _grouped(node.start_byte, operands, operators)


def _grouped(start: int, operands: tuple[Expression, ...], operators: tuple[str, ...]) -> Boolean:
    """Return `a or b and c` left to right: the grammar nests the tighter `and` itself, so groups follow one another."""
    group, current = [operands[0]], operators[0]
    for operand, operator in zip(operands[1:], operators, strict=True):
        if operator != current:
            group = [Boolean(start, group[-1].end, current, tuple(group))]
            current = operator
        group.append(operand)
    return Boolean(start, group[-1].end, current, tuple(group))


def _left_deep(file: File, node: TreeNode, same: int) -> tuple[tuple[Expression, ...], tuple[str, ...]]:
    operands, operators = [], []
    while True:
        left, operator, right = _three(node)
        operands.append(expression(file, right))
        operators.append(operator)
        if left.kind_id != same:
            break
        node = left
    operands.append(expression(file, left))
    return tuple(reversed(operands)), tuple(reversed(operators))


def _three(node: TreeNode) -> tuple[TreeNode, str, TreeNode]:
    children = node.children
    if len(children) != 3:
        children = [child for child in children if child.kind_id not in EXTRA and child.type != "ERROR"]
    return children[0], children[1].type, children[-1]


@lowers("comparison_operator")
def comparison(file: File, node: TreeNode) -> Expression:
    operands, operators = [], []
    for child in node.children:
        if child.kind_id in EXTRA:
            continue
        if child.is_named:
            operands.append(expression(file, child))
        else:
            operators.append(child.type)
    return Comparison(node.start_byte, node.end_byte, tuple(operands), tuple(operators))


@lowers("not_operator", "unary_operator")
def unary(file: File, node: TreeNode) -> Expression:
    operator = node.children[0].type
    operand = expression(file, parts(node)[-1])
    if operator == "-" and isinstance(operand, Constant) and type(operand.value) in (int, float):
        return Constant(node.start_byte, node.end_byte, -operand.value)  # type: ignore[operator]  # narrowed by type()
    return Unary(node.start_byte, node.end_byte, operator, operand)


@lowers("conditional_expression")
def conditional(file: File, node: TreeNode) -> Expression:
    inside = parts(node)
    if len(inside) != 3:
        return file.miss(node, "the conditional expression is not complete")
    body, test, orelse = (expression(file, part) for part in inside)
    return Conditional(node.start_byte, node.end_byte, test, body, orelse)


@lowers("named_expression")
def walrus(file: File, node: TreeNode) -> Expression:
    inside = parts(node)
    return Walrus(node.start_byte, node.end_byte, file.name(inside[0]), expression(file, inside[-1]))


@lowers("await")
def awaited(file: File, node: TreeNode) -> Expression:
    return Await(node.start_byte, node.end_byte, expression(file, parts(node)[-1]))
