"""Where a text of a setting stands in the code, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django_pro.rules.reviewed import Reviewed
from django_pro.rules.security.secrets.holding import Held
from django_pro.rules.security.secrets.naming import is_secret, is_secrets
from django_pro.source.syntax import (
    AnnotatedAssign,
    Argument,
    Assign,
    AugmentedAssign,
    Branch,
    Bytes,
    Call,
    Chain,
    Comparison,
    Conditional,
    Constant,
    Entry,
    Evaluate,
    Function,
    If,
    Item,
    Name,
    Node,
    Parameter,
    Raise,
    Unary,
    body_of,
)

_DEVELOPMENT = frozenset(
    "DEBUG TEST TESTS TESTING PYTEST DEV DEVEL DEVELOP DEVELOPMENT LOCAL CI RUNSERVER BUILD BUILDING COLLECTSTATIC DOCS DEMO E2E".split()
)
_PRODUCTION = frozenset("PROD PRODUCTION LIVE DEPLOYED DEPLOYMENT STAGING HEROKU".split())
_SPLIT = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Literal:
    """A text in a file, with the nodes around it, outermost first."""

    path: str
    node: Constant | Bytes
    around: tuple[Node, ...]

    @property
    def text(self) -> str:
        """What it says."""
        value = self.node.value
        return value.decode("latin-1") if isinstance(value, bytes) else str(value)

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the names and keys it is given to, the innermost first."""
        return tuple(label for each in reversed(self.around) for label in _labels(each))

    @property
    def is_value(self) -> bool:
        """Whether it stands for itself, and is no key, name of a variable, or what something is compared with."""
        parents = (*self.around, self.node)
        return not any(_is_only_named(each, inner) for each, inner in zip(parents, parents[1:], strict=False))

    @property
    def is_for_development(self) -> bool:
        """Whether it is only reached where the project is developed or tested."""
        parents = (*self.around, self.node)
        return any(
            _for_development(outer, each, inner)
            for outer, each, inner in zip((None, *parents), parents, parents[1:], strict=False)
        )


def literals(path: str, body: Iterable[Node], around: tuple[Node, ...] = ()) -> Iterator[Literal]:
    """Yield every text below some nodes."""
    for node in body:
        if isinstance(node, Bytes) or (isinstance(node, Constant) and isinstance(node.value, str)):
            yield Literal(path, node, around)
        else:
            yield from literals(path, _children(node), (*around, node))


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, Function):
        yield from node.parameters
        yield from body_of(node)
        return
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (each for each in value if isinstance(each, Node))


def _labels(node: Node) -> Iterator[str]:
    if isinstance(node, Argument | Parameter) and node.name:
        yield node.name
    elif isinstance(node, Entry) and isinstance(node.key, Constant):
        yield str(node.key.value)
    elif isinstance(node, Call) and len(node.arguments) > 1 and isinstance(first := node.arguments[0].value, Constant):
        yield str(first.value)
    elif isinstance(node, Assign):
        yield from (label for target in node.targets for label in _targets(target))
    elif isinstance(node, AnnotatedAssign | AugmentedAssign):
        yield from _targets(node.target)


def _targets(target: Node) -> Iterator[str]:
    if isinstance(target, Name):
        yield target.id
    elif isinstance(target, Chain):
        for step in reversed(target.steps):
            if isinstance(step, Item) and isinstance(step.index, Constant):
                yield str(step.index.value)
        yield from _targets(target.base)


def _is_only_named(outer: Node, inner: Node) -> bool:
    """Whether what is inside only names something: a key, a variable to read, a value to compare with."""
    if isinstance(outer, Entry):
        return inner is outer.key
    if isinstance(outer, Call):
        return (
            len(outer.arguments) > 1 and inner is outer.arguments[0] and isinstance(outer.arguments[0].value, Constant)
        )
    if isinstance(outer, Evaluate):
        return isinstance(inner, Constant)
    return isinstance(outer, Comparison | Item | Raise)


def _for_development(outer: Node | None, each: Node, inner: Node) -> bool:
    if isinstance(each, Branch):
        earlier = _before(outer, each) if isinstance(outer, If) else ()
        return inner is not each.test and (_says(each.test) is True or any(_says(test) is False for test in earlier))
    if isinstance(each, If):
        return not isinstance(inner, Branch) and any(_says(branch.test) is False for branch in each.branches)
    if isinstance(each, Conditional):
        return (inner is each.body and _says(each.test) is True) or (inner is each.orelse and _says(each.test) is False)
    return False


