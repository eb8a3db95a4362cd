"""What Django REST framework's live views say: who is let in, how often, and how they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Optional

from .routes import entries, name_of
from .sources import dotted, files_of_class

Row = dict[str, Any]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: A policy by its attribute, with what tells it of a view; it raises where the view has no such thing.
_ASKED: dict[str, Callable[[Any], Any]] = {
    "permission_classes": lambda view: [_named(each) for each in view.get_permissions()],
    "authentication_classes": lambda view: [dotted(type(each)) for each in view.get_authenticators()],
    "throttle_classes": lambda view: [dotted(type(each)) for each in view.get_throttles()],
    "parser_classes": lambda view: [dotted(type(each)) for each in view.get_parsers()],
    "renderer_classes": lambda view: [dotted(type(each)) for each in view.get_renderers()],
    "pagination_class": lambda view: [] if view.paginator is None else [dotted(type(view.paginator))],
    "filter_backends": lambda view: [dotted(each) for each in view.filter_backends],
    "serializer_class": lambda view: [dotted(view.get_serializer_class())],
}
#: The setting of those that `REST_FRAMEWORK` gives where no class does.
_SETTINGS = {
    "permission_classes": "DEFAULT_PERMISSION_CLASSES", "authentication_classes": "DEFAULT_AUTHENTICATION_CLASSES",
    "throttle_classes": "DEFAULT_THROTTLE_CLASSES", "parser_classes": "DEFAULT_PARSER_CLASSES",
    "renderer_classes": "DEFAULT_RENDERER_CLASSES", "pagination_class": "DEFAULT_PAGINATION_CLASS",
    "filter_backends": "DEFAULT_FILTER_BACKENDS",
}  # fmt: skip


def policy_rows() -> list[Row]:
    """Return what each routed view says for each method; nothing without Django REST framework."""
    try:
        from rest_framework.views import APIView
    except Exception:  # it is not installed, or not set up
        return []
    found: dict[str, Row] = {}
    for entry, _ in entries():
        callback = entry.callback
        while not hasattr(callback, "cls") and hasattr(callback, "__wrapped__"):
            callback = callback.__wrapped__
        cls = getattr(callback, "cls", None)
        if isinstance(cls, type) and issubclass(cls, APIView) and hasattr(callback, "initkwargs"):
            for row in _rows(callback):
                found.setdefault(repr(sorted(row.items())), row)
    return list(found.values())


def _rows(callback: Any) -> Iterator[Row]:
    """Yield a row for each method that a view answers."""
    actions = getattr(callback, "actions", None)
    allowed = [each.upper() for each in callback.cls.http_method_names]
    if actions is not None:
        methods = [each.upper() for each in actions if each.upper() in METHODS and each.upper() in allowed]
    else:
        methods = [each for each in METHODS if each in allowed and hasattr(callback.cls, each.lower())]
    for method in methods:
        stated = _agreed(callback, method, actions)
        yield {
            "view": name_of(callback.cls),
            "method": method,
            "action": (actions or {}).get(method.lower(), ""),
            "stated": stated,
            "by_settings": [name for name in stated if _is_by_settings(callback, name)],
            "files": files_of_class(callback.cls),
        }


def _agreed(callback: Any, method: str, actions: Optional[dict[str, str]]) -> dict[str, list[str]]:
    """Return the policies that are the same whoever asks: nobody, or somebody with every right."""
    nobody, somebody = (_asked(callback, method, actions, signed_in) for signed_in in (False, True))
    return {name: value for name, value in nobody.items() if somebody.get(name) == value}


def _asked(callback: Any, method: str, actions: Optional[dict[str, str]], signed_in: bool) -> dict[str, list[str]]:
    try:
        view = _live(callback, method, actions, signed_in)
    except Exception:  # a view's own fault: it tells nothing
        return {}
    found: dict[str, list[str]] = {}
    for name, question in _ASKED.items():
        try:
            found[name] = question(view)
        except Exception:  # the same of one of its methods, which may need a database, or a real request
            continue
    return found


def _live(callback: Any, method: str, actions: Optional[dict[str, str]], signed_in: bool) -> Any:
    """Return the view as `dispatch` would have it for a request."""
    from django.contrib.auth.models import AnonymousUser
    from rest_framework.test import APIRequestFactory

    view = callback.cls(**callback.initkwargs)
    view.action_map = actions or {}
    view.args, view.kwargs, view.format_kwarg = (), {}, None
    view.action = (actions or {}).get(method.lower())
    view.request = view.initialize_request(APIRequestFactory().generic(method, "/"))
    view.request._user = _Somebody() if signed_in else AnonymousUser()
    view.request._auth = None
    return view


class _Somebody:
    """Somebody who may do everything."""

    pk = id = 1
    is_authenticated = is_active = is_staff = is_superuser = True
    is_anonymous = False

    def has_perm(self, *_: Any) -> bool:
        return True

    has_perms = has_module_perms = has_perm


def _is_by_settings(callback: Any, name: str) -> bool:
    """Whether no class and no `as_view()` states a policy: the settings do."""
    if name in callback.initkwargs or name not in _SETTINGS:
        return False
    owner = next((each for each in callback.cls.__mro__ if name in vars(each)), None)
    return owner is None or owner.__module__.startswith("rest_framework.")


def _named(permission: Any) -> str:
    """Return the class of a permission; of combined ones, both sides with the operator between."""
    if hasattr(permission, "op2"):
        sign = {"AND": "&", "OR": "|"}.get(type(permission).__name__, "?")
        return f"{_named(permission.op1)} {sign} {_named(permission.op2)}"
    return f"~{_named(permission.op1)}" if hasattr(permission, "op1") else dotted(type(permission))
