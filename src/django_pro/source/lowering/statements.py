"""Simple statements, loops, branches and blocks."""

from __future__ import annotations

from tree_sitter import Parser

from django_pro.source.lowering.starring import starred_whole
from django_pro.source.lowering.tree import (
    ERROR,
    EXPRESSIONS,
    EXTRA,
    LANGUAGE,
    STATEMENTS,
    File,
    TreeNode,
    expression,
    expressions,
    field,
    kind,
    parts,
    states,
)  # fmt: skip
from django_pro.source.syntax import (
    AnnotatedAssign,
    Assert,
    Assign,
    AugmentedAssign,
    Branch,
    Delete,
    Evaluate,
    Expression,
    For,
    Handler,
    If,
    Jump,
    Raise,
    Return,
    Scope,
    Sequence,
    Statement,
    Try,
    TypeAlias,
    Unread,
    While,
    With,
    WithItem,
)  # fmt: skip

ASSIGNMENT, AUGMENTED = kind("assignment"), kind("augmented_assignment")
BLOCK, ELSE, ELIF = kind("block"), kind("else_clause"), kind("elif_clause")
EXCEPT, FINALLY = kind("except_clause"), kind("finally_clause")
AS_PATTERN, TYPE = kind("as_pattern"), kind("type")
EXPRESSION_LIST = kind("expression_list")
WITH_CLAUSE, WITH_ITEM = kind("with_clause"), kind("with_item")
TOO_DEEP = "nested too deep to read"


def block(file: File, nodes: list[TreeNode]) -> tuple[Statement, ...]:
    """Lower statements in order; what cannot be read stays in its place as `Unread`."""
    found: list[Statement] = []
    for node in nodes:
        number = node.kind_id
        if number in EXTRA:
            continue
        try:
            if number == ERROR:
                found.extend(_broken(file, node))
            elif (statement := _statement(file, node)) is not None:
                found.append(statement)
        except RecursionError:
            found.append(file.miss(node, TOO_DEEP))
    return tuple(found)


def _statement(file: File, node: TreeNode) -> Statement | None:
    handler = STATEMENTS.get(node.kind_id)
    if handler:
        return handler(file, node)
    if node.kind_id in EXPRESSIONS:
        value = expression(file, node)
        return Evaluate(value.start, value.end, value)
    return file.miss(node, f"{node.type} is not read")


def _broken(file: File, node: TreeNode) -> list[Statement]:
    """Return what can still be read inside a syntax error."""
    found: list[Statement] = [file.miss(node, "syntax error")]
    whole = [child for child in node.named_children if child.kind_id in STATEMENTS]
    return [*found, *block(file, whole)]


def body(file: File, node: TreeNode | None) -> tuple[Statement, ...]:
    """Lower a block, or the one that a clause holds."""
    if node is None:
        return ()
    if node.kind_id != BLOCK:
        inner = [child for child in node.named_children if child.kind_id == BLOCK]
        return body(file, inner[-1]) if inner else ()
    return block(file, node.named_children)


def _body(file: File, node: TreeNode, name: str = "body") -> tuple[Statement, ...]:
    return body(file, node.child_by_field_name(name))


def _else(file: File, node: TreeNode) -> tuple[Statement, ...]:
    clauses = [child for child in node.named_children if child.kind_id == ELSE]
    return body(file, clauses[-1]) if clauses else ()


@states("expression_statement")
def evaluate(file: File, node: TreeNode) -> Statement | None:
    inside = parts(node)
    if not inside:
        return None
    if len(inside) > 1:
        value: Expression = Sequence(node.start_byte, node.end_byte, "tuple", starred_whole(expressions(file, inside)))
        return Evaluate(value.start, value.end, value)
    only = inside[0]
    if only.kind_id == ASSIGNMENT:
        return _assign(file, only)
    if only.kind_id == AUGMENTED:
        return _augmented(file, only)
    value = expression(file, only)
    return Evaluate(value.start, value.end, value)


