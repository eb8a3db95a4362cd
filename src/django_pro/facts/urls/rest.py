"""What the routers of Django REST framework make of viewsets, and those of drf-nested-routers and drf-extensions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django_pro.facts.models.inheritance import is_model
from django_pro.facts.unrolling.methods import formatted
from django_pro.facts.unrolling.operators import HOLE
from django_pro.facts.unrolling.values import Given, Instance, Native, Special, Unseen
from django_pro.facts.urls.entries import Entry, View
from django_pro.facts.urls.route import Source
from django_pro.facts.urls.viewsets import actions_of
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.project.settings import Known, item
from django_pro.source.syntax import Attribute, Call, Chain, Class, Expression, Function, Name

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller

_ROUTERS = "rest_framework.routers"


@dataclass(eq=False)
class Template(Special):
    """A router's `Route`, or `DynamicRoute` where it has no mapping: what is made for each viewset."""

    url: str
    name: str
    detail: bool
    mapping: Mapping[object, object] | Mapping[str, str] | None
    initkwargs: dict[object, object]

    def attribute(self, unroller: Unroller, name: str) -> object:
        """Return an attribute, as `Special.attribute`."""
        if name == "_replace":
            return Native("_replace", lambda _, given: self.replaced(given.keywords))
        return getattr(self, name, Unknown(f"`.{name}` of a router's route"))

    def replaced(self, changes: dict[str, object]) -> Template:
        """Return a copy with some attributes changed."""
        values = {
            name: changes.get(name, getattr(self, name)) for name in ("url", "name", "detail", "mapping", "initkwargs")
        }
        return _template(values, dynamic=self.mapping is None)


def _template(values: dict[str, object], *, dynamic: bool) -> Template:
    url, name, mapping, keywords = (
        values.get("url"),
        values.get("name"),
        values.get("mapping"),
        values.get("initkwargs"),
    )
    return Template(
        url if isinstance(url, str) else HOLE,
        name if isinstance(name, str) else HOLE,
        bool(values.get("detail")),
        None if dynamic else mapping if isinstance(mapping, dict) else {},
        keywords if isinstance(keywords, dict) else {},
    )


def route(unroller: Unroller, given: Given) -> object:
    """Return the template of `Route(url, mapping, name, detail, initkwargs)`."""
    names = ("url", "mapping", "name", "detail", "initkwargs")
    return _template({name: given.get(at, name) for at, name in enumerate(names)}, dynamic=False)


def dynamic_route(unroller: Unroller, given: Given) -> object:
    """Return the template of `DynamicRoute(url, name, detail, initkwargs)`."""
    names = ("url", "name", "detail", "initkwargs")
    return _template({name: given.get(at, name) for at, name in enumerate(names)}, dynamic=True)


def router(unroller: Unroller, given: Given) -> object:
    """Set up a router."""
    made = given.get(0, "self")
    if isinstance(made, Instance):
        made.attributes.setdefault("registry", [])
        slash = given.get(1, "trailing_slash", True)
        made.attributes["trailing_slash"] = (
            "/" if slash is True or isinstance(slash, Unknown) else slash if isinstance(slash, str) else ""
        )
        made.attributes["use_regex_path"] = given.get(2, "use_regex_path", True)
    return None


def register(unroller: Unroller, given: Given) -> object:
    """Add a viewset to a router."""
    made, prefix, viewset = given.get(0, "self"), given.get(1, "prefix"), given.get(2, "viewset")
    base = given.get(3, "basename", given.keywords.get("base_name"))
    if isinstance(made, Instance):
        if base is None:
            base = unroller.call_method(made, "get_default_basename", viewset, given=given)
        registry = made.attributes.setdefault("registry", [])
        if isinstance(registry, list):
            registry.append((prefix, viewset, base))
        places = made.attributes.setdefault(" places", {})
        if isinstance(places, dict) and isinstance(prefix, str):
            places[prefix] = (given.node, given.module, bool(unroller.doubts))
    return None


def default_basename(unroller: Unroller, given: Given) -> object:
    """Return the name that a viewset's routes begin with: its model's, from its queryset."""
    viewset = given.get(1, "viewset")
    if not isinstance(viewset, Defined):
        return Unknown("a viewset that is not known")
    member = unroller.project.classes.member(viewset, "queryset")
    if member is None or member.value is None:
        return Unknown(f"`{viewset.qualname}` has no `queryset`")
    base: Expression | None = member.value
    while isinstance(base, Chain | Name):
        for target in unroller.project.names.resolve(
            member.owner.module, _owner(base) if isinstance(base, Chain) else base
        ):
            for found in unroller.project.names.follow(target):
                if (
                    isinstance(found, Defined)
                    and isinstance(found.node, Class)
                    and is_model(unroller.project.classes, found)
                ):
                    return found.qualname.rpartition(".")[2].lower()
                if isinstance(found, Unseen):
                    return found.name.rpartition(".")[2].lower()
        base = _inner(base) if isinstance(base, Chain) else None
    return Unknown(f"the model of `{viewset.qualname}` is not known")


