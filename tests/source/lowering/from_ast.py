"""CPython's own tree as plain nested tuples, in the shape of our syntax: the truth that lowering is held against."""

from __future__ import annotations

import ast
from collections.abc import Callable

import msgspec

from django_pro.source import syntax
from django_pro.source.syntax import body_of

Plain = object
_LARGEST = 2**63 - 1
_OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.LShift: "<<", ast.RShift: ">>", ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.MatMult: "@",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Is: "is",
    ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in", ast.Not: "not", ast.USub: "-", ast.UAdd: "+",
    ast.Invert: "~", ast.And: "and", ast.Or: "or",
}  # fmt: skip


def ours(node: object) -> Plain:
    """Return one of our nodes without places, function bodies unpacked."""
    if isinstance(node, syntax.Function):
        return _plain(node, {"packed": ours(body_of(node))})
    if isinstance(node, msgspec.Struct):
        return _plain(node, {})
    if isinstance(node, tuple):
        return tuple(ours(each) for each in node)
    return node


def _plain(node: msgspec.Struct, given: dict[str, Plain]) -> Plain:
    names = [name for name in node.__struct_fields__ if name not in ("start", "end")]
    return (type(node).__name__, *(given[name] if name in given else ours(getattr(node, name)) for name in names))


def _alias(node: ast.AST) -> Plain:
    """`type Name = value`, which Python 3.11 has no class for."""
    return ("TypeAlias", getattr(node, "name").id, theirs(getattr(node, "value")))  # noqa: B009


def theirs(node: object) -> Plain:
    """Return one of CPython's nodes in the same shape."""
    if node is None:
        return None
    if isinstance(node, list):
        return tuple(theirs(each) for each in node)
    if type(node).__name__ == "TypeAlias" and isinstance(node, ast.AST):
        return _alias(node)
    return _CONVERT[type(node)](node)


def _constant(node: ast.Constant) -> Plain:
    value = node.value
    if isinstance(value, bytes):
        return ("Bytes", value)
    if value is ...:
        return ("Opaque", "ellipsis")
    if isinstance(value, complex):
        return ("Opaque", "complex")
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > _LARGEST:
        return ("Opaque", "integer")
    return ("Constant", value)


def _chain(node: ast.expr) -> Plain:
    steps: list[Plain] = []
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(node, ast.Attribute):
            steps.append(("Attribute", node.attr))
            node = node.value
        elif isinstance(node, ast.Call):
            steps.append(("Call", _arguments([*node.args], node.keywords)))
            node = node.func
        else:
            steps.append(("Item", theirs(node.slice)))
            node = node.value
    return ("Chain", theirs(node), tuple(reversed(steps)))


def _arguments(args: list[ast.expr], keywords: list[ast.keyword]) -> tuple[Plain, ...]:
    placed: list[ast.expr | ast.keyword] = sorted([*args, *keywords], key=lambda each: (each.lineno, each.col_offset))
    found: list[Plain] = []
    for each in placed:
        if isinstance(each, ast.keyword):
            found.append(("Argument", theirs(each.value), each.arg, 0 if each.arg else 2))
        elif isinstance(each, ast.Starred):
            found.append(("Argument", theirs(each.value), None, 1))
        else:
            found.append(("Argument", theirs(each), None, 0))
    return tuple(found)


def _operation(node: ast.BinOp) -> Plain:
    operands, operators = [], []
    current: ast.expr = node
    while isinstance(current, ast.BinOp) and not (current is not node and _own_place(current, node)):
        operands.append(theirs(current.right))
        operators.append(_OPERATORS[type(current.op)])
        current = current.left
    return ("Operation", (theirs(current), *reversed(operands)), tuple(reversed(operators)))


def _own_place(inner: ast.expr, outer: ast.expr) -> bool:
    """Whether an operand stands in parentheses: it begins after the whole does."""
    return (inner.lineno, inner.col_offset) != (outer.lineno, outer.col_offset)


