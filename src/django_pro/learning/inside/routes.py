"""The URL patterns, as the resolver holds them, and the views behind them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Optional

from .sources import dotted, file_of, files_of, files_of_class

Row = dict[str, Any]
#: The twins with a format's suffix that DRF adds to each pattern.
_TWINS = ("(?P<format>[a-z0-9]+)", "<drf_format_suffix")
_CONVERTED = re.compile(r"<(?:(?P<converter>[^>:]+):)?(?P<name>[^>]+)>")
#: Wrappers around wrappers are looked into this far.
_DEEPEST = 8


class Above:
    """What stands before a pattern: its text, namespaces, the files that list it, whether an admin site."""

    def __init__(self, text: str, namespaces: tuple[str, ...], files: tuple[str, ...], admin: bool) -> None:
        self.text, self.namespaces, self.files, self.admin = text, namespaces, files, admin

    def below(self, resolver: Any) -> Above:
        """Return the same for the patterns inside an include."""
        module = getattr(resolver.urlconf_name, "__name__", resolver.urlconf_name)
        file = file_of(module) if isinstance(module, str) else None
        return Above(
            self.text + text_of(resolver.pattern),
            (*self.namespaces, resolver.namespace) if resolver.namespace else self.namespaces,
            (*self.files, file) if file else self.files,
            self.admin or resolver.app_name == "admin",
        )


def text_of(pattern: Any) -> str:
    """Return a pattern's own text; a language's prefix depends on the request and has none."""
    found = getattr(pattern, "_route", None)
    return str(getattr(pattern, "_regex", "") if found is None else found)


def entries() -> Iterator[tuple[Any, Above]]:
    """Yield every pattern in the order Django tries them, format-suffix twins left out."""
    from django.conf import settings
    from django.urls import get_resolver

    resolver = get_resolver()
    list(resolver.url_patterns)  # imports the module, so that its file is known
    file = file_of(settings.ROOT_URLCONF)
    for entry, above in _below(resolver, Above("", (), (file,) if file else (), False)):
        if not any(twin in above.text + text_of(entry.pattern) for twin in _TWINS):
            yield entry, above


def _below(resolver: Any, above: Above) -> Iterator[tuple[Any, Above]]:
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from _below(entry, above.below(entry))
        else:
            yield entry, above


def route_rows() -> list[Row]:
    """Return every route."""
    return [route_row(entry, above) for entry, above in entries()]


def route_row(entry: Any, above: Above) -> Row:
    """Return one route."""
    view = named_view(entry.callback)
    files = files_of_class(view) if isinstance(view, type) else files_of([view.__module__])
    pattern = above.text + text_of(entry.pattern)
    return {
        "pattern": pattern,
        "name": ":".join([*above.namespaces, entry.name]) if entry.name else None,
        "view": name_of(view),
        "also": _other_names(entry.callback, dotted(view), view.__module__),
        "actions": getattr(entry.callback, "actions", None) or None,
        "methods": _methods(view),
        "converters": {
            found["name"]: found["converter"] or "str" for found in _CONVERTED.finditer(pattern) if "(?P" not in pattern
        },
        "admin": above.admin or _is_of_admin(entry.callback),
        "listed": list(dict.fromkeys(above.files)),
        "files": sorted({*above.files, *files}),
    }


def named_view(callback: Any) -> Any:
    """Return the class behind `as_view()`, the function, or the class of a callable object."""
    while isinstance(callback, functools.partial):
        callback = callback.func
    view = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
    if view is not None:
        return view
    return callback if hasattr(callback, "__qualname__") else type(callback)


def name_of(view: Any) -> str:
    """Return a view's full name; DRF's `api_view` makes a class that goes by its function's name."""
    return f"{view.__module__}.{view.__name__}" if view.__qualname__ == "WrappedAPIView" else dotted(view)


def _methods(view: Any) -> Optional[list[str]]:
    """Return the methods that a class answers; None of a function, which answers all it likes."""
    names = getattr(view, "http_method_names", None) if isinstance(view, type) else None
    return None if names is None else [each.upper() for each in names if hasattr(view, each)]


def _other_names(callback: Any, name: str, module: str) -> list[str]:
    """Return names as good as that of a function inside another: the views that it closes over, and who made it.

    Who made it is none where it was given a view of another module: then it is a decorator.
    """
    maker, _, local = name.partition(".<locals>")
    if not local:
        return []
    closed = {inner for inner in _closed_over(callback) if "<locals>" not in inner}
    given = any(inner.rpartition(".")[0] != module for inner in closed)
    return sorted(closed if given else closed | {maker})


def _closed_over(callback: Any, depth: int = 0) -> Iterator[str]:
    for cell in getattr(callback, "__closure__", None) or ():
        with suppress(ValueError):  # an empty cell
            inner = cell.cell_contents
            if callable(inner) and not isinstance(inner, type) and depth < _DEEPEST:
                yield dotted(named_view(inner))
                yield from _closed_over(inner, depth + 1)


def _is_of_admin(callback: Any) -> bool:
    """Whether an admin site, or a `ModelAdmin` of it, made a pattern."""
    while callback is not None:
        owner = getattr(callback, "admin_site", None) or getattr(callback, "__self__", None)
        if hasattr(callback, "model_admin") or hasattr(owner, "_registry") or hasattr(owner, "admin_site"):
            return True
        callback = getattr(callback, "__wrapped__", None)
    return False