def _owner(chain: Chain) -> Expression:
    """Return what stands before the first manager: `models.Book` of `models.Book.objects.all()`."""
    names = []
    for step in chain.steps:
        if not isinstance(step, Attribute) or not step.name[:1].isupper():
            break
        names.append(step)
    lowered = isinstance(chain.base, Name) and chain.base.id[:1].islower()
    rest = tuple(names) if not lowered else _through_capital(chain)
    return Chain(chain.start, chain.end, chain.base, rest) if rest else chain.base


def _through_capital(chain: Chain) -> tuple[Attribute, ...]:
    found: list[Attribute] = []
    for step in chain.steps:
        if not isinstance(step, Attribute):
            return ()
        found.append(step)
        if step.name[:1].isupper():
            return tuple(found)
    return ()


def _inner(chain: Chain) -> Expression | None:
    """Return the first argument of the first call, or its `model=`: `restrict(Book.objects.all())`, `Books(model=Book)`."""
    for step in chain.steps:
        for argument in step.arguments if isinstance(step, Call) else ():
            if argument.name in (None, "model") and not argument.stars:
                return argument.value
    return None


def lookup_regex(unroller: Unroller, given: Given) -> object:
    """Return the part of a route that names one object."""
    made, viewset, prefix = given.get(0, "self"), given.get(1, "viewset"), given.get(2, "lookup_prefix", "")
    field = text_of(unroller, viewset, "lookup_field") or "pk"
    kwarg = text_of(unroller, viewset, "lookup_url_kwarg") or field
    before = prefix if isinstance(prefix, str) else ""
    if isinstance(made, Instance) and made.attributes.get("use_regex_path") is False:
        return f"<{text_of(unroller, viewset, 'lookup_value_converter') or 'str'}:{before}{kwarg}>"
    return f"(?P<{before}{kwarg}>{text_of(unroller, viewset, 'lookup_value_regex') or '[^/.]+'})"


def text_of(unroller: Unroller, viewset: object, name: str) -> str | None:
    """Return an attribute of a class that is a text."""
    if not isinstance(viewset, Defined):
        return None
    member = unroller.project.classes.member(viewset, name)
    value = unroller.class_value(member.owner, name, member.value) if member and member.value else None
    return value if isinstance(value, str) else None


def routes(unroller: Unroller, given: Given) -> object:
    """Return a router's templates for a viewset, those for its extra actions among them."""
    made, viewset = given.get(0, "self"), given.get(1, "viewset")
    listed = unroller.attribute(made, "routes")
    extra = actions_of(unroller, viewset) if isinstance(viewset, Defined) else []
    found: list[object] = []
    for template in listed if isinstance(listed, list | tuple) else ():
        if not isinstance(template, Template) or template.mapping is not None:
            found.append(template)
            continue
        for action in extra:
            if action.detail == template.detail:
                url = template.url.replace("{url_path}", action.url_path.replace("{", "{{").replace("}", "}}"))
                name = template.name.replace("{url_name}", action.url_name)
                found.append(Template(url, name, action.detail, dict(action.mapping), {}))
    return found


def method_map(unroller: Unroller, given: Given) -> object:
    """Return the methods of a template for which a viewset has the action."""
    viewset, mapping = given.get(1, "viewset"), given.get(2, "method_map")
    if not isinstance(viewset, Defined) or not isinstance(mapping, dict):
        return {}
    has = unroller.project.classes.member
    return {method: action for method, action in mapping.items() if isinstance(action, str) and has(viewset, action)}


def simple_urls(unroller: Unroller, given: Given) -> object:
    """Return the routes of all viewsets of a router."""
    made = given.get(0, "self")
    if not isinstance(made, Instance):
        return []
    registry = made.attributes.get("registry")
    found: list[object] = []
    for each in registry if isinstance(registry, list) else ():
        if isinstance(each, tuple) and len(each) == 3:
            found.extend(_of_viewset(unroller, made, each, given))
        else:
            found.append(each if isinstance(each, Unknown) else Unknown("a viewset that is not known"))
    return found


