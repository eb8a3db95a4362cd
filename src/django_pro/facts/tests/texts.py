"""What a URL in a test may be: literals, `reverse()`, names, attributes of the test's class and its subclasses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django_pro.facts.models.calls import statements
from django_pro.facts.tests.call import ANY, Named, Path, Target
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned
from django_pro.project.classes import Classes, describe
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, Value
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Call,
    Chain,
    Class,
    Conditional,
    Constant,
    Expression,
    For,
    FString,
    Function,
    Name,
    Operation,
    Return,
    Sequence,
    Statement,
    With,
    body_of,
)  # fmt: skip

_REVERSE = frozenset({"reverse", "reverse_lazy", "api_reverse", "drf_reverse", "resolve_url", "django_reverse"})
_SETUP = ("setUp", "setUpTestData", "setup", "setup_method", "setUpClass", "asyncSetUp")
_FIELD = re.compile(r"\{[^{}]*\}|%\(\w+\)[sd]|%[sd]")
#: Names that stand for names that stand for names are followed this far.
DEEPEST = 6


@dataclass
class Place:
    """Where an expression stands: its module, the class around it, and what the function binds."""

    module: ModuleFile
    cls: Defined | None = None
    local: Mapping[str, tuple[Expression, ...]] = field(default_factory=dict)


class Texts:
    """Resolves the URLs of tests."""

    def __init__(self, classes: Classes, subclasses: Mapping[Defined, tuple[Defined, ...]]) -> None:
        self.classes = classes
        self.subclasses = subclasses
        self._set: dict[tuple[Defined, str], tuple[tuple[Expression, Place], ...]] = {}

    def targets(self, value: Expression, place: Place) -> tuple[Target, ...]:
        """Return where a URL may lead."""
        return tuple(dict.fromkeys(self._targets(value, place, 0)))

    def _targets(self, value: Expression, place: Place, depth: int) -> Iterator[Target]:
        if depth > DEEPEST:
            yield Unknown("names stand for names")
        elif name := self._reversed(value):
            for text in self.texts(name, place, depth + 1):
                yield Named(text) if _says(text) else Unknown(f"the name `{text}` cannot be told")
        elif isinstance(value, Conditional):
            yield from self._targets(value.body, place, depth + 1)
            yield from self._targets(value.orelse, place, depth + 1)
        elif inner := self._meant(value, place):
            for each, where in inner:
                yield from self._targets(each, where, depth + 1)
        elif longer := list(self._longer(value, place, depth)):
            yield from longer
        else:
            yield from self._paths(value, place, depth)

    def _longer(self, value: Expression, place: Place, depth: int) -> Iterator[Target]:
        """Yield what a text that begins with a reversed URL leads to: `reverse("book-list") + "5/"`."""
        first, *others = _parts(value) or (value,)
        if first is value or not others:
            return
        for target in self._targets(first, place, depth + 1):
            if isinstance(target, Named):
                for rest in _joined(self.texts(part, place, depth + 1) for part in others):
                    rest = "" if rest.startswith(ANY) else rest.partition("?")[0]  # what follows a URL is its query
                    yield Named(target.name, target.rest + rest)

    def _paths(self, value: Expression, place: Place, depth: int) -> Iterator[Target]:
        for text in self.texts(value, place, depth):
            plain = re.sub(r"^https?://[^/*]*", "", text).partition("?")[0].partition("#")[0]
            if plain.startswith(ANY) and "/" in plain:  # `self.base_url + "books/"`
                plain = "/" + plain.removeprefix(ANY).removeprefix("/")
            if _says(plain) or plain == "/":
                yield Path(plain)
            elif not (isinstance(value, Constant) and depth):  # a base class's empty value is set below it
                yield Unknown(f"what `{describe(value)}` is cannot be told")

    def _reversed(self, value: Expression) -> Expression | None:
        """Return the name given to `reverse()`, also where more is called on what it returns."""
        if not isinstance(value, Chain):
            return None
        steps = value.steps
        first = steps[0]
        name = value.base.id if isinstance(value.base, Name) else ""
        call = first if isinstance(first, Call) else None
        if name not in _REVERSE and isinstance(first, Attribute) and first.name in _REVERSE and len(steps) > 1:
            name, call = first.name, steps[1] if isinstance(steps[1], Call) else None
        if name in _REVERSE and call and call.arguments and call.arguments[0].name in (None, "viewname"):
            return call.arguments[0].value
        return None

    def texts(self, value: Expression, place: Place, depth: int = 0) -> tuple[str, ...]:
        """Return the texts an expression may be; what is not known in them is `ANY`."""
        if depth > DEEPEST:
            return (ANY,)
        if isinstance(value, Constant):
            return (str(value.value),) if isinstance(value.value, str | int) else (ANY,)
        if isinstance(value, FString):
            return _joined(self.texts(part, place, depth + 1) for part in value.parts)
        if isinstance(value, Operation) and set(value.operators) == {"+"}:
            return _joined(self.texts(part, place, depth + 1) for part in value.operands)
        if isinstance(value, Operation) and value.operators == ("%",):
            return tuple(_FIELD.sub(ANY, text) for text in self.texts(value.operands[0], place, depth + 1))
        if isinstance(value, Chain) and len(value.steps) >= 2 and isinstance(value.steps[-1], Call):
            called = value.steps[-2]
            if isinstance(called, Attribute) and called.name == "format":
                rest = value.steps[:-2]
                base = Chain(value.start, value.end, value.base, rest) if rest else value.base
                return tuple(_FIELD.sub(ANY, text) for text in self.texts(base, place, depth + 1))
        meant = self._meant(value, place)
        found = [text for each, where in meant for text in self.texts(each, where, depth + 1)]
        return tuple(dict.fromkeys(found)) or (ANY,)

    def _meant(self, value: Expression, place: Place) -> tuple[tuple[Expression, Place], ...]:
        """Return the expressions that a name, or an attribute of the test, stands for."""
        if isinstance(value, Name):
            if value.id in place.local:
                return tuple((each, place) for each in place.local[value.id] if each is not value)
            found = self.classes.names.name(place.module, value.id)
            return tuple((each.expression, Place(each.module)) for each in found if isinstance(each, Value))
        if (
            isinstance(value, Chain)
            and isinstance(value.base, Name)
            and len(value.steps) == 1
            and isinstance(value.steps[0], Attribute)
        ):
            if value.base.id in ("self", "cls") and place.cls is not None:
                return self.attribute(place.cls, value.steps[0].name)
            found = self.classes.names.resolve(place.module, value)
            return tuple((each.expression, Place(each.module)) for each in found if isinstance(each, Value))
        if (
            isinstance(value, Chain)
            and isinstance(value.base, Name)
            and isinstance(value.steps[-1], Call)
            and len(value.steps) < 3
        ):
            return tuple(self._returned(value, value.base, place))
        return ()

    def _returned(self, value: Chain, base: Name, place: Place) -> Iterator[tuple[Expression, Place]]:
        """Yield what a helper of the tests returns: `self.url_of(book)`, `url_of(book)`."""
        first = value.steps[0]
        if isinstance(first, Attribute) and base.id in ("self", "cls") and place.cls is not None:
            for owner in dict.fromkeys([*self.classes.mro(place.cls).classes, *self.subclasses.get(place.cls, ())]):
                for binding in self.classes.own(owner).get(first.name, ()) if owner.module.origin == "project" else ():
                    if isinstance(binding, Function):
                        yield from _returns(binding, owner.module, owner)
        elif isinstance(first, Call):
            for found in self.classes.names.name(place.module, base.id):
                if isinstance(found, Defined) and isinstance(found.node, Function) and found.module.origin == "project":
                    yield from _returns(found.node, found.module, None)

    def attribute(self, cls: Defined, name: str) -> tuple[tuple[Expression, Place], ...]:
        """Return what a class, those above it and those below it set an attribute to."""
        key = (cls, name)
        if key not in self._set:
            self._set[key] = ()
            owners = dict.fromkeys([*self.classes.mro(cls).classes, *self.subclasses.get(cls, ())])
            self._set[key] = tuple(each for owner in owners for each in self._in_class(owner, name))
        return self._set[key]

    def _in_class(self, owner: Defined, name: str) -> Iterator[tuple[Expression, Place]]:
        if owner.module.origin != "project":
            return
        for binding in self.classes.own(owner).get(name, ()):
            if isinstance(binding, Assigned) and binding.value is not None:
                yield binding.value, Place(owner.module, owner)
        for method in _SETUP:
            for binding in self.classes.own(owner).get(method, ()):
                if isinstance(binding, Function):
                    yield from self._in_setup(owner, binding, name)

    def _in_setup(self, owner: Defined, function: Function, name: str) -> Iterator[tuple[Expression, Place]]:
        body = body_of(function)
        place = Place(owner.module, owner, local_values(body))
        for statement in statements(body):
            for target in statement.targets if isinstance(statement, Assign) else ():
                if isinstance(target, Chain) and len(target.steps) == 1 and isinstance(target.base, Name):
                    step = target.steps[0]
                    if (
                        isinstance(step, Attribute)
                        and step.name == name
                        and target.base.id in ("self", "cls")
                        and isinstance(statement, Assign)
                    ):
                        yield statement.value, place


def _parts(value: Expression) -> tuple[Expression, ...]:
    """Return what a text is put together of, nothing where it is not."""
    if isinstance(value, FString):
        return value.parts
    if isinstance(value, Operation) and set(value.operators) == {"+"}:
        return value.operands
    if (
        isinstance(value, Chain)
        and len(value.steps) == 2
        and isinstance(value.base, Constant)
        and isinstance(value.steps[1], Call)
    ):
        text, arguments = value.base.value, value.steps[1].arguments
        if isinstance(text, str) and text.startswith("{}") and arguments:
            rest = _FIELD.sub(ANY, text[2:])
            return (arguments[0].value, Constant(value.start, value.end, rest))
    return ()


def _says(text: str) -> bool:
    """Whether a text with holes tells anything."""
    return any(letter.isalnum() for letter in text)


def _returns(function: Function, module: ModuleFile, cls: Defined | None) -> Iterator[tuple[Expression, Place]]:
    body = body_of(function)
    place = Place(module, cls, local_values(body))
    for statement in statements(body):
        if isinstance(statement, Return) and statement.value is not None:
            yield statement.value, place


def local_values(body: Iterable[Statement]) -> dict[str, tuple[Expression, ...]]:
    """Return what a function's names are assigned, all of it; a loop over a display gives each item."""
    found: dict[str, tuple[Expression, ...]] = {}
    for statement in _all(body):
        if isinstance(statement, Assign):
            for target in statement.targets:
                if isinstance(target, Name):
                    found[target.id] = (*found.get(target.id, ()), statement.value)
        elif (
            isinstance(statement, For)
            and isinstance(statement.target, Name)
            and isinstance(statement.iterable, Sequence)
        ):
            found[statement.target.id] = statement.iterable.items
    return found


def _all(body: Iterable[Statement]) -> Iterator[Statement]:
    for statement in statements(tuple(body)):
        yield statement
        if isinstance(statement, For):
            yield from _all(statement.body)
        elif isinstance(statement, With | Class):
            continue


def _joined(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    found = [""]
    for options in parts:
        found = [before + after for before in found for after in options][:20]
    return tuple(found)