def _assign(file: File, node: TreeNode) -> Statement:
    start, end, targets = node.start_byte, node.end_byte, []
    inside = node.named_children
    if len(inside) == 2 and node.child_count == 3 and inside[1].kind_id not in (ASSIGNMENT, AUGMENTED, TYPE):
        return Assign(start, end, (expression(file, inside[0]),), expression(file, inside[1]))
    while True:
        annotation = field(file, node, "type")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        target = expression(file, left) if left is not None else file.miss(node, "an assignment without a target")
        if annotation is not None:
            value = expression(file, right) if right is not None else None
            return AnnotatedAssign(start, end, target, annotation, value)
        targets.append(target)
        if right is None:
            return file.miss(node, "an assignment without a value")
        if right.kind_id != ASSIGNMENT:
            return Assign(start, end, tuple(targets), _right(file, right))
        node = right


def _right(file: File, node: TreeNode) -> Expression:
    return _augmented_value(file, node) if node.kind_id == AUGMENTED else expression(file, node)


def _augmented_value(file: File, node: TreeNode) -> Expression:
    return file.miss(node, "an assignment inside an assignment")


def _augmented(file: File, node: TreeNode) -> Statement:
    inside = [child for child in node.children if child.kind_id not in EXTRA]
    if len(inside) != 3:
        return file.miss(node, "an assignment that is not one")
    target, operator, value = inside
    read = expression(file, value) if value.kind_id != ASSIGNMENT else _augmented_value(file, value)
    return AugmentedAssign(node.start_byte, node.end_byte, expression(file, target), operator.type[:-1], read)


@states("return_statement")
def return_(file: File, node: TreeNode) -> Statement:
    inside = parts(node)
    return Return(node.start_byte, node.end_byte, expression(file, inside[0]) if inside else None)


@states("raise_statement")
def raise_(file: File, node: TreeNode) -> Statement:
    cause = field(file, node, "cause")
    inside = parts(node)
    return Raise(node.start_byte, node.end_byte, expression(file, inside[0]) if inside else None, cause)


@states("assert_statement")
def assert_(file: File, node: TreeNode) -> Statement:
    inside = expressions(file, node.named_children)
    if not inside:
        return file.miss(node, "an assert without a test")
    return Assert(node.start_byte, node.end_byte, inside[0], inside[1] if len(inside) > 1 else None)


@states("delete_statement")
def delete(file: File, node: TreeNode) -> Statement:
    nodes = parts(node)
    if len(nodes) == 1 and nodes[0].kind_id == EXPRESSION_LIST:
        nodes = parts(nodes[0])
    inside = expressions(file, nodes)
    return Delete(node.start_byte, node.end_byte, inside)


@states("pass_statement", "break_statement", "continue_statement")
def jump(file: File, node: TreeNode) -> Statement:
    return Jump(node.start_byte, node.end_byte, node.type.removesuffix("_statement"))


@states("global_statement", "nonlocal_statement")
def scope(file: File, node: TreeNode) -> Statement:
    names = tuple([file.name(child) for child in parts(node)])
    return Scope(node.start_byte, node.end_byte, node.type.removesuffix("_statement"), names)


@states("type_alias_statement")
def type_alias(file: File, node: TreeNode) -> Statement:
    left, right = node.child_by_field_name("left"), field(file, node, "right")
    if file.data[node.start_byte + 4 : node.start_byte + 5] in b"([.":
        return _type_called(file, node)
    if left is None or right is None:
        return file.miss(node, "a type alias without a value")
    name = file.name(left).partition("[")[0]
    return TypeAlias(node.start_byte, node.end_byte, name, right)