def _of_viewset(unroller: Unroller, made: Instance, item: tuple[object, ...], given: Given) -> Iterator[object]:
    prefix, viewset, base = item
    if not isinstance(viewset, Defined):
        why = (
            viewset.why if isinstance(viewset, Unknown) else viewset.name if isinstance(viewset, Unseen) else "a value"
        )
        yield Unknown(f"the viewset registered as {prefix!r} is not known: {why}")
        return
    places = made.attributes.get(" places")
    place = places.get(prefix) if isinstance(places, dict) and isinstance(prefix, str) else None
    node, module, conditional = place or (given.node, given.module, bool(unroller.doubts))
    texts = {
        "prefix": prefix if isinstance(prefix, str) else HOLE,
        "lookup": unroller.call_method(made, "get_lookup_regex", viewset, given=given),
        "trailing_slash": made.attributes.get("trailing_slash", "/"),
        "basename": base if isinstance(base, str) else HOLE,
    }
    templates = unroller.call_method(made, "get_routes", viewset, given=given)
    for template in templates if isinstance(templates, list) else ():
        if not isinstance(template, Template):
            continue
        mapping = unroller.call_method(made, "get_method_map", viewset, template.mapping, given=given)
        if not isinstance(mapping, dict) or not mapping:
            continue
        name = formatted(template.name, (), dict(texts))
        url = _url(formatted(template.url, (), dict(texts)), texts["prefix"] == "", made)
        view = View(viewset, mapping, {})
        yield Entry(
            url, node, module, view, name=None if HOLE in name else name, conditional=conditional, source=Source.ROUTER
        )


def _url(text: str, bare: bool, made: Instance) -> str:
    if made.attributes.get("use_regex_path") is False:
        plain = text.replace("^", "").rstrip("$")
        return plain.removeprefix("/") if bare else plain
    return re.sub(r"^\^/", "^", text) if bare else text


def default_urls(unroller: Unroller, given: Given) -> object:
    """Return the routes of a router, the view of its root among them; twins with a format's suffix are no endpoints."""
    made, found = given.get(0, "self"), simple_urls(unroller, given)
    if not isinstance(made, Instance) or not isinstance(found, list):
        return found
    if unroller.attribute(made, "include_root_view") is not False:
        name = unroller.attribute(made, "root_view_name")
        text = "" if _knows_paths(unroller, made) else "^$"
        view = unroller.call_method(made, "get_api_root_view", found, given=given)
        label = name if isinstance(name, str) else "api-root"
        found.append(
            Entry(
                text,
                given.node,
                given.module,
                view,
                name=label,
                source=Source.ROUTER,
                conditional=bool(unroller.doubts),
            )
        )
    return found


def _knows_paths(unroller: Unroller, made: Instance) -> bool:
    """Whether this DRF writes the root's route with `path` (3.15 and later)."""
    for owner in unroller.project.classes.mro(made.cls).classes:
        for init in unroller.project.classes.own(owner).get("__init__", ()):
            if owner.name == f"{_ROUTERS}.SimpleRouter" and isinstance(init, Function):
                return any(parameter.name == "use_regex_path" for parameter in init.parameters)
    return True


def root_view(unroller: Unroller, given: Given) -> object:
    """Return the view of a router's root."""
    made = given.get(0, "self")
    return View(unroller.attribute(made, "APIRootView"))


def schema_view(unroller: Unroller, given: Given) -> object:
    """Return the view that `get_schema_view()` makes."""
    return View(Unseen("rest_framework.schemas.views.SchemaView"))


def urls(unroller: Unroller, given: Given) -> object:
    """Return `router.urls`."""
    return unroller.call_method(given.get(0, "self"), "get_urls", given=given)