def _boolean(node: ast.BoolOp) -> Plain:
    return ("Boolean", _OPERATORS[type(node.op)], theirs(node.values))


def _unary(node: ast.UnaryOp) -> Plain:
    inner = theirs(node.operand)
    value = node.operand.value if isinstance(node.operand, ast.Constant) else None
    if isinstance(node.op, ast.USub) and type(value) in (int, float) and isinstance(value, int | float):
        return ("Constant", -value)
    return ("Unary", _OPERATORS[type(node.op)], inner)


def _fstring(node: ast.JoinedStr) -> Plain:
    return ("FString", tuple(_flat(node)))


def _flat(node: ast.JoinedStr) -> list[Plain]:
    found: list[Plain] = []
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            found.append(theirs(value.value))
            if isinstance(value.format_spec, ast.JoinedStr):
                found.extend(theirs(v.value) for v in value.format_spec.values if isinstance(v, ast.FormattedValue))
    return found


def _parameters(args: ast.arguments) -> tuple[Plain, ...]:
    plain = [*args.posonlyargs, *args.args]
    defaults = [None] * (len(plain) - len(args.defaults)) + list(args.defaults)
    found: list[Plain] = []
    for at, (each, default) in enumerate(zip(plain, defaults, strict=True)):
        kind = "positional" if at < len(args.posonlyargs) else "normal"
        found.append(("Parameter", each.arg, kind, theirs(each.annotation), theirs(default)))
    if args.vararg:
        found.append(("Parameter", args.vararg.arg, "args", theirs(args.vararg.annotation), None))
    for each, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        found.append(("Parameter", each.arg, "keyword", theirs(each.annotation), theirs(default)))
    if args.kwarg:
        found.append(("Parameter", args.kwarg.arg, "kwargs", theirs(args.kwarg.annotation), None))
    return tuple(found)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Plain:
    return ("Function", node.name, _parameters(node.args), theirs(node.body), theirs(node.decorator_list),
            theirs(node.returns), isinstance(node, ast.AsyncFunctionDef))  # fmt: skip


