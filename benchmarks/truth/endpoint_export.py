"""Writes what Django REST framework's live views say of each endpoint, as one JSON file.

Run by the project's own interpreter, as `export.py` is:

    python endpoint_export.py --settings shop.settings --path SRC --root SRC --output endpoints.json

Each view is made as a request would make it, with a request of nobody's; what it needs a database for is an `error`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from export import arguments, dotted, own, pattern_piece

Row = dict[str, Any]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def named(thing: Any) -> str:
    """The class of a permission and its like; of combined ones, both sides with the operator between."""
    if hasattr(thing, "op1"):
        sign = {"AND": "&", "OR": "|"}.get(type(thing).__name__, "?")
        return f"{named(thing.op1)} {sign} {named(thing.op2)}"
    return dotted(type(thing)) if not hasattr(thing, "op") else f"~{named(thing.op)}"


def asked(question: Callable[[], Any]) -> Any:
    """The answer, or why there is none: views are free to raise whatever they like without a real request."""
    try:
        return question()
    except Exception as error:  # any view's own fault is its answer
        return {"error": f"{type(error).__name__}: {error}"[:200]}


def live_view(callback: Any, method: str, actions: dict[str, str] | None) -> Any:
    """The view object as `dispatch` would have it for a request of nobody's."""
    from rest_framework.test import APIRequestFactory

    view = callback.cls(**callback.initkwargs)
    view.action_map = actions or {}
    view.args, view.kwargs, view.format_kwarg = (), {}, None
    view.action = (actions or {}).get(method.lower())
    view.request = view.initialize_request(APIRequestFactory().generic(method, "/"))
    return view


def policies(view: Any) -> Row:
    """Who is let in and how it answers."""
    generic = hasattr(view, "paginator") or "pagination_class" in dir(view)
    return {
        "permissions": asked(lambda: [named(each) for each in view.get_permissions()]),
        "authentication": asked(lambda: [named(each) for each in view.get_authenticators()]),
        "pagination": asked(lambda: named(view.paginator) if view.paginator is not None else None) if generic else None,
        "serializer": asked(lambda: dotted(view.get_serializer_class())) if hasattr(view, "queryset") else None,
    }


def rows_of(pattern: str, callback: Any, root: Path) -> Iterator[Row]:
    """A row for each method that a pattern's view answers."""
    actions = getattr(callback, "actions", None)
    allowed = [each.upper() for each in callback.cls.http_method_names]
    if actions is not None:
        methods = [each.upper() for each in actions if each.upper() in METHODS and each.upper() in allowed]
    else:
        methods = [each for each in METHODS if each in allowed and hasattr(callback.cls, each.lower())]
    for method in methods:
        found = asked(lambda method=method: policies(live_view(callback, method, actions)))
        view = {"view": dotted(callback.cls), "own": own(callback.cls.__module__, root)}
        yield {"route": pattern, "method": method, **view, **found}


def all_endpoints(root: Path) -> list[Row]:
    """Every endpoint of a view of Django REST framework, in the order of the patterns."""
    from django.urls import get_resolver
    from rest_framework.views import APIView

    found: list[Row] = []
    for pattern, callback in flat(get_resolver(), ""):
        cls = getattr(callback, "cls", None)
        if isinstance(cls, type) and issubclass(cls, APIView) and hasattr(callback, "initkwargs"):
            found.extend(rows_of(pattern, callback, root))
    return found


def flat(resolver: Any, above: str) -> Iterator[tuple[str, Any]]:
    """Every joined pattern with what it calls; decorators that keep `__wrapped__` or the attributes are seen through."""
    for entry in resolver.url_patterns:
        pattern = above + pattern_piece(entry.pattern)["text"]
        if hasattr(entry, "url_patterns"):
            yield from flat(entry, pattern)
        else:
            callback = entry.callback
            while not hasattr(callback, "cls") and hasattr(callback, "__wrapped__"):
                callback = callback.__wrapped__
            yield pattern, callback


def main() -> int:
    """Export to `--output`."""
    options = arguments(__doc__ or "")
    output, root = options.output.resolve(), options.root.resolve()
    sys.path[:1] = [str(path.resolve()) for path in options.path]
    os.environ["DJANGO_SETTINGS_MODULE"] = options.settings
    os.chdir(root)
    import django
    from django.conf import settings

    for cache in settings.CACHES.values():  # a view may ask its configuration of a cache: nothing outside is asked
        cache.update(BACKEND="django.core.cache.backends.locmem.LocMemCache", OPTIONS={}, LOCATION=repr(id(cache)))
    django.setup()
    found = all_endpoints(root)
    output.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(len(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
