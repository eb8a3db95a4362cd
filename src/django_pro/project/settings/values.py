"""What a setting may be, as far as reading tells."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from django_pro.findings.blind import Unknown

#: How a path below the reviewed tree's top begins in a value, since where the tree stands is nobody's business.
TREE = "{tree}"
#: How the reason begins of a value that is not known because it is read from the environment.
OUTSIDE = "read from the environment"


class Known(msgspec.Struct, frozen=True):
    """A value that is known whole: None, bool, int, float, str, bytes, or list, tuple, set, dict of such.

    So are dates, durations, compiled patterns and network addresses. A path is text; one in the reviewed tree begins
    with `{tree}`, one above its top with `{tree}/..`.
    """

    value: object


class Named(msgspec.Struct, frozen=True):
    """A function or class, by its full dotted name."""

    name: str


class Choice(msgspec.Struct, frozen=True):
    """One of several values; which one depends on the environment. What stands without it (a default) comes first."""

    values: tuple[Value, ...]


class Listing(msgspec.Struct, frozen=True):
    """A list, tuple or set (`kind`) that is known in part.

    `unsure` are the indexes of items that only some ways through the settings put in; `complete` is False where there
    may be items that are not listed, and `why` says how.
    """

    kind: str
    items: tuple[Value, ...]
    unsure: tuple[int, ...] = ()
    complete: bool = True
    why: str = ""


class Table(msgspec.Struct, frozen=True):
    """A dict that is known in part; `unsure` are keys that may be missing, `complete` and `why` as a `Listing`'s."""

    entries: tuple[tuple[object, Value], ...]
    unsure: tuple[object, ...] = ()
    complete: bool = True
    why: str = ""

    def get(self, key: object) -> Value | None:
        """Return the value of a key; None where it is not listed."""
        return next((value for known, value in self.entries if known == key), None)


Value = Known | Named | Choice | Listing | Table | Unknown


def alternatives(value: Value) -> tuple[Value, ...]:
    """Return the values of a choice, or the one value itself."""
    return value.values if isinstance(value, Choice) else (value,)


def is_outside(value: Value) -> bool:
    """Whether a value is not known because whoever runs the project gives it."""
    return isinstance(value, Unknown) and value.why.startswith(OUTSIDE)


def item(value: Value, *path: object) -> Value | None:
    """Return what stands under a path of keys and indexes; None where it is surely not there.

    `item(databases, "default", "ENGINE")`
    """
    for key in path:
        found = [inner for each in alternatives(value) if (inner := _item(each, key)) is not None]
        if not found:
            return None
        value = found[0] if len(found) == 1 else Choice(tuple(found))
    return value


def _item(value: Value, key: object) -> Value | None:
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Table):
        missing = None if value.complete else Unknown(value.why)
        return found if (found := value.get(key)) is not None else missing
    if isinstance(value, Listing):
        return value.items[key] if isinstance(key, int) and -len(value.items) <= key < len(value.items) else None
    inner = value.value if isinstance(value, Known) else None
    if isinstance(inner, dict) and key in inner:
        return Known(inner[key])
    if isinstance(inner, list | tuple) and isinstance(key, int) and -len(inner) <= key < len(inner):
        return Known(inner[key])
    return None


def listing(value: Value) -> Listing:
    """Return any value as one list: the items every alternative has are sure, the others are not."""
    lists = [_listing(each) for each in alternatives(value)]
    unknown = [each for each in lists if each is None]
    known = [each for each in lists if each is not None]
    if not known:
        return Listing("list", (), (), False, value.why if isinstance(value, Unknown) else "not a list")
    items: list[Value] = []
    for each in known:
        items.extend(inner for inner in each.items if inner not in items)
    sure = [i for i, inner in enumerate(items) if not unknown and all(_surely_holds(each, inner) for each in known)]
    unsure = tuple(i for i in range(len(items)) if i not in sure)
    whole = not unknown and all(each.complete for each in known)
    why = next((each.why for each in known if each.why), "" if whole else "one way is not known")
    return Listing(known[0].kind, tuple(items), unsure, whole, why)


def _surely_holds(value: Listing, wanted: Value) -> bool:
    return any(each == wanted and i not in value.unsure for i, each in enumerate(value.items))


def _listing(value: Value) -> Listing | None:
    if isinstance(value, Listing):
        return value
    if isinstance(value, Known) and isinstance(value.value, list | tuple | set | frozenset):
        return Listing(type(value.value).__name__, tuple(Known(each) for each in value.value))
    return None


def texts(value: Value) -> Iterator[str]:
    """Yield every text that a value's items, keys or alternatives may be, one level deep."""
    for each in (
        listing(value).items if not isinstance(value, Known) or isinstance(value.value, list | tuple | set) else ()
    ):
        for inner in alternatives(each):
            if isinstance(inner, Known) and isinstance(inner.value, str):
                yield inner.value