def nested_router(unroller: Unroller, given: Given) -> object:
    """Set up drf-nested-routers' `NestedSimpleRouter(parent, prefix, lookup=…)`."""
    made, parent, prefix = given.get(0, "self"), given.get(1, "parent_router"), given.get(2, "parent_prefix")
    lookup = given.keywords.get("lookup", "nested")
    keywords = {name: value for name, value in given.keywords.items() if name in ("trailing_slash", "use_regex_path")}
    router(unroller, Given((made,), keywords, given.node, given.module))
    if not isinstance(made, Instance) or not isinstance(parent, Instance) or not isinstance(prefix, str):
        return None
    if "trailing_slash" not in keywords:
        made.attributes["trailing_slash"] = parent.attributes.get("trailing_slash", "/")
    registry = parent.attributes.get("registry")
    pairs = [each for each in registry if isinstance(each, tuple)] if isinstance(registry, list) else []
    viewset = next((each[1] for each in pairs if each[0] == prefix), None)
    inner = unroller.call_method(parent, "get_lookup_regex", viewset, f"{lookup}_", given=given)
    above = parent.attributes.get("parent_regex", "")
    whole = f"{above}{prefix}/{inner}/".removeprefix("/" if not prefix else "")
    made.attributes["parent_regex"] = whole
    escaped = whole.replace("{", "{{").replace("}", "}}")
    listed = unroller.attribute(made, "routes")
    made.attributes["routes"] = [
        each.replaced({"url": each.url.replace("^", f"^{escaped}", 1)}) if isinstance(each, Template) else each
        for each in (listed if isinstance(listed, list) else ())
    ]
    return None


class NestedItem(Special):
    """What drf-extensions' `router.register()` returns: more can be registered below it."""

    def __init__(self, made: object, prefix: object, viewset: object, above: NestedItem | None) -> None:
        self.made, self.prefix, self.viewset, self.above = made, prefix, viewset, above

    def attribute(self, unroller: Unroller, name: str) -> object:
        """Return an attribute, as `Special.attribute`."""
        return (
            Native("register", self.register) if name == "register" else Unknown(f"`.{name}` of a registered viewset")
        )

    def register(self, unroller: Unroller, given: Given) -> object:
        """Register a viewset below this one."""
        prefix, viewset, base = given.get(0, "prefix"), given.get(1, "viewset"), given.get(2, "basename")
        lookups = given.get(3, "parents_query_lookups")
        names = [each for each in lookups if isinstance(each, str)] if isinstance(lookups, list | tuple) else []
        whole = f"{self.route(unroller, names)}/{prefix}"
        register(unroller, Given((self.made, whole, viewset, base), {}, given.node, given.module))
        return NestedItem(self.made, prefix, viewset, self)

    def route(self, unroller: Unroller, names: list[str]) -> str:
        """Return the route of one object of this viewset, those above it before it."""
        value = text_of(unroller, self.viewset, "lookup_value_regex") or "[^/.]+"
        own = f"{self.prefix}/(?P<{_prefix(unroller)}{names[-1] if names else HOLE}>{value})"
        return f"{self.above.route(unroller, names[:-1])}/{own}" if self.above else own


def _prefix(unroller: Unroller) -> str:
    """Return what drf-extensions begins the names of parents' arguments with."""
    stated = item(
        unroller.project.settings.value("REST_FRAMEWORK_EXTENSIONS"), "DEFAULT_PARENT_LOOKUP_KWARG_NAME_PREFIX"
    )
    return stated.value if isinstance(stated, Known) and isinstance(stated.value, str) else "parent_lookup_"


def nested_register(unroller: Unroller, given: Given) -> object:
    """Register a viewset with a router of drf-extensions."""
    register(unroller, given)
    return NestedItem(given.get(0, "self"), given.get(1, "prefix"), given.get(2, "viewset"), None)


_FUNCTIONS: dict[str, Callable[[Unroller, Given], object]] = {
    f"{_ROUTERS}.Route": route, f"{_ROUTERS}.DynamicRoute": dynamic_route, f"{_ROUTERS}.BaseRouter.__init__": router,
    f"{_ROUTERS}.SimpleRouter.__init__": router, f"{_ROUTERS}.DefaultRouter.__init__": router,
    f"{_ROUTERS}.BaseRouter.register": register, f"{_ROUTERS}.SimpleRouter.get_default_basename": default_basename,
    f"{_ROUTERS}.SimpleRouter.get_lookup_regex": lookup_regex, f"{_ROUTERS}.SimpleRouter.get_routes": routes,
    f"{_ROUTERS}.SimpleRouter.get_method_map": method_map, f"{_ROUTERS}.SimpleRouter.get_urls": simple_urls,
    f"{_ROUTERS}.DefaultRouter.get_urls": default_urls, f"{_ROUTERS}.DefaultRouter.get_api_root_view": root_view,
    "rest_framework.schemas.get_schema_view": schema_view,
    "rest_framework_nested.routers.NestedMixin.__init__": nested_router,
    "rest_framework_extensions.routers.NestedRouterMixin.register": nested_register,
}  # fmt: skip
REST: dict[str, object] = {
    **{name: Native(name, function) for name, function in _FUNCTIONS.items()},
    f"{_ROUTERS}.BaseRouter.urls": Native("property urls", urls),
}
