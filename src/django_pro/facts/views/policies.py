"""Who may call a view and how it answers: DRF's policies by MRO, decorators, mixins and settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django_pro.facts.urls.route import ViewRef
from django_pro.facts.urls.viewsets import mapped
from django_pro.facts.views import Views
from django_pro.facts.views.deciding import Above, Asked, Deciding, Own
from django_pro.facts.views.functions import Decorator, decorators_of, full_name
from django_pro.facts.views.view import Kind, Origin, Stated, View
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.project.settings import Choice, Known, Listing, Value, item
from django_pro.source.syntax import (
    Argument,
    Call,
    Chain,
    Constant,
    Expression,
    Function,
    Name,
    Operation,
    Sequence,
    Starred,
)


@dataclass(frozen=True)
class Policy:
    """A policy of DRF: the attribute, the method that may decide instead, the setting, and DRF's own default."""

    attribute: str
    method: str
    setting: str
    default: tuple[str, ...]


PERMISSIONS = Policy(
    "permission_classes", "get_permissions", "DEFAULT_PERMISSION_CLASSES", ("rest_framework.permissions.AllowAny",)
)
AUTHENTICATION = Policy(
    "authentication_classes",
    "get_authenticators",
    "DEFAULT_AUTHENTICATION_CLASSES",
    ("rest_framework.authentication.SessionAuthentication", "rest_framework.authentication.BasicAuthentication"),
)
THROTTLES = Policy("throttle_classes", "get_throttles", "DEFAULT_THROTTLE_CLASSES", ())
PAGINATION = Policy("pagination_class", "paginator", "DEFAULT_PAGINATION_CLASS", ())
FILTERS = Policy("filter_backends", "filter_queryset", "DEFAULT_FILTER_BACKENDS", ())
SERIALIZER = Policy("serializer_class", "get_serializer_class", "", ())
#: Packages whose views state a policy by a setting of their own, and what it is where nobody says.
_PACKAGES = {
    ("drf_spectacular.views", PERMISSIONS.attribute): Policy(
        PERMISSIONS.attribute, PERMISSIONS.method, "SPECTACULAR_SETTINGS.SERVE_PERMISSIONS", PERMISSIONS.default
    ),
    ("drf_spectacular.views", AUTHENTICATION.attribute): Policy(
        AUTHENTICATION.attribute, AUTHENTICATION.method, "SPECTACULAR_SETTINGS.SERVE_AUTHENTICATION", ()
    ),
}
#: Classes that only hand on what the settings say.
_DEFAULTS = ("rest_framework.views.APIView", "rest_framework.generics.GenericAPIView")


@dataclass(frozen=True)
class _Of:
    """The class that is asked, and what it, or its action, states by itself."""

    target: Defined
    own: tuple[str, ...] | Unknown


