"""From the stack of a query to the line of the project that caused it, and the relation that was read."""

from __future__ import annotations

import os
import sys
from contextvars import ContextVar
from types import CodeType, FrameType
from typing import Any, Callable, NamedTuple, Optional

from django_pro.recorder.owners import OWNERS, Owner, declared
from django_pro.recorder.unit import CASCADE, NOWHERE, Site

_FOREIGN = ("site-packages", "dist-packages", ".venv", "node_modules", ".tox", ".nox")
#: The site of the coroutine that handed work to a thread, where the thread's own stack does not hold it.
awaiting: ContextVar[Site] = ContextVar("django_pro_site", default=NOWHERE)

Relation = tuple[str, str]
Ask = Callable[[dict[str, Any]], Optional[Relation]]


def _label(row: Any) -> str:
    return getattr(getattr(row, "_meta", None), "label", "")


def _descriptor(names: dict[str, Any]) -> Optional[Relation]:
    """Return the relation of a descriptor's `__get__`, and the model of the row."""
    own, row = names.get("self"), names.get("instance")
    if row is None:
        return None
    related = getattr(own, "related", None)
    if related is not None:
        return related.get_accessor_name(), _label(row)
    field = getattr(own, "field", None)
    name = field.name if field is not None and hasattr(field, "name") else getattr(own, "name", "")
    return (name, _label(row)) if name else None


def _deferred(names: dict[str, Any]) -> Optional[Relation]:
    row, field = names.get("instance"), getattr(names.get("self"), "field", None)
    return (field.attname, _label(row)) if row is not None and field is not None else None


def _cascading(names: dict[str, Any]) -> Optional[Relation]:
    """Return the mark of what `delete()` does by itself: a query for each relation, however many rows there are."""
    return "", CASCADE


def _fetched(names: dict[str, Any]) -> Optional[Relation]:
    """Return the relation of a related manager's rows: the query set holds the row that it was made for."""
    rows = names.get("self")
    row = getattr(rows, "_hints", {}).get("instance")
    if rows is None or row is None or not hasattr(row, "_meta"):
        return None
    for field in getattr(rows, "_known_related_objects", {}):
        return field.remote_field.get_accessor_name(), _label(row)
    many = [
        each.name if not each.auto_created else each.get_accessor_name()
        for each in row._meta.get_fields()
        if (each.many_to_many or each.one_to_many) and each.related_model is rows.model
    ]
    return (many[0], _label(row)) if len(many) == 1 else None


#: Functions of Django that read a row's relation, by the end of their file and their name.
_ASKS: dict[tuple[str, str], Ask] = {
    ("fields/related_descriptors.py", "__get__"): _descriptor,
    ("contenttypes/fields.py", "__get__"): _descriptor,
    ("models/query_utils.py", "__get__"): _deferred,
    ("models/query.py", "_fetch_all"): _fetched,
    ("models/query.py", "count"): _fetched,
    ("models/query.py", "exists"): _fetched,
    ("models/deletion.py", "collect"): _cascading,
    ("models/deletion.py", "delete"): _cascading,
}
#: A function that asks for many rows' relations at once: what it reads is no lazy load.
_PREFETCH = ("models/query.py", "prefetch_related_objects")
#: Where a request begins: the test that asked is no cause of what its view does.
_UNITS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "requests.py")
_TEMPLATE = ("template/base.py", "render_annotated")


#: So many sites are remembered.
_MOST_SITES = 10_000


class _Owning(NamedTuple):
    """A function that works for a class; the middleware around the last of them is no cause of what a view does."""

    ask: Callable[[dict[str, Any]], Optional[Owner]]
    is_last: bool


class Places:
    """Finds sites below `root`; what a code object is is asked once."""

    def __init__(self, root: str) -> None:
        self._root = os.path.join(os.path.realpath(root), "")
        self._given = os.path.join(os.path.abspath(root), "")
        self._kinds: dict[int, Any] = {}  # by identity: a code object's own hash reads all of it
        self._kept: list[CodeType] = []
        self._paths: dict[str, str] = {}
        self._sites: dict[tuple[tuple[str, int], Optional[Relation]], Site] = {}
        self._owners: dict[Owner, Optional[tuple[str, int]]] = {}

    def site(self, frame: Optional[FrameType]) -> Site:
        """Return the first line of the project above a frame, and the relation that is read in between."""
        kinds, relation, found = self._kinds, None, None
        while frame is not None:
            code = frame.f_code
            kind = kinds.get(id(code), 0)
            if kind == 0:
                kind = kinds[id(code)] = self._kind(code)
                self._kept.append(code)
            if kind is not None:
                if type(kind) is str:
                    found = (kind, frame.f_lineno)
                elif kind is False:
                    relation = ("", "")
                elif kind is ...:
                    break
                elif type(kind) is _Owning:
                    found = self._declared(kind.ask(frame.f_locals))
                    if found is None and kind.is_last:
                        break
                elif kind is True:
                    found = self._node(frame.f_locals)
                elif relation is None:
                    relation = kind(frame.f_locals)
                if found is not None:
                    return self._site(found, relation)
            frame = frame.f_back
        waiting = awaiting.get()
        return waiting._replace(relation=relation[0], model=relation[1]) if relation else waiting

    def _site(self, found: tuple[str, int], relation: Optional[Relation]) -> Site:
        """Return a site, the same object each time."""
        key = (found, relation)
        site = self._sites.get(key)
        if site is None:
            if len(self._sites) >= _MOST_SITES:
                self._sites.clear()
            site = self._sites[key] = Site(*found, *(relation or ("", "")))
        return site

    def _kind(self, code: CodeType) -> Any:
        """Return a path for the project's own code, True for a template's node, False for a prefetch, … for a unit's begin,
        a question about a relation or a class, or None."""
        if code.co_filename == _UNITS:
            return ...
        path = self.path(code.co_filename)
        if path:
            return path
        parts = code.co_filename.replace(os.sep, "/").rsplit("/", 2)
        key = ("/".join(parts[-2:]), code.co_name)
        if key in OWNERS:
            return _Owning(OWNERS[key], key[0] == "handlers/base.py")
        if "django" not in code.co_filename:
            return None
        if key == _TEMPLATE:
            return True
        return False if key == _PREFETCH else _ASKS.get(key)

    def path(self, filename: str) -> str:
        """Return a file's path below the root, "" for one that is not the project's own."""
        known = self._paths.get(filename)
        if known is None:
            known = self._paths[filename] = self._below(filename)
        return known

    def _below(self, filename: str) -> str:
        for root in (self._given, self._root):
            if filename.startswith(root):
                path = filename[len(root) :].replace(os.sep, "/")
                foreign = any(part in _FOREIGN for part in path.split("/")) or path.endswith("manage.py")
                return "" if foreign else path
        return ""

    def _declared(self, owner: Optional[Owner]) -> Optional[tuple[str, int]]:
        if owner is None:
            return None
        if owner not in self._owners:
            self._owners[owner] = declared(*owner, self.path)
        return self._owners[owner]

    def _node(self, names: dict[str, Any]) -> Optional[tuple[str, int]]:
        """Return the place of a template's node, None for templates of others."""
        node = names.get("self")
        origin, token = getattr(node, "origin", None), getattr(node, "token", None)
        path = self.path(os.path.abspath(str(getattr(origin, "name", ""))))
        return (path, int(getattr(token, "lineno", 0) or 0)) if path else None


def caller(depth: int = 1) -> Optional[FrameType]:
    """Return the frame of the caller's caller."""
    return sys._getframe(depth + 1)
