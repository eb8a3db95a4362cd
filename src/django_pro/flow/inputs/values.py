"""What the reading of inputs knows of a value: where it comes from, and what was done to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from django_pro.flow.values import Place
from django_pro.project.names import Defined


class Origin(StrEnum):
    """Who gives a value."""

    QUERY = "the query string"
    BODY = "the request's body"
    FILE = "an uploaded file"
    HEADER = "a header"
    COOKIE = "a cookie"
    ADDRESS = "an argument of the URL"
    CLEANED = "a form or serializer"
    REMOTE = "another server's answer"
    STORED = "stored data"
    PRINTED = "a template"
    REFUSED = "the form's errors, which repeat what was sent,"
    PARAMETER = "the caller"


#: Keys of keys are followed this far, and so many values of one name.
_DEEPEST = 2
_MOST = 32
#: Origins that whoever sends a request chooses.
SENT = frozenset({Origin.QUERY, Origin.BODY, Origin.FILE, Origin.HEADER, Origin.COOKIE, Origin.ADDRESS, Origin.CLEANED})


class Kind(StrEnum):
    """What a dangerous call does with what it is given."""

    SQL = "sql"
    SHELL = "shell"
    CODE = "code"
    PATH = "path"
    FETCH = "fetch"
    REDIRECT = "redirect"
    UNPICKLE = "unpickle"
    ORM = "orm"
    NAMES = "names of columns"
    TEMPLATE = "template"
    TEMPLATE_NAME = "template name"
    MARKED = "marked safe"
    RESPONSE = "response"
    XML = "xml"
    UPDATE = "update"


@dataclass(frozen=True)
class Source:
    """A place where a value enters: `label` is what is read there, as it is written; `name` a parameter's name.

    `rich` tells that it is a stored text of any length, in which people may write markup by design, or no row's for certain.
    """

    origin: Origin
    place: Place
    label: str = ""
    name: str = ""
    rich: bool = False


@dataclass(frozen=True)
class Taint:
    """A source with the kinds of calls it is harmless for by now; `built` tells that it is a part of a longer text.

    `first` tells that the text begins with it, which decides for addresses.  `key` is what was taken out of the source:
    `["title"]`, `[]` where the key is not written.  `held` is the key under which it lies in a container that the program
    made itself: such a container's keys are not the user's.  `without` are keys under which the program put something else.
    """

    source: Source
    harmless: frozenset[Kind] = frozenset()
    built: bool = False
    first: bool = True
    key: str = ""
    held: str | None = None
    without: frozenset[str] = frozenset()

    def cleaned(self, *kinds: Kind) -> Taint:
        """Return it as harmless for more kinds."""
        return replace(self, harmless=self.harmless | set(kinds))

    def taken(self, key: str | None) -> Taint | None:
        """Return what is taken out of it by a key, None where it lies under another one."""
        if self.held is not None:
            return replace(self, held=None) if key in (self.held, None) or not self.held else None
        if key in self.without:
            return None
        part = f'["{key}"]' if key is not None else "[]"
        deep = self.key.count("[") >= _DEEPEST or self.key.endswith("[]")
        return self if deep else replace(self, key=self.key + part)

    @property
    def identity(self) -> tuple[Place, str, str] | None:
        """What makes two values one and the same, None where that cannot be known."""
        return None if self.built or "[]" in self.key else (self.source.place, self.source.label, self.key)


def _joined(outer: str, inner: str) -> str:
    """Return a key of a key; what lies deeper than is followed has the same one."""
    return outer if outer.count("[") >= _DEEPEST or outer.endswith("[]") else outer + inner


def through(inner: Taint, outer: Taint) -> Taint | None:
    """Return a caller's value as the function hands it on, None where it takes something else out of it."""
    held, key = outer.held, inner.key
    if key and key[1:].partition("]")[0].strip('"') in outer.without:
        return None
    if held is not None and key:
        first, _, key = key[1:].partition("]")
        if held and first.strip('"') not in (held, ""):
            return None
        held = None
    return Taint(
        outer.source,
        outer.harmless | inner.harmless,
        outer.built or inner.built,
        outer.first and inner.first,
        _joined(outer.key, key),
        inner.held if inner.held is not None else held,
        outer.without | inner.without,
    )


def merged(taints: frozenset[Taint]) -> frozenset[Taint]:
    """Return one value for each source and key, as harmful as the most harmful of them; no more than a few dozen."""
    if len(taints) < 2:
        return taints
    found: dict[tuple[Source, str, str | None], Taint] = {}
    for each in taints:
        known = found.get((each.source, each.key, each.held))
        found[each.source, each.key, each.held] = each if known is None else _worst(known, each)
    if len(found) > _MOST:
        kept = sorted(found, key=lambda each: (each[0].place, each[0].label, each[1], each[2] or ""))[:_MOST]
        return frozenset(found[each] for each in kept)
    return frozenset(found.values())


def _worst(one: Taint, other: Taint) -> Taint:
    return replace(
        one,
        harmless=one.harmless & other.harmless,
        built=one.built or other.built,
        first=one.first or other.first,
        without=one.without & other.without,
    )


Taints = frozenset[Taint]
NOTHING: Taints = frozenset()


@dataclass(frozen=True)
class Landing:
    """A value that reaches a dangerous call at `place`, in `function`; `trail` are the calls between.

    `call` is the dangerous call's name as it is written.
    """

    kind: Kind
    call: str
    taint: Taint
    place: Place
    function: Defined
    trail: tuple[Place, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Entry:
    """A parameter that a function hands to a dangerous call, where the parameters of `absent` are not given."""

    kind: Kind
    call: str
    taint: Taint
    place: Place
    function: Defined
    trail: tuple[Place, ...] = ()
    absent: frozenset[str] = frozenset()


@dataclass
class Summary:
    """What a function does with its parameters: what it gives back, and the dangerous calls that it hands them to."""

    returns: Taints = NOTHING
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Lookup:
    """Rows of a model that are looked up at `place` in `function`: each keyword with what its value holds.

    `fixed` are the keywords whose values are literals; `scoped` tells that a value is read of the request's user, of
    `self` or of another object at hand.
    """

    model: str
    place: Place
    function: Defined
    keys: tuple[tuple[str, Taints], ...]
    fixed: frozenset[str]
    scoped: bool
