"""The functions of a project, for rules that look at what stands in their bodies."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.views.functions import walk
from django_pro.project.names import Defined, External
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import (
    Argument,
    Attribute,
    Call,
    Chain,
    Constant,
    Expression,
    FString,
    Function,
    Name,
    Node,
    body_of,
)


def functions_of(review: Reviewed) -> Iterator[Defined]:
    """Yield every function and method of the files that findings are wanted for."""
    names, classes = review.project.names, review.project.classes
    for path in review.files:
        module = review.module(path)
        for name, found in names.bindings(module).names.items():
            yield from (names.define(module, name, node) for node in found if isinstance(node, Function))
        for cls in classes.in_module(module):
            for name, found in classes.own(cls).items():
                for node in found:
                    if isinstance(node, Function):
                        yield names.define(module, f"{cls.qualname}.{name}", node)


def mentions(function: Defined, *words: bytes) -> bool:
    """Whether any of the words stands in a function's body, perhaps inside a longer one."""
    packed = bytes(function.node.packed) if isinstance(function.node, Function) else b""
    return any(word in packed for word in words)


def nodes_of(function: Defined) -> Iterator[Node]:
    """Yield every node of a function's body; functions inside are not entered."""
    if isinstance(function.node, Function):
        yield from (node for node in walk(body_of(function.node)) if isinstance(node, Node))


def calls_of(function: Defined) -> Iterator[tuple[Chain, Call, Expression]]:
    """Yield every call in a function: the chain, the call's step, and what is called."""
    for node in nodes_of(function):
        if isinstance(node, Chain):
            for at, step in enumerate(node.steps):
                if isinstance(step, Call):
                    rest = node.steps[:at]
                    yield node, step, Chain(node.start, step.start, node.base, rest) if rest else node.base


def full_name(review: Reviewed, function: Defined, called: Expression) -> str:
    """Return the full name of what is called as the module names it, "" where nothing imports it."""
    for target in review.project.names.resolve(function.module, called):
        for found in review.project.names.follow(target):
            if isinstance(found, Defined | External):
                return found.name
    return ""


def last_name(node: Expression) -> str:
    """Return the last name of an expression: `digest` of `self.digest`, `token` of `request.POST["token"]`."""
    if isinstance(node, Name):
        return node.id
    if not isinstance(node, Chain):
        return ""
    last = node.steps[-1]
    if isinstance(last, Attribute):
        return last.name
    inner = (
        getattr(last, "index", None)
        if not isinstance(last, Call)
        else last.arguments[0].value
        if last.arguments
        else None
    )
    if isinstance(inner, Constant) and isinstance(inner.value, str):
        return inner.value
    return last_name(Chain(node.start, node.end, node.base, node.steps[:-1]) if len(node.steps) > 1 else node.base)


def names_in(node: object) -> Iterator[tuple[str, Node]]:
    """Yield the names, attributes and literal keys below a node, those of functions inside aside."""
    for each in walk((node,)):
        if isinstance(each, Name):
            yield each.id, each
        elif isinstance(each, Attribute):
            yield each.name, each


def argument(call: Call, position: int, name: str = "") -> Argument | None:
    """Return an argument of a call by name, else by place."""
    named = next((each for each in call.arguments if name and each.name == name), None)
    plain = [each for each in call.arguments if each.name is None and not each.stars]
    return named or (plain[position] if position < len(plain) else None)


def text_of(node: Expression | None) -> str | None:
    """Return a literal text, None for anything else."""
    if isinstance(node, Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, FString) and all(isinstance(part, Constant) for part in node.parts):
        return "".join(str(part.value) for part in node.parts if isinstance(part, Constant))
    return None