def _before(statement: If, branch: Branch) -> Iterator[Node]:
    for each in statement.branches:
        if each is branch:
            return
        yield each.test


def _says(test: Node) -> bool | None:
    """Return True where a condition says development, False where it says production, None where neither."""
    words = {each.upper() for name in _names(test) for each in _SPLIT.split(name)}
    development, production = bool(words & _DEVELOPMENT), bool(words & _PRODUCTION)
    if development == production:
        return None
    return development is not _is_turned(test)


def _is_turned(test: Node) -> bool:
    """Whether a condition denies what it names."""
    if isinstance(test, Unary):
        return (test.operator == "not") is not _is_turned(test.operand)
    if isinstance(test, Comparison):
        denied = test.operators[0] in ("!=", "is not", "not in")
        false = any(
            isinstance(each, Constant) and each.value in (False, 0, "0", "false", "False") for each in test.operands
        )
        return denied is not false
    first = next(iter(_children(test)), None)
    return _is_turned(first) if isinstance(first, Unary | Comparison) else False


def _names(node: Node) -> Iterator[str]:
    """Yield the names, attributes and texts of an expression."""
    for text in (getattr(node, "id", None), getattr(node, "name", None), getattr(node, "value", None)):
        if isinstance(text, str):
            yield text
    for each in _children(node):
        yield from _names(each)


class Places:
    """The texts of the settings modules of a root."""

    def __init__(self, review: Reviewed, paths: Iterable[str]) -> None:
        self._review = review
        self._paths = list(dict.fromkeys(paths))
        self._found: dict[str, tuple[Literal, ...]] = {}

    def of(self, held: Held, text: str) -> Literal | None:
        """Return where a text that a secret may be is written; None where it is put together."""
        paths = dict.fromkeys(
            (held.setting.place.path, *(read.place.path for read in held.setting.reads), *self._paths)
        )
        fitting = [each for path in paths for each in self._in(path) if each.is_value and _fits(held, each.text, text)]
        return max(fitting, key=lambda each: _likeness(held, each), default=None)

    def _in(self, path: str) -> tuple[Literal, ...]:
        if path not in self._found:
            self._found[path] = tuple(literals(path, self._review.syntax(path).body)) if path else ()
        return self._found[path]

    def refuses(self, held: Held, literal: Literal) -> bool:
        """Whether the settings stop, or say no, where a secret is still the text that stands in the code."""
        return any(_refuses(node, held.setting.name, literal) for path in self._paths for node in self._ifs(path))

    def _ifs(self, path: str) -> Iterator[If]:
        waiting: list[Node] = list(self._review.syntax(path).body)
        while waiting:
            node = waiting.pop()
            if isinstance(node, If):
                yield node
            waiting.extend(each for each in _children(node) if not isinstance(each, Constant | Name))


def _fits(held: Held, written: str, text: str) -> bool:
    return written == text or (held.key.endswith("PASSWORD") and f":{text}@" in written and "://" in written)


def _likeness(held: Held, literal: Literal) -> int:
    """Return how much speaks for a text's place: what it is given to, and whether the setting reads or states it there."""
    labels = literal.labels
    name, place, start = held.key.rpartition(".")[2], held.setting.place, literal.node.start
    inner = labels[0] if labels else ""
    likeness = 6 * (inner == name) + 4 * (
        is_secret(inner) or is_secrets(inner) or (inner == "default" and any(map(is_secret, labels)))
    )
    likeness += 3 * (literal.path == place.path and place.start <= start < place.end) + 2 * (
        held.setting.name in labels
    )
    reads = (read.default_place for read in held.setting.reads if read.default_place is not None)
    return likeness + 5 * any(each.path == literal.path and each.start <= start < each.end for each in reads)


def _refuses(node: If, name: str, literal: Literal) -> bool:
    """Whether an `if` compares a setting with a text, or with what holds it, and raises."""
    for branch in node.branches:
        names = set(_names(branch.test))
        told = any(len(each) > 2 and each in literal.text for each in names - {name}) or bool(
            names & set(literal.labels) - {name}
        )
        if name in names and told and any(_stops(each) for each in branch.body):
            return True
    return False


def _stops(node: Node) -> bool:
    if isinstance(node, Raise):
        return True
    if isinstance(node, Evaluate) and isinstance(node.value, Chain):
        return "exit" in set(_names(node.value))
    return isinstance(node, If) and any(_stops(each) for branch in node.branches for each in branch.body)
