"""Chains, displays, comprehensions, lambdas and the forms that only type hints use."""

from __future__ import annotations

from django_pro.source.lowering.parameters import parameters
from django_pro.source.lowering.starring import starred_whole
from django_pro.source.lowering.tree import (
    ERROR,
    EXPRESSIONS,
    EXTRA,
    File,
    TreeNode,
    expression,
    expressions,
    field,
    kind,
    lowers,
    parts,
)  # fmt: skip
from django_pro.source.syntax import (
    Argument,
    Attribute,
    Call,
    Chain,
    Clause,
    Comprehension,
    Entry,
    Expression,
    Item,
    Lambda,
    Mapping,
    Name,
    Operation,
    Sequence,
    Slice,
    Starred,
    Step,
    Yield,
)  # fmt: skip

ATTRIBUTE, CALL, SUBSCRIPT = kind("attribute"), kind("call"), kind("subscript")
PARENTHESES = kind("parenthesized_expression")
GENERATOR = kind("generator_expression")
KEYWORD_ARGUMENT = kind("keyword_argument")
LIST_SPLAT, DICTIONARY_SPLAT = kind("list_splat"), kind("dictionary_splat")
UNION_TYPE, TYPE = kind("union_type"), kind("type")
TUPLE_PATTERN = kind("tuple_pattern")
PAIR, FOR_CLAUSE, IF_CLAUSE = kind("pair"), kind("for_in_clause"), kind("if_clause")
_CHAINED = frozenset({ATTRIBUTE, CALL, SUBSCRIPT})
_DISPLAYS = {
    "list": "list", "set": "set", "tuple": "tuple", "expression_list": "tuple", "pattern_list": "tuple",
    "tuple_pattern": "tuple", "list_pattern": "list",
}  # fmt: skip
_COMPREHENSIONS = {
    "list_comprehension": "list", "set_comprehension": "set", "dictionary_comprehension": "dict",
    "generator_expression": "generator",
}  # fmt: skip


@lowers("attribute", "call", "subscript")
def chain(file: File, node: TreeNode) -> Expression:
    end = node.end_byte
    steps: list[Attribute | Call | Item] = []
    while True:
        number = node.kind_id
        if number not in _CHAINED:
            break
        inside = node.named_children
        if len(inside) != 2:
            inside = [child for child in inside if child.kind_id not in EXTRA and child.kind_id != ERROR]
            if len(inside) < 2:
                return file.miss(node, "the expression is not complete")
        if number == ATTRIBUTE:
            last = inside[-1]
            steps.append(Attribute(last.start_byte, last.end_byte, file.name(last)))
        else:
            steps.append(_call(file, inside[-1]) if number == CALL else _item(file, node, inside))
        node = inside[0]
    base = expression(file, node)
    steps.reverse()
    if isinstance(base, Chain):  # in parentheses
        return Chain(base.start, end, base.base, (*base.steps, *steps))
    return Chain(base.start, end, base, tuple(steps))


def _call(file: File, node: TreeNode) -> Step:
    if node.kind_id == GENERATOR:
        value = expression(file, node)
        return Call(node.start_byte, node.end_byte, (Argument(value.start, value.end, value),))
    return Call(node.start_byte, node.end_byte, arguments(file, node))


def arguments(file: File, node: TreeNode) -> tuple[Argument, ...]:
    """Lower an argument list, a call's or a class's."""
    return tuple([_argument(file, child) for child in node.named_children if child.kind_id not in EXTRA])


def _argument(file: File, node: TreeNode) -> Argument:
    number, start, end = node.kind_id, node.start_byte, node.end_byte
    if number == KEYWORD_ARGUMENT:
        inside = parts(node)
        return Argument(start, end, expression(file, inside[-1]), file.name(inside[0]))
    if number in (LIST_SPLAT, DICTIONARY_SPLAT):
        return Argument(start, end, expression(file, parts(node)[-1]), None, 1 if number == LIST_SPLAT else 2)
    return Argument(start, end, expression(file, node))


def _item(file: File, node: TreeNode, inside: list[TreeNode]) -> Step:
    first, last = inside[1], inside[-1]
    if first is last and b"," not in file.data[first.end_byte : node.end_byte]:
        index = expression(file, first)
    else:
        index = Sequence(first.start_byte, last.end_byte, "tuple", expressions(file, inside[1:]))
    return Item(inside[0].end_byte, node.end_byte, index)


@lowers("slice")
def slice_(file: File, node: TreeNode) -> Expression:
    bounds: list[Expression | None] = [None, None, None]
    at = 0
    for child in node.children:
        if child.type == ":":
            at += 1
        elif child.kind_id not in EXTRA and at < 3:
            bounds[at] = expression(file, child)
    return Slice(node.start_byte, node.end_byte, *bounds)


@lowers("parenthesized_expression", "type", "case_pattern", "format_expression")
def inner(file: File, node: TreeNode) -> Expression:
    """Return what stands inside; parentheses, however many, are no node of their own."""
    outer = node
    while EXPRESSIONS.get(node.kind_id) is inner:
        inside = parts(node)
        if not inside:
            return file.miss(outer, "the parentheses are empty")
        node = inside[0]
    return expression(file, node)


