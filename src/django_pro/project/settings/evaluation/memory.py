"""The evaluator's memory: what lists, dicts, objects and namespaces hold; it forks at a branch and is joined behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from django_pro.project.settings.evaluation.things import ABSENT, Binding, ClassThing, Ref, Thing, either


@dataclass(frozen=True)
class Items:
    """A list, tuple or set (`kind`); `open` says why there may be more items."""

    kind: str
    items: tuple[Thing, ...]
    open: str = ""


@dataclass(frozen=True)
class Entries:
    """A dict; `open` says why there may be more keys. It is never changed in place."""

    entries: dict[object, Thing]
    open: str = ""
    default: Thing | None = None


@dataclass(frozen=True)
class Object:
    """An object: its class (None for one of a package), and its attributes."""

    cls: ClassThing | None
    attributes: dict[str, Thing]
    kind: str = ""
    open: str = ""


@dataclass(frozen=True)
class Space:
    """A namespace; `open` says why it may hold other names than these."""

    names: dict[str, Binding]
    open: str = ""
    stars: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


Content = Items | Entries | Object | Space


class Memory:
    """What every `Ref` stands for in one way through the program."""

    def __init__(self, counter: list[int] | None = None) -> None:
        self.counter = counter if counter is not None else [0]
        self.contents: dict[int, Content] = {}
        self.modules: dict[str, int] = {}
        self._owned: set[int] = set()

    def new(self, content: Content) -> Ref:
        """Keep something new and return its reference."""
        self.counter[0] += 1
        self.contents[self.counter[0]] = content
        if isinstance(content, Space):
            self._owned.add(self.counter[0])
        return Ref(self.counter[0])

    def space(self, id_: int) -> Space:
        """Return a namespace."""
        found = self.contents[id_]
        assert isinstance(found, Space)
        return found

    def bind(self, id_: int, name: str, binding: Binding) -> None:
        """Bind a name in a namespace."""
        if id_ not in self._owned:
            space = self.space(id_)
            self.contents[id_] = replace(space, names=dict(space.names))
            self._owned.add(id_)
        self.space(id_).names[name] = binding

    def unbind(self, id_: int, name: str) -> None:
        """Forget a name of a namespace."""
        space = self.space(id_)
        self.contents[id_] = replace(space, names={key: value for key, value in space.names.items() if key != name})

    def fork(self) -> Memory:
        """Return a copy that changes apart from this one."""
        other = Memory(self.counter)
        other.contents = dict(self.contents)
        other.modules = dict(self.modules)
        self._owned = set()
        return other

    def take(self, others: Iterable[Memory]) -> None:
        """Become the join of several ways, the likeliest first."""
        first, *rest = others
        contents, modules = dict(first.contents), dict(first.modules)
        for other in rest:
            for id_, content in other.contents.items():
                known = contents.get(id_)
                if known is None:
                    contents[id_] = content
                elif known is not content:
                    contents[id_] = _joined(known, content)
            for name, id_ in other.modules.items():
                modules.setdefault(name, id_)
        self.contents, self.modules, self._owned = contents, modules, set()


def _joined(left: Content, right: Content) -> Content:
    handler = _JOINS.get((type(left), type(right)))
    return handler(left, right) if handler else left


def _items(left: Items, right: Items) -> Items:
    if left.items == right.items:
        return replace(left, open=left.open or right.open)
    merged: list[Thing] = []
    matcher = SequenceMatcher(None, left.items, right.items, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            merged.extend(left.items[a:b])
        elif tag == "replace" and b - a == d - c and left.kind == "tuple":
            merged.extend(either(pair) for pair in zip(left.items[a:b], right.items[c:d], strict=True))
        else:
            merged.extend(either((each, ABSENT)) for each in (*left.items[a:b], *right.items[c:d]))
    return Items(left.kind, tuple(_each_once(merged)), left.open or right.open)


def _each_once(items: list[Thing]) -> list[Thing]:
    """Return items; of equal ones that may all be absent, the first."""
    seen: set[Thing] = set()
    found: list[Thing] = []
    for each in items:
        unsure = either((each, ABSENT)) == each
        if not (unsure and each in seen):
            found.append(each)
        seen.add(each)
    return found


def _entries(left: Entries, right: Entries) -> Entries:
    keys = dict.fromkeys([*left.entries, *right.entries])
    merged = {key: either((left.entries.get(key, ABSENT), right.entries.get(key, ABSENT))) for key in keys}
    return Entries(merged, left.open or right.open, left.default)


def _objects(left: Object, right: Object) -> Object:
    names = dict.fromkeys([*left.attributes, *right.attributes])
    merged = {name: either((left.attributes.get(name, ABSENT), right.attributes.get(name, ABSENT))) for name in names}
    return replace(left, attributes=merged, open=left.open or right.open)


def _spaces(left: Space, right: Space) -> Space:
    names: dict[str, Binding] = {}
    for name in dict.fromkeys([*left.names, *right.names]):
        one, other = left.names.get(name), right.names.get(name)
        if one is None or other is None:
            only = one or other
            assert only is not None
            names[name] = replace(only, value=either((only.value, ABSENT) if one else (ABSENT, only.value)))
        elif one is other:
            names[name] = one
        else:
            reads = tuple(dict.fromkeys((*one.reads, *other.reads)))
            later = one if one.value == other.value else max(one, other, key=lambda each: each.place.start)
            names[name] = replace(later, value=either((one.value, other.value)), reads=reads)
    stars = tuple(dict.fromkeys((*left.stars, *right.stars)))
    missing = tuple(dict.fromkeys((*left.missing, *right.missing)))
    return Space(names, left.open or right.open, stars, missing)


_JOINS: dict[tuple[type, type], Callable[..., Content]] = {
    (Items, Items): _items,
    (Entries, Entries): _entries,
    (Object, Object): _objects,
    (Space, Space): _spaces,
}
