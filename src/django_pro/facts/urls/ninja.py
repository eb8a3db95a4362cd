"""What django-ninja's APIs and routers make of functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django_pro.facts.unrolling.operators import HOLE
from django_pro.facts.unrolling.values import Given, Instance, Native
from django_pro.facts.urls.entries import Entry, View
from django_pro.facts.urls.route import Source
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller

_METHODS = ("get", "post", "put", "patch", "delete")
_OPERATIONS, _ROUTERS = " operations", " routers"


def _operation(method: str) -> Callable[[Unroller, Given], object]:
    def operation(unroller: Unroller, given: Given) -> object:
        return _decorator(unroller, given.get(0, "self"), (method,), given.after(1))

    return operation


def several(unroller: Unroller, given: Given) -> object:
    """Return the decorator of `api.api_operation(methods, path)`."""
    methods = given.get(1, "methods")
    names = (
        tuple(each.lower() for each in methods if isinstance(each, str)) if isinstance(methods, list | tuple) else ()
    )
    return _decorator(unroller, given.get(0, "self"), names, given.after(2))


def _decorator(unroller: Unroller, owner: object, methods: tuple[str, ...], given: Given) -> object:
    def decorate(inner: Unroller, more: Given) -> object:
        function = more.get(0, "function")
        if isinstance(owner, Instance):
            kept = owner.attributes.setdefault(_OPERATIONS, [])
            if isinstance(kept, list):
                kept.append((methods, given, function))
        return function

    return Native("register operation", decorate)


def add_router(unroller: Unroller, given: Given) -> object:
    """Hang a router below a prefix."""
    owner, prefix, inner = given.get(0, "self"), given.get(1, "prefix"), given.get(2, "router")
    if isinstance(inner, str):
        module, _, name = inner.rpartition(".")
        found = unroller.project.modules.find(module)
        inner = unroller.imports.member(found, name) if found else Unknown(f"`{inner}` cannot be imported")
    if isinstance(owner, Instance):
        kept = owner.attributes.setdefault(_ROUTERS, [])
        if isinstance(kept, list):
            kept.append((prefix, inner))
    return None


def created(unroller: Unroller, given: Given) -> object:
    """Remember what an API or a router was made with."""
    owner = given.get(0, "self")
    if isinstance(owner, Instance):
        owner.attributes.update({f" {name}": value for name, value in given.keywords.items()})
    return None


def urls(unroller: Unroller, given: Given) -> object:
    """Return the routes of an API: its operations, its schema and its pages."""
    api = given.get(0, "self")
    if not isinstance(api, Instance):
        return [], None, None
    version = api.attributes.get(" version", "1.0.0")
    space = api.attributes.get(" urls_namespace") or f"api-{version if isinstance(version, str) else HOLE}"
    found: list[object] = []
    for key, default, label in (
        (" docs_url", "/docs", "openapi-view"),
        (" openapi_url", "/openapi.json", "openapi-json"),
    ):
        text = api.attributes.get(key, default)
        if isinstance(text, str):
            view = Native(f"ninja.openapi.views.{label.replace('-', '_')}", lambda _unroller, _given: None)
            found.append(Entry(text.lstrip("/"), given.node, given.module, view, name=label, source=Source.NINJA))
    found.append(
        Entry(
            "",
            given.node,
            given.module,
            Native("ninja.openapi.views.default_home", lambda _u, _g: None),
            name="api-root",
            source=Source.NINJA,
        )
    )
    found.extend(_routes(unroller, api, "", 0))
    return found, "ninja", space


def _routes(unroller: Unroller, owner: Instance, prefix: str, depth: int) -> Iterator[object]:
    operations = owner.attributes.get(_OPERATIONS)
    together: dict[str, Entry] = {}
    for methods, given, function in operations if isinstance(operations, list) else ():
        text = given.get(0, "path")
        whole = _joined(prefix, text if isinstance(text, str) else HOLE)
        name = given.keywords.get("url_name")
        label = name if isinstance(name, str) else function.qualname if isinstance(function, Defined) else None
        entry = together.get(whole)
        if entry is None:
            entry = together[whole] = Entry(
                whole, given.node, given.module, View(function, {}), name=label, source=Source.NINJA
            )
        if isinstance(entry.callback, View) and entry.callback.actions is not None and isinstance(function, Defined):
            entry.callback.actions.update(dict.fromkeys(methods, function.name))
    yield from together.values()
    routers = owner.attributes.get(_ROUTERS)
    for below, inner in routers if isinstance(routers, list) else ():
        if isinstance(inner, Instance) and depth < 12:
            yield from _routes(unroller, inner, _joined(prefix, below if isinstance(below, str) else HOLE), depth + 1)
        else:
            yield Unknown("a router of an API that is not known")


def _joined(prefix: str, text: str) -> str:
    """Return prefix and path with one slash between them, as django-ninja joins them."""
    return "/".join(part for part in (prefix.strip("/"), text.lstrip("/")) if part) if prefix else text.lstrip("/")


_OWNERS = ("ninja.main.NinjaAPI", "ninja.router.Router")
_METHODS_OF = {
    **{method: _operation(method) for method in _METHODS}, "api_operation": several,
    "add_router": add_router, "__init__": created,
}  # fmt: skip
NINJA: dict[str, object] = {
    **{
        f"{owner}.{name}": Native(f"{owner}.{name}", function)
        for owner in _OWNERS
        for name, function in _METHODS_OF.items()
    },
    "ninja.main.NinjaAPI.urls": Native("property urls", urls),
}