def _comprehension(kind: str, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Plain:
    return ("Comprehension", kind, theirs(node.elt), None, theirs(node.generators))


def _if(node: ast.If) -> Plain:
    branches, current = [], node
    while True:
        branches.append(("Branch", theirs(current.test), theirs(current.body)))
        only = current.orelse[0] if len(current.orelse) == 1 else None
        if not isinstance(only, ast.If) or only.col_offset != node.col_offset:
            break
        current = only
    return ("If", tuple(branches), theirs(current.orelse))


def _import_from(node: ast.ImportFrom) -> Plain:
    return ("ImportFrom", node.module or "", node.level, theirs(node.names))


def _handler(node: ast.ExceptHandler) -> Plain:
    return ("Handler", theirs(node.type), node.name, theirs(node.body))


def _try(node: ast.Try) -> Plain:
    return ("Try", *(theirs(part) for part in (node.body, node.handlers, node.orelse, node.finalbody)))


def _loop(node: ast.For | ast.AsyncFor) -> Plain:
    return ("For", theirs(node.target), theirs(node.iter), theirs(node.body), theirs(node.orelse),
            isinstance(node, ast.AsyncFor))  # fmt: skip


def _with(node: ast.With | ast.AsyncWith) -> Plain:
    items = tuple(("WithItem", theirs(item.context_expr), theirs(item.optional_vars)) for item in node.items)
    return ("With", items, theirs(node.body), isinstance(node, ast.AsyncWith))


_CONVERT: dict[type, Callable[..., Plain]] = {
    ast.Constant: _constant,
    ast.Name: lambda n: ("Name", n.id),
    ast.Attribute: _chain,
    ast.Call: _chain,
    ast.Subscript: _chain,
    ast.BinOp: _operation,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.Compare: lambda n: ("Comparison", theirs([n.left, *n.comparators]), tuple(_OPERATORS[type(op)] for op in n.ops)),
    ast.JoinedStr: _fstring,
    ast.IfExp: lambda n: ("Conditional", theirs(n.test), theirs(n.body), theirs(n.orelse)),
    ast.Lambda: lambda n: ("Lambda", _parameters(n.args), theirs(n.body)),
    ast.Tuple: lambda n: ("Sequence", "tuple", theirs(n.elts)),
    ast.List: lambda n: ("Sequence", "list", theirs(n.elts)),
    ast.Set: lambda n: ("Sequence", "set", theirs(n.elts)),
    ast.Dict: lambda n: (
        "Mapping", tuple(("Entry", theirs(k), theirs(v)) for k, v in zip(n.keys, n.values, strict=True)),
    ),
    ast.ListComp: lambda n: _comprehension("list", n),
    ast.SetComp: lambda n: _comprehension("set", n),
    ast.GeneratorExp: lambda n: _comprehension("generator", n),
    ast.DictComp: lambda n: ("Comprehension", "dict", theirs(n.key), theirs(n.value), theirs(n.generators)),
    ast.comprehension: lambda n: ("Clause", theirs(n.target), theirs(n.iter), theirs(n.ifs), bool(n.is_async)),
    ast.Starred: lambda n: ("Starred", theirs(n.value)),
    ast.Await: lambda n: ("Await", theirs(n.value)),
    ast.Yield: lambda n: ("Yield", theirs(n.value), False),
    ast.YieldFrom: lambda n: ("Yield", theirs(n.value), True),
    ast.NamedExpr: lambda n: ("Walrus", n.target.id, theirs(n.value)),
    ast.Slice: lambda n: ("Slice", theirs(n.lower), theirs(n.upper), theirs(n.step)),
    ast.Assign: lambda n: ("Assign", theirs(n.targets), theirs(n.value)),
    ast.AugAssign: lambda n: ("AugmentedAssign", theirs(n.target), _OPERATORS[type(n.op)], theirs(n.value)),
    ast.AnnAssign: lambda n: ("AnnotatedAssign", theirs(n.target), theirs(n.annotation), theirs(n.value)),
    ast.Expr: lambda n: ("Evaluate", theirs(n.value)),
    ast.Return: lambda n: ("Return", theirs(n.value)),
    ast.Raise: lambda n: ("Raise", theirs(n.exc), theirs(n.cause)),
    ast.Assert: lambda n: ("Assert", theirs(n.test), theirs(n.msg)),
    ast.Delete: lambda n: ("Delete", theirs(n.targets)),
    ast.Import: lambda n: ("Import", theirs(n.names)),
    ast.ImportFrom: _import_from,
    ast.alias: lambda n: ("Alias", n.name, n.asname),
    ast.If: _if,
    ast.While: lambda n: ("While", theirs(n.test), theirs(n.body), theirs(n.orelse)),
    ast.For: _loop,
    ast.AsyncFor: _loop,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.ExceptHandler: _handler,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: lambda n: (
        "Class", n.name, _arguments(n.bases, n.keywords), theirs(n.body), theirs(n.decorator_list),
    ),
    ast.Pass: lambda n: ("Jump", "pass"),
    ast.Break: lambda n: ("Jump", "break"),
    ast.Continue: lambda n: ("Jump", "continue"),
    ast.Global: lambda n: ("Scope", "global", tuple(n.names)),
    ast.Nonlocal: lambda n: ("Scope", "nonlocal", tuple(n.names)),
    ast.TryStar: _try,
}  # fmt: skip


def without_literals(plain: Plain) -> Plain:
    """Drop the literal parts of f-strings, which the two trees cut differently, and `match`, which has specs of its own."""
    if isinstance(plain, tuple) and plain and plain[0] == "FString":
        parts = [without_literals(part) for part in plain[1] if part[0] != "Constant"]
        return ("FString", tuple(parts))
    return tuple(without_literals(each) for each in plain) if isinstance(plain, tuple) else plain
