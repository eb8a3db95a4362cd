"""What a URL in a test may be: literals, `reverse()`, names, attributes of the test's class, what its helpers return."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django_pro.facts.tests.call import ANY, Named, Path, Target
from django_pro.facts.tests.meant import Meaning, before
from django_pro.facts.tests.place import Place
from django_pro.findings.blind import Unknown
from django_pro.project.classes import describe
from django_pro.project.project import Project
from django_pro.source.syntax import (
    Attribute,
    Boolean,
    Call,
    Chain,
    Conditional,
    Constant,
    Expression,
    FString,
    Name,
    Operation,
    Sequence,
)  # fmt: skip

_REVERSE = re.compile(r"^(?:\w+_)?reverse(?:_\w+)?$|^resolve_url$")
#: Functions that give the text they are given.
_SAME = frozenset({"str", "force_str", "iri_to_uri", "quote", "escape"})
_PERCENT = re.compile(r"%%|%\((\w+)\)[sd]|%[sd]")
_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
#: Names that stand for names that stand for names are followed this far.
DEEPEST = 10
#: No expression is taken for more texts than these.
_MOST = 20
_METHODS = frozenset({"format", "lower", "upper", "strip", "title", "capitalize"})
_META = frozenset({"app_label", "model_name", "object_name", "label_lower", "label"})


class Texts:
    """Resolves the URLs of tests."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.meaning = Meaning(project)

    def targets(self, value: Expression, place: Place) -> tuple[Target, ...]:
        """Return where a URL may lead."""
        return tuple(dict.fromkeys(self._targets(value, place, 0)))

    def _targets(self, value: Expression, place: Place, depth: int) -> Iterator[Target]:
        if depth > DEEPEST:
            yield Unknown("names stand for names")
        elif name := _reversed(value):
            for text in self.texts(name, place, depth + 1):
                yield Named(text) if _says(text) else Unknown(f"the name `{text}` cannot be told")
        elif isinstance(value, Conditional):
            yield from self._targets(value.body, place, depth + 1)
            yield from self._targets(value.orelse, place, depth + 1)
        elif isinstance(value, Boolean):
            for each in value.operands:
                yield from self._targets(each, place, depth + 1)
        elif (same := _same(value)) is not None:
            yield from self._targets(same, place, depth + 1)
        elif inner := self.meaning.of(value, place):
            for each, where in inner[:_MOST]:
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
                    path = rest.partition("?")[0]
                    query = path.startswith(ANY) and "/" not in path  # what follows a URL is mostly its query
                    yield Named(target.name, target.rest + ("" if query else path))

    def _paths(self, value: Expression, place: Place, depth: int) -> Iterator[Target]:
        for text in self.texts(value, place, depth):
            plain = re.sub(r"^https?://[^/*]*", "", text).partition("?")[0].partition("#")[0]
            if plain.startswith(ANY) and "/" in plain:  # `self.base_url + "books/"`
                plain = "/" + plain.removeprefix(ANY).removeprefix("/")
            if _says(plain) or plain == "/":
                yield Path(plain)
            elif not (isinstance(value, Constant) and depth):  # a base class's empty value is set below it
                yield Unknown(f"what `{describe(value)}` is cannot be told")

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
            return self._percent(value, place, depth)
        if isinstance(value, Chain) and (told := self._method(value, place, depth) or self._meta(value, place)):
            return told
        if (same := _same(value)) is not None:
            return self.texts(same, place, depth + 1)
        if isinstance(value, Conditional):
            return _first((*self.texts(value.body, place, depth + 1), *self.texts(value.orelse, place, depth + 1)))
        meant = self.meaning.of(value, place)[:_MOST]
        return _first(text for each, where in meant for text in self.texts(each, where, depth + 1)) or (ANY,)

    def _percent(self, value: Operation, place: Place, depth: int) -> tuple[str, ...]:
        right = value.operands[1]
        items = right.items if isinstance(right, Sequence) else (right,)
        given = [self.texts(each, place, depth + 1) for each in items]
        found: list[str] = []
        for text in self.texts(value.operands[0], place, depth + 1):
            waiting = iter(given)
            found += _filled(text, _PERCENT, lambda match, waiting=waiting: _percent_of(match, waiting))
        return _first(found)

    def _method(self, value: Chain, place: Place, depth: int) -> tuple[str, ...]:
        """Return what a method of a text gives: `"/books/{}/".format(pk)`, `name.lower()`."""
        call, name = value.steps[-1], next((getattr(each, "name", "") for each in value.steps[-2:-1]), "")
        if not isinstance(call, Call) or name not in _METHODS:
            return ()
        texts = self.texts(before(value, 2), place, depth + 1)
        if name != "format":
            return (
                _first(text if text == ANY else getattr(text, name)() for text in texts) if not call.arguments else ()
            )
        given = [(each.name, self.texts(each.value, place, depth + 1)) for each in call.arguments if not each.stars]
        named = {name: told for name, told in given if name is not None}
        plain = [told for name, told in given if name is None]
        found: list[str] = []
        for text in texts:
            waiting = iter(plain)
            found += _filled(text, _BRACES, lambda match, waiting=waiting: _brace_of(match, waiting, plain, named))
        return _first(found)

    def _meta(self, value: Chain, place: Place) -> tuple[str, ...]:
        """Return what a model's `_meta` tells: `self.model._meta.app_label`, `.__name__` of a class."""
        names = [each.name if isinstance(each, Attribute) else "" for each in value.steps]
        wanted = names[-1]
        if wanted in _META and names[-2:-1] == ["_meta"]:
            classes = self.meaning.class_of(before(value, 2), place)
        elif wanted == "__name__":
            classes = self.meaning.class_of(before(value, 1), place)
        else:
            return ()
        found: list[str] = []
        for cls in classes:
            label, name = self.project.apps.label_for(cls.module.name) or ANY, cls.qualname
            told = {"app_label": label, "model_name": name.lower(), "label_lower": f"{label}.{name.lower()}"}
            found.append(told.get(wanted, f"{label}.{name}" if wanted == "label" else name))
        return _first(found)