class Policies:
    """Answers what a policy is for one method of a view."""

    def __init__(self, views: Views) -> None:
        self.views = views
        self.project = views.project

    def of(self, policy: Policy, view: View, handler: Defined | None, ref: ViewRef, method: str = "") -> Stated:
        """Return a policy of a DRF view as it holds for a handler and HTTP method, with where it is said."""
        return self._as_learned(self._read(policy, view, handler, ref, method), policy, ref, method)

    def _as_learned(self, read: Stated, policy: Policy, ref: ViewRef, method: str) -> Stated:
        """Return what the live view said, where that is known and is not what was read."""
        learned = self.project.learned
        action = (ref.actions or {}).get(method.lower(), "")
        told = learned.policy(ref.name, method, action, policy.attribute)
        if told is None or (not isinstance(read.value, Unknown) and _last(told) == _last(read.value)):
            return read
        learned.taken.add(ref.name)
        return replace(read, value=told)

    def _read(self, policy: Policy, view: View, handler: Defined | None, ref: ViewRef, method: str) -> Stated:
        if view.kind is Kind.API_FUNCTION:
            return self._of_function(policy, view)
        own: Stated | None = None
        if handler is not None and view.kind is Kind.VIEWSET:
            own = self._of_action(policy, self._mapped(view.target, handler) or handler)
        if own is None and policy.attribute in ref.given:
            return Stated(Unknown(f"`as_view()` is given `{policy.attribute}`"), Origin.ROUTE)
        own = own or self.by_class(policy, view.target)
        decides = self.views.overrides(view.target, policy.method)
        if decides is None:
            return own
        action = (ref.actions or {}).get(method.lower(), "")
        value = self._decided(policy, _Of(view.target, own.value), decides, Asked(action, method))
        return Stated(value, Origin.METHOD, decides.module.path, decides.node, decides)

    def _decided(self, policy: Policy, of: _Of, decides: Defined, asked: Asked) -> tuple[str, ...] | Unknown:
        """Return what an overridden method gives for a request, where all its ways agree."""
        reading = Deciding(self.project.names, self.project.classes, of.target, decides, policy.attribute, asked)
        found: list[tuple[str, ...] | Unknown] = []
        for given in reading.ways():
            if given is None:
                return Unknown(f"`{decides.qualname}` decides")
            if isinstance(given, Own):
                found.append(of.own)
            elif isinstance(given, Above):
                found.append(self._above(policy, of, decides, asked))
            else:
                found.append(self.names(decides, given))
        same = all(each == found[0] for each in found)
        return found[0] if same else Unknown(f"`{decides.qualname}` decides by more than action and method")

    def _above(self, policy: Policy, of: _Of, decides: Defined, asked: Asked) -> tuple[str, ...] | Unknown:
        """Return what `super()` gives: the next override, else what the view states."""
        owners = [each.owner for each in self.project.classes.members(of.target, policy.method)]
        at = next((i for i, each in enumerate(owners) if decides.qualname == f"{each.qualname}.{policy.method}"), None)
        above = owners[at + 1] if at is not None and at + 1 < len(owners) else None
        if above is None or above.name.startswith(("django.", "rest_framework.")):
            return of.own
        method = self.project.classes.method(above, policy.method)
        return self._decided(policy, of, method, asked) if method else Unknown(f"`{above.qualname}` decides")

    def by_class(self, policy: Policy, target: Defined) -> Stated:
        """Return what a class and its bases say, else the settings."""
        mro = self.project.classes.mro(target)
        for owner in mro.classes:
            bound = self.project.classes.own(owner).get(policy.attribute)
            if owner.name in _DEFAULTS:
                break
            value = getattr(bound[-1], "value", None) if bound else None
            if bound and (other := _PACKAGES.get((owner.module.name, policy.attribute))):
                return self._by_package(policy, other)
            if bound and value is not None:
                origin = Origin.CLASS if owner == target else Origin.MIXIN
                return Stated(self.names(owner, value), origin, owner.module.path, value, owner)
            if bound:
                return Stated(
                    Unknown(f"`{policy.attribute}` is no plain attribute"), Origin.CLASS, owner.module.path, owner.node
                )
        if unseen := self.views.unseen(target):
            return Stated(Unknown(f"the base `{unseen[0]}` cannot be seen"), Origin.MIXIN)
        return self.by_setting(policy)

    def by_setting(self, policy: Policy) -> Stated:
        """Return what `REST_FRAMEWORK` says, else DRF's own default."""
        if not policy.setting:
            return Stated(policy.default, Origin.DEFAULT)
        settings = self.project.settings
        stated = settings.stated("REST_FRAMEWORK")
        if stated is None:
            if not settings.modules:
                return Stated(Unknown("the settings are not known"), Origin.SETTING)
            if why := self._filled():
                return Stated(Unknown(why), Origin.SETTING)
            return Stated(policy.default, Origin.DEFAULT)
        value = item(stated.value, policy.setting)
        if value is None:
            return Stated(policy.default, Origin.DEFAULT)
        return Stated(names_in(value), Origin.SETTING, stated.place.path)

    def _by_package(self, policy: Policy, other: Policy) -> Stated:
        """Return what a package's own setting says; where that is None or missing without a default, DRF's holds."""
        table, _, key = other.setting.partition(".")
        stated = self.project.settings.stated(table)
        value = item(stated.value, key) if stated is not None else None
        if stated is None or value is None or (isinstance(value, Known) and value.value is None):
            return Stated(other.default, Origin.DEFAULT) if other.default else self.by_setting(policy)
        return Stated(names_in(value), Origin.SETTING, stated.place.path)

    def _filled(self) -> str:
        """Return that settings are taken whole from a package that is not here; a file of the project's own may miss."""
        why = self.project.settings.of().open
        own = (self.project.settings.production or "").partition(".")[0]
        return why if why.endswith("all its names are imported") and why.partition(".")[0] != own else ""

    def _of_function(self, policy: Policy, view: View) -> Stated:
        for decorator in decorators_of(self.project.names, view.target):
            if decorator.name == f"rest_framework.decorators.{policy.attribute}" and decorator.arguments:
                value = decorator.arguments[0].value
                return Stated(self.names(view.target, value), Origin.DECORATOR, view.target.module.path, decorator.node)
        if policy in (PAGINATION, SERIALIZER):
            return Stated((), Origin.DEFAULT)
        return self.by_setting(policy)

    def _of_action(self, policy: Policy, handler: Defined) -> Stated | None:
        for decorator in decorators_of(self.project.names, handler):
            if decorator.name == "rest_framework.decorators.action":
                for argument in decorator.arguments:
                    if argument.name == policy.attribute:
                        value = self.names(handler, argument.value)
                        return Stated(value, Origin.ACTION, handler.module.path, argument.value, handler)
        return None

    def _mapped(self, target: Defined, handler: Defined) -> Defined | None:
        """Return the action that a handler answers another method of: `@publish.mapping.delete`."""
        assert isinstance(handler.node, Function)
        named = next((name for each in handler.node.decorators for name, _ in mapped(each)), None)
        return self.project.classes.method(target, named) if named is not None else None

    def names(self, owner: Defined, value: Expression) -> tuple[str, ...] | Unknown:
        """Return the full names of the classes that an expression lists."""
        if isinstance(value, Constant) and value.value is None:
            return ()
        if isinstance(value, Sequence):
            found: list[str] = []
            for each in value.items:
                inner = self.names(owner, each.value if isinstance(each, Starred) else each)
                if isinstance(inner, Unknown):
                    return inner
                found.extend(inner)
            return tuple(found)
        if isinstance(value, Operation) and set(value.operators) <= {"&", "|"}:
            sides = [self.names(owner, each) for each in value.operands]
            known = [name for side in sides if not isinstance(side, Unknown) for name in side]
            return (f" {value.operators[0]} ".join(known),) if known else Unknown("permissions are combined")
        if isinstance(value, Operation) and set(value.operators) == {"+"}:
            return self.names(owner, Sequence(value.start, value.end, "list", value.operands))
        return self._named(owner, value)

    def _named(self, owner: Defined, value: Expression) -> tuple[str, ...] | Unknown:
        """Return the class of a name, or those of a list that a name stands for."""
        if isinstance(value, Chain) and isinstance(value.steps[-1], Call):
            rest = value.steps[:-1]
            return self._named(owner, Chain(value.start, value.end, value.base, rest) if rest else value.base)
        if not isinstance(value, Name | Chain):
            return Unknown("it is put together at run time")
        for target in self.project.names.resolve(owner.module, value):
            for found in self.project.names.follow(target):
                expression = getattr(found, "expression", None)
                if isinstance(expression, Sequence):
                    return self.names(
                        Defined(getattr(found, "module", owner.module), owner.qualname, owner.node), expression
                    )
        name = self._beside(owner, value) or full_name(self.project.names, owner, value)
        return (name,) if "." in name else Unknown("it is put together at run time")

    def _beside(self, owner: Defined, value: Expression) -> str:
        """Return the full name of a class that stands in the class of a method, "" for any other name."""
        around = owner.qualname.rpartition(".")[0]
        if not isinstance(value, Name) or not around:
            return ""
        name = f"{owner.module.name}.{around}.{value.id}"
        return name if any(isinstance(each, Defined) for each in self.project.names.dotted(name)) else ""