def _type_called(file: File, node: TreeNode) -> Statement:
    """Read `type(x).y = z`, which the grammar takes for a type alias, once more under another name of four letters."""
    rest = file.data[node.start_byte + 4 : node.end_byte]
    again = File(b"\n" * node.start_byte + b"typ_" + rest)
    again.names[b"typ_"] = "type"
    found = block(again, Parser(LANGUAGE).parse(again.data).root_node.named_children)
    return found[0] if len(found) == 1 and not again.unread else file.miss(node, "syntax error")


@states("print_statement", "exec_statement")
def python_two(file: File, node: TreeNode) -> Statement:
    """A statement of Python 2: `print x` and `exec x`; `print (x)` is the call that Python 3 makes of it."""
    return file.miss(node, "a statement of Python 2")


@states("if_statement")
def if_(file: File, node: TreeNode) -> Statement:
    test = field(file, node, "condition") or file.miss(node, "an if without a test")
    branches = [Branch(test.start, test.end, test, _body(file, node, "consequence"))]
    for child in node.named_children:
        if child.kind_id == ELIF:
            test = field(file, child, "condition") or file.miss(child, "an elif without a test")
            branches.append(Branch(child.start_byte, child.end_byte, test, _body(file, child, "consequence")))
    return If(node.start_byte, node.end_byte, tuple(branches), _else(file, node))


@states("while_statement")
def while_(file: File, node: TreeNode) -> Statement:
    test = field(file, node, "condition") or file.miss(node, "a while without a test")
    return While(node.start_byte, node.end_byte, test, _body(file, node), _else(file, node))


@states("for_statement")
def for_(file: File, node: TreeNode) -> Statement:
    target = field(file, node, "left") or file.miss(node, "a loop without a target")
    over = field(file, node, "right") or file.miss(node, "a loop over nothing")
    asynchronous = node.children[0].type == "async"
    return For(node.start_byte, node.end_byte, target, over, _body(file, node), _else(file, node), asynchronous)


@states("with_statement")
def with_(file: File, node: TreeNode) -> Statement:
    clause = [child for child in node.named_children if child.kind_id == WITH_CLAUSE]
    items = [_with_item(file, item) for item in parts(clause[0]) if item.kind_id == WITH_ITEM] if clause else []
    return With(node.start_byte, node.end_byte, tuple(items), _body(file, node), node.children[0].type == "async")


def _with_item(file: File, node: TreeNode) -> WithItem:
    value = node.child_by_field_name("value")
    start, end = node.start_byte, node.end_byte
    if value is None:
        return WithItem(start, end, file.miss(node, "a with without a manager"), None)
    if value.kind_id == AS_PATTERN:
        inside = parts(value)
        return WithItem(start, end, expression(file, inside[0]), expression(file, inside[-1]))
    return WithItem(start, end, expression(file, value), None)


@states("try_statement")
def try_(file: File, node: TreeNode) -> Statement:
    handlers: list[Handler] = []
    final: tuple[Statement, ...] = ()
    for child in node.named_children:
        if child.kind_id == EXCEPT:
            handlers.append(_handler(file, child))
        elif child.kind_id == FINALLY:
            final = body(file, child)
    return Try(node.start_byte, node.end_byte, _body(file, node), tuple(handlers), _else(file, node), final)


def _handler(file: File, node: TreeNode) -> Handler:
    inside = [child for child in parts(node) if child.kind_id != BLOCK]
    start, end, statements = node.start_byte, node.end_byte, body(file, node)
    if not inside:
        return Handler(start, end, None, None, statements)
    if len(inside) == 1 and inside[0].kind_id == AS_PATTERN:
        caught, target = parts(inside[0])[0], parts(inside[0])[-1]
        return Handler(start, end, expression(file, caught), file.name(target), statements)
    types = expressions(file, inside)
    caught_types = types[0] if len(types) == 1 else Sequence(types[0].start, types[-1].end, "tuple", types)
    return Handler(start, end, caught_types, None, statements)


__all__ = ["TOO_DEEP", "Unread", "block", "body"]
