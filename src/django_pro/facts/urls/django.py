"""What Django's own functions make of routes and views."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django_pro.facts.unrolling.operators import HOLE
from django_pro.facts.unrolling.values import Given, Native, Special, Unseen
from django_pro.facts.urls.entries import Entry, View
from django_pro.facts.urls.route import Source
from django_pro.findings.blind import Unknown
from django_pro.project.names import Package
from django_pro.source.syntax import Constant

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller


def path(unroller: Unroller, given: Given) -> object:
    """Return the entry of `path(route, view, kwargs, name)`; `re_path` and `url` take the same."""
    text, view, name = given.get(0, "route"), given.get(1, "view"), given.get(3, "name")
    text = given.keywords.get("regex", text)
    if text in (HOLE, f"{HOLE}/"):
        text = Unknown("its text is not known")
    children, namespace = included(unroller, view) if isinstance(view, list | tuple) else (None, None)
    return Entry(
        text if isinstance(text, str) else "",
        given.node,
        given.module,
        callback=None if children is not None else view,
        children=children,
        name=name if isinstance(name, str) and children is None else None,
        namespace=namespace,
        conditional=bool(unroller.doubts),
        unread="" if isinstance(text, str) else text.why if isinstance(text, Unknown) else "its text is not known",
    )


def included(unroller: Unroller, view: list[object] | tuple[object, ...]) -> tuple[list[object], str | None]:
    """Return the patterns and the namespace of what `include()` returned, or of a tuple like it."""
    if isinstance(view, list):
        return view, None
    patterns, app, namespace = (*view, None, None)[:3]
    inner, own = patterns_of(unroller, patterns)
    chosen = namespace or app or own
    return inner, chosen if isinstance(chosen, str) else None


def include(unroller: Unroller, given: Given) -> object:
    """Return `(patterns, app_name, namespace)` of a module, its name, a list or a tuple."""
    what, namespace = given.get(0, "arg"), given.get(1, "namespace")
    app: object = None
    if isinstance(what, tuple):
        what, app, *rest = (*what, None)
        namespace = namespace or (rest[0] if len(rest) > 1 else None)
    patterns, own = patterns_of(unroller, what)
    app = app or own
    return patterns, app, namespace or app


def patterns_of(unroller: Unroller, what: object) -> tuple[list[object], str | None]:
    """Return the patterns that something includable holds, an `Unknown` where they cannot be read; and its `app_name`."""
    if isinstance(what, list):
        return what, None
    if isinstance(what, tuple):
        return list(what), None
    if isinstance(what, str):
        found = unroller.project.modules.find(what)
        what = Package(found) if found else Unseen(what)
    if isinstance(what, Package):
        scope = unroller.module(what.module)
        listed = unroller.look_up("urlpatterns", scope) if "urlpatterns" in scope.names else None
        app = unroller.look_up("app_name", scope) if "app_name" in scope.names else None
        if isinstance(listed, list | tuple):
            return listed if isinstance(listed, list) else list(listed), app if isinstance(app, str) else None
        return [Unknown(f"the patterns of `{what.module.name}` are not known")], None
    if isinstance(what, Unseen):
        return [Unknown(f"`{what.name}` cannot be seen")], None
    return [what if isinstance(what, Unknown) else Unknown("what is included is not known")], None


def patterns(unroller: Unroller, given: Given) -> object:
    """Return the list of `patterns(prefix, …)`, which puts a prefix before the views named by texts (until Django 1.9)."""
    prefix = given.get(0, "prefix")
    found = [
        path(unroller, Given(each, {}, given.node, given.module)) if isinstance(each, tuple) else each
        for each in given.positional[1:]
    ]
    for entry in found:
        if isinstance(prefix, str) and prefix and isinstance(entry, Entry) and isinstance(entry.callback, str):
            entry.callback = f"{prefix}.{entry.callback}"
    return found


def written(unroller: Unroller, given: Given) -> object:
    """Return the text of `RoutePattern(text)` and its like: what `URLPattern` and `URLResolver` take in its place."""
    text = given.get(0, "route", given.keywords.get("regex"))
    return text if isinstance(text, str) else Unknown("its text is not known")


def pattern(unroller: Unroller, given: Given) -> object:
    """Return the entry of `URLPattern(pattern, callback, default_args, name)`."""
    text, view, name = given.get(0, "pattern"), given.get(1, "callback"), given.get(3, "name")
    return path(unroller, Given((text, view, None, name), {}, given.node, given.module))


def resolver(unroller: Unroller, given: Given) -> object:
    """Return the entry of `URLResolver(pattern, urlconf_name, default_kwargs, app_name, namespace)`.

    A pattern that is an object of a class is a language's prefix: Django has no other that is inherited from.
    """
    before, what = given.get(0, "pattern"), given.get(1, "urlconf_name")
    children, own = patterns_of(unroller, what)
    namespace = given.get(4, "namespace") or given.get(3, "app_name") or own
    return Entry(
        before if isinstance(before, str) else "",
        given.node,
        given.module,
        children=children,
        namespace=namespace if isinstance(namespace, str) else None,
        conditional=bool(unroller.doubts),
        localized=not isinstance(before, str | Unknown),
    )


def i18n_patterns(unroller: Unroller, given: Given) -> object:
    """Return patterns behind a language's prefix."""
    listed = list(given.positional)
    return [Entry("", given.node, given.module, children=listed, localized=True, conditional=bool(unroller.doubts))]