@lowers("list", "set", "tuple", "expression_list", "pattern_list", "tuple_pattern", "list_pattern")
def display(file: File, node: TreeNode) -> Expression:
    if node.kind_id == TUPLE_PATTERN and not any(child.type == "," for child in node.children):
        inside = parts(node)
        if len(inside) == 1:  # the grammar's name for a target in parentheses
            return expression(file, inside[0])
    return Sequence(
        node.start_byte, node.end_byte, _DISPLAYS[node.type], starred_whole(expressions(file, node.named_children))
    )


@lowers("list_splat", "list_splat_pattern", "splat_type", "parenthesized_list_splat", "dictionary_splat_pattern",
        "dictionary_splat")  # fmt: skip
def starred(file: File, node: TreeNode) -> Expression:
    return Starred(node.start_byte, node.end_byte, expression(file, parts(node)[-1]))


@lowers("dictionary")
def mapping(file: File, node: TreeNode) -> Expression:
    entries = [_entry(file, child) for child in node.named_children if child.kind_id not in EXTRA]
    return Mapping(node.start_byte, node.end_byte, tuple(entries))


def _entry(file: File, node: TreeNode) -> Entry:
    inside = parts(node)
    if node.kind_id == PAIR and len(inside) == 2:
        return Entry(node.start_byte, node.end_byte, expression(file, inside[0]), expression(file, inside[1]))
    value = expression(file, inside[-1] if inside else node)
    return Entry(node.start_byte, node.end_byte, None, value)


@lowers("list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression")
def comprehension(file: File, node: TreeNode) -> Expression:
    element, *rest = parts(node)
    value = None
    if element.kind_id == PAIR:
        pair = parts(element)
        element, value = pair[0], expression(file, pair[-1])
    body = expression(file, element)
    start, end = node.start_byte, node.end_byte
    return Comprehension(start, end, _COMPREHENSIONS[node.type], body, value, _clauses(file, rest))


def _clauses(file: File, nodes: list[TreeNode]) -> tuple[Clause, ...]:
    found: list[Clause] = []
    for node in nodes:
        if node.kind_id == FOR_CLAUSE:
            found.append(_clause(file, node))
        elif node.kind_id == IF_CLAUSE and found:
            last = found.pop()
            test = expression(file, parts(node)[-1])
            found.append(
                Clause(last.start, test.end, last.target, last.iterable, (*last.conditions, test), last.asynchronous)
            )
    return tuple(found)


def _clause(file: File, node: TreeNode) -> Clause:
    target = field(file, node, "left") or file.miss(node, "a loop without a target")
    over = [child for child in node.children_by_field_name("right") if child.is_named]
    iterable = expression(file, over[0]) if len(over) == 1 else _bare_tuple(file, node, over)
    return Clause(node.start_byte, node.end_byte, target, iterable, (), node.children[0].type == "async")


def _bare_tuple(file: File, node: TreeNode, nodes: list[TreeNode]) -> Expression:
    if not nodes:
        return file.miss(node, "a loop over nothing")
    return Sequence(nodes[0].start_byte, nodes[-1].end_byte, "tuple", starred_whole(expressions(file, nodes)))


@lowers("lambda")
def lambda_(file: File, node: TreeNode) -> Expression:
    declared = node.child_by_field_name("parameters")
    body = field(file, node, "body") or file.miss(node, "a lambda without a body")
    return Lambda(node.start_byte, node.end_byte, parameters(file, declared) if declared is not None else (), body)


@lowers("yield")
def yield_(file: File, node: TreeNode) -> Expression:
    inside = parts(node)
    delegates = any(child.type == "from" for child in node.children[1:2])
    value = expression(file, inside[-1]) if inside else None
    return Yield(node.start_byte, node.end_byte, value, delegates)


@lowers("dotted_name", "member_type")
def dotted(file: File, node: TreeNode) -> Expression:
    first, *rest = parts(node)
    base = expression(file, first)
    if not rest:
        return base
    steps = tuple([Attribute(part.start_byte, part.end_byte, file.name(part)) for part in rest])
    return Chain(base.start, node.end_byte, base, steps)


@lowers("generic_type")
def generic_type(file: File, node: TreeNode) -> Expression:
    base, brackets = parts(node)
    index = Sequence(brackets.start_byte, brackets.end_byte, "tuple", expressions(file, brackets.named_children))
    only = index.items[0] if len(index.items) == 1 else index
    return Chain(node.start_byte, node.end_byte, expression(file, base), (Item(index.start, index.end, only),))


@lowers("union_type")
def union_type(file: File, node: TreeNode) -> Expression:
    nodes = parts(node)
    while nodes[0].kind_id in (UNION_TYPE, TYPE) and len(inside := parts(nodes[0])) in (1, 2):
        nodes = [*inside, *nodes[1:]]
    sides = expressions(file, nodes)
    return Operation(node.start_byte, node.end_byte, sides, ("|",) * (len(sides) - 1))


@lowers("constrained_type")
def constrained_type(file: File, node: TreeNode) -> Expression:
    return expression(file, parts(node)[0])


@lowers("keyword_argument")
def stray_keyword(file: File, node: TreeNode) -> Expression:
    return expression(file, parts(node)[-1])


@lowers("as_pattern")
def as_pattern(file: File, node: TreeNode) -> Expression:
    return expression(file, parts(node)[0])


@lowers("as_pattern_target")
def as_target(file: File, node: TreeNode) -> Expression:
    inside = parts(node)
    if inside:
        return expression(file, inside[0])
    return Name(node.start_byte, node.end_byte, file.name(node))
