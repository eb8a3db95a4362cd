"""The project's class behind a framework's function: a serializer's field, an admin's column, the view of a request."""

from __future__ import annotations

import inspect
import re
import sys
from typing import Any, Callable, Optional

#: A class of the project's own and the name of what is read, "" for the class itself.
Owner = tuple[type, str]


def _serializer(names: dict[str, Any]) -> Optional[Owner]:
    own, field = names.get("self"), names.get("field")
    return (type(own), getattr(field, "field_name", "")) if field is not None else None


def _column(names: dict[str, Any]) -> Optional[Owner]:
    admin = getattr(names.get("cl"), "model_admin", None)
    return (type(admin), "list_display") if admin is not None else None


def _admin(names: dict[str, Any]) -> Optional[Owner]:
    own = names.get("self")
    return (type(own), "") if own is not None else None


def _view(names: dict[str, Any]) -> Optional[Owner]:
    callback = names.get("callback")
    admin = getattr(callback, "model_admin", None)
    if admin is not None:  # its template is rendered when the view has returned
        return type(admin), ""
    cls = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
    return (cls, "") if isinstance(cls, type) else None


#: Functions that work for a class, by the end of their file and their name.
OWNERS: dict[tuple[str, str], Callable[[dict[str, Any]], Optional[Owner]]] = {
    ("rest_framework/serializers.py", "to_representation"): _serializer,
    ("templatetags/admin_list.py", "items_for_result"): _column,
    ("admin/options.py", "changelist_view"): _admin,
    ("admin/options.py", "_changeform_view"): _admin,
    ("admin/options.py", "_delete_view"): _admin,
    ("admin/options.py", "history_view"): _admin,
    ("handlers/base.py", "_get_response"): _view,
    ("handlers/base.py", "_get_response_async"): _view,
}


def declared(cls: type, name: str, path_of: Callable[[str], str]) -> Optional[tuple[str, int]]:
    """Return where a class, or one above it that is the project's, declares a name; the class itself where none does."""
    first: Optional[tuple[str, int]] = None
    for each in cls.__mro__:
        file = getattr(sys.modules.get(each.__module__), "__file__", None) or ""
        path = path_of(file)
        if not path:
            continue
        try:
            lines, start = inspect.getsourcelines(each)
        except (OSError, TypeError):
            continue
        first = first or (path, start)
        at = _line(lines, name)
        if at is not None:
            return path, start + at
    return first


def _line(lines: list[str], name: str) -> Optional[int]:
    """Return which line of a class assigns or defines a name."""
    if not name:
        return None
    wanted = re.compile(rf"\s+(?:def )?{re.escape(name)}\b\s*[=:(]")
    return next((at for at, line in enumerate(lines) if wanted.match(line)), None)