def nothing(unroller: Unroller, given: Given) -> object:
    """Return no patterns: files that a development server serves are no endpoints."""
    return []


def unchanged(unroller: Unroller, given: Given) -> object:
    """Return the patterns given: their twins with a format's suffix are no endpoints."""
    return given.get(0, "urlpatterns")


def as_view(unroller: Unroller, given: Given) -> object:
    """Return the view that a class makes."""
    return View(given.get(0, "cls"), given=dict(given.keywords))


def as_viewset_view(unroller: Unroller, given: Given) -> object:
    """Return the view that a viewset makes of some of its actions."""
    actions = given.get(1, "actions")
    keywords = {name: value for name, value in given.keywords.items() if name != "actions"}
    return View(given.get(0, "cls"), actions if isinstance(actions, dict) else None, keywords)


def admin_urls(unroller: Unroller, given: Given) -> object:
    """Return the routes of an admin site as one entry."""
    site = given.get(0, "site")
    entry = Entry(
        "", given.node, given.module, callback=View(getattr(site, "cls", ADMIN_SITE)), source=Source.ADMIN, name="index"
    )
    return [entry], "admin", "admin"


class AdminSite(Special):
    """The default admin site."""

    def attribute(self, unroller: Unroller, name: str) -> object:
        """Return an attribute, as `Special.attribute`."""
        if name != "urls":
            return Unseen(f"django.contrib.admin.sites.AdminSite.{name}")
        module = unroller.running[-1]
        return admin_urls(unroller, Given((self,), {}, Constant(0, 0, None), module))


ADMIN_SITE = Unseen("django.contrib.admin.sites.AdminSite")
_FUNCTIONS: dict[str, Callable[[Unroller, Given], object]] = {
    "django.urls.conf.path": path, "django.urls.conf.re_path": path, "django.conf.urls.url": path,
    "django.conf.urls.re_path": path,
    "django.urls.conf.include": include, "django.conf.urls.include": include, "django.conf.urls.patterns": patterns,
    "django.urls.resolvers.RoutePattern": written, "django.urls.resolvers.RegexPattern": written,
    "django.urls.resolvers.URLPattern": pattern, "django.urls.resolvers.URLResolver": resolver,
    "django.conf.urls.i18n.i18n_patterns": i18n_patterns, "django.conf.urls.static.static": nothing,
    "django.contrib.staticfiles.urls.staticfiles_urlpatterns": nothing,
    "rest_framework.urlpatterns.format_suffix_patterns": unchanged,
    "django.views.generic.base.View.as_view": as_view, "rest_framework.views.APIView.as_view": as_view,
    "rest_framework.viewsets.ViewSetMixin.as_view": as_viewset_view, "*.as_view": as_view,
}  # fmt: skip
DJANGO: dict[str, object] = {
    **{name: Native(name, function) for name, function in _FUNCTIONS.items()},
    "django.contrib.admin.sites.AdminSite.urls": Native("property urls", admin_urls),
    "django.contrib.admin.sites.site": AdminSite(),
}