def _percent_of(match: re.Match[str], waiting: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    if match[0] == "%%":
        return ("%",)
    return (ANY,) if match[1] else next(waiting, (ANY,))


def _brace_of(
    match: re.Match[str],
    waiting: Iterator[tuple[str, ...]],
    plain: list[tuple[str, ...]],
    named: dict[str, tuple[str, ...]],
) -> tuple[str, ...]:
    if match[0] in ("{{", "}}"):
        return (match[0][0],)
    field = re.split(r"[.\[!:]", match[1])[0]
    if field.isdigit():
        return plain[int(field)] if int(field) < len(plain) else (ANY,)
    if field == match[1] or not field:
        return next(waiting, (ANY,)) if not field else named.get(field, (ANY,))
    return (ANY,)


def _filled(text: str, pattern: re.Pattern[str], fill: object) -> tuple[str, ...]:
    parts: list[tuple[str, ...]] = []
    at = 0
    for match in pattern.finditer(text):
        parts += [(text[at : match.start()],), fill(match)]  # type: ignore[operator]
        at = match.end()
    return _joined([*parts, (text[at:],)])


def _reversed(value: Expression) -> Expression | None:
    """Return the name given to `reverse()`, also where more is called on what it returns."""
    if not isinstance(value, Chain):
        return None
    steps = value.steps
    first = steps[0]
    name = value.base.id if isinstance(value.base, Name) else ""
    call = first if isinstance(first, Call) else None
    if not _REVERSE.match(name) and isinstance(first, Attribute) and _REVERSE.match(first.name) and len(steps) > 1:
        name, call = first.name, steps[1] if isinstance(steps[1], Call) else None
    if _REVERSE.match(name) and call and call.arguments and call.arguments[0].name in (None, "viewname"):
        return call.arguments[0].value
    return None


def _same(value: Expression) -> Expression | None:
    """Return what is given to a function that gives it back as text."""
    if not isinstance(value, Chain) or len(value.steps) != 1 or not isinstance(value.base, Name):
        return None
    call = value.steps[0]
    if isinstance(call, Call) and value.base.id in _SAME and call.arguments:
        return call.arguments[0].value
    return None


def _parts(value: Expression) -> tuple[Expression, ...]:
    """Return what a text is put together of, nothing where it is not."""
    if isinstance(value, FString):
        return value.parts
    if isinstance(value, Operation) and set(value.operators) == {"+"}:
        return value.operands
    if isinstance(value, Operation) and value.operators == ("%",) and isinstance(value.operands[0], Constant):
        text, right = str(value.operands[0].value), value.operands[1]
        items = right.items if isinstance(right, Sequence) else (right,)
        return _from_text(value, text, "%s", _PERCENT, items[0]) if items else ()
    if isinstance(value, Chain) and len(value.steps) == 2 and isinstance(value.base, Constant):
        call = value.steps[1]
        if isinstance(call, Call) and call.arguments:
            return _from_text(value, str(value.base.value), "{}", _BRACES, call.arguments[0].value)
    return ()


def _from_text(
    value: Expression, text: str, mark: str, pattern: re.Pattern[str], first: Expression
) -> tuple[Expression, ...]:
    """Return the first argument and the rest of a text that begins with its place: `"{}?page=2".format(url)`."""
    if not text.startswith(mark):
        return ()
    return (first, Constant(value.start, value.end, pattern.sub(ANY, text[len(mark) :])))


def _says(text: str) -> bool:
    """Whether a text with holes tells anything."""
    return any(letter.isalnum() for letter in text)


def _first(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))[:_MOST]


def _joined(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    found = [""]
    for options in parts:
        found = [before + after for before in found for after in options][:_MOST]
    return tuple(found)