def _last(names: tuple[str, ...]) -> list[list[str]]:
    """Return the last parts of names, those of combined ones too: a class may be reached by several modules."""
    return [[part.rpartition(".")[2] for part in name.split()] for name in names]


def names_in(value: Value) -> tuple[str, ...] | Unknown:
    """Return the texts of a setting that names classes."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Choice):
        return Unknown("it differs between settings modules")
    if isinstance(value, Known):
        inner = value.value
        if inner is None:
            return ()
        if isinstance(inner, str):
            return (inner,)
        return (
            tuple(str(each) for each in inner)
            if isinstance(inner, list | tuple)
            else Unknown("it is no list of classes")
        )
    if isinstance(value, Listing) and value.complete and not value.unsure:
        return tuple(str(each.value) for each in value.items if isinstance(each, Known))
    return Unknown("the list of classes is not known whole")


#: Decorators and mixins that ask for somebody who is logged in, or for more.
GUARDS = {
    "django.contrib.auth.decorators.login_required", "django.contrib.auth.decorators.permission_required",
    "django.contrib.auth.decorators.user_passes_test", "django.contrib.admin.views.decorators.staff_member_required",
    "django.contrib.auth.mixins.LoginRequiredMixin", "django.contrib.auth.mixins.PermissionRequiredMixin",
    "django.contrib.auth.mixins.UserPassesTestMixin", "django.contrib.auth.mixins.AccessMixin",
}  # fmt: skip
_METHOD_DECORATOR = "django.utils.decorators.method_decorator"


class Guards:
    """Answers what stands before a view that is not DRF's."""

    def __init__(self, views: Views) -> None:
        self.views = views
        self.project = views.project

    def of(self, view: View, handler: Defined | None) -> Stated:
        """Return the guards of a view, from what stands around it, its class and its handler."""
        target = view.target
        around = [each for each in view.decorators if each in GUARDS]
        found = list(dict.fromkeys([*around, *self._wrapping(target), *(self._wrapping(handler) if handler else ())]))
        if found:
            return Stated(tuple(found), Origin.DECORATOR, target.module.path, target.node, target)
        mro = self.project.classes.mro(target) if view.kind is Kind.CLASS else None
        mixins = [each.name for each in mro.classes if each.name in GUARDS] if mro else []
        if mixins:
            return Stated(tuple(mixins[:1]), Origin.MIXIN, target.module.path, target.node, target)
        if self._dispatches(view):
            return Stated(Unknown("`dispatch` decides"), Origin.METHOD, target.module.path, target.node, target)
        others = [each for each in view.decorators if each and not each.startswith("django.")]
        if others:
            return Stated(Unknown(f"`{others[0]}` stands around it"), Origin.DECORATOR, target.module.path, target.node)
        if view.unseen:
            return Stated(Unknown(f"the base `{view.unseen[0]}` cannot be seen"), Origin.MIXIN)
        return self._middleware()

    def _wrapping(self, target: Defined) -> Iterator[str]:
        for decorator in decorators_of(self.project.names, target):
            if decorator.name in GUARDS:
                yield decorator.name
            elif decorator.name == _METHOD_DECORATOR:
                yield from (
                    name
                    for argument in decorator.arguments
                    if (name := self._inner(target, decorator, argument)) in GUARDS
                )

    def _inner(self, target: Defined, decorator: Decorator, argument: Argument) -> str:
        value = argument.value
        if isinstance(value, Chain) and isinstance(value.steps[-1], Call):
            rest = value.steps[:-1]
            value = Chain(value.start, value.end, value.base, rest) if rest else value.base
        return full_name(self.project.names, target, value)

    def _dispatches(self, view: View) -> bool:
        return self.views.overrides(view.target, "dispatch") is not None

    def _middleware(self) -> Stated:
        value = self.project.settings.value("MIDDLEWARE")
        names = names_in(value)
        login = "django.contrib.auth.middleware.LoginRequiredMiddleware"
        if isinstance(names, tuple) and login in names:
            return Stated((login,), Origin.MIDDLEWARE)
        return Stated((), Origin.DEFAULT)
