"""Which admin class is registered for which model (Django: "ModelAdmin objects", "The register decorator")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django_pro.facts.admin.modeladmin import Registration
from django_pro.facts.calls import Calls, CallSite, without_last
from django_pro.facts.expressions import Expressions, Written, label_of
from django_pro.facts.models import Models
from django_pro.findings.blind import Unknown
from django_pro.project.classes import Classes, describe
from django_pro.project.names import Defined, Value
from django_pro.source.syntax import Call, Chain, Class, Expression, Sequence

ADMIN = "django.contrib.admin.options.BaseModelAdmin"
_SITE = "django.contrib.admin.sites.AdminSite"
_DECORATOR = "django.contrib.admin.decorators.register"


class Registering:
    """Reads registrations."""

    def __init__(self, classes: Classes, models: Models, calls: Calls) -> None:
        self.classes = classes
        self.models = models
        self.calls = calls
        self.expressions = Expressions(classes)

    def decorated(self, cls: Defined) -> Iterator[Registration]:
        """Yield what the decorators of an admin class register it for."""
        assert isinstance(cls.node, Class)
        for node in cls.node.decorators:
            if not isinstance(node, Chain) or not isinstance(call := node.steps[-1], Call):
                continue
            if not self._is_register(Written(cls.module, without_last(node)), call):
                continue
            for argument in call.arguments:
                if argument.name is None:
                    yield from self._each(Written(cls.module, argument.value), cls, node, spread=argument.stars > 0)

    def _is_register(self, called: Written, call: Call) -> bool:
        """Whether a decorator is `admin.register`, or one of the project that is called so and given a model."""
        name = self.expressions.name(called)
        if name == _DECORATOR or name.rpartition(".")[2] != "register":
            return name == _DECORATOR
        first = call.arguments[0].value if call.arguments else None
        return first is not None and isinstance(label_of(self.models, called.at(first)), str)

    def called(self, classes: Iterable[Defined]) -> Iterator[Registration]:
        """Yield what `site.register(…)` registers, where it is no decorator of the classes."""
        decorators = {(cls.module.path, each.start) for cls in classes for each in cls.node.decorators}
        for site in self.calls.of("register"):
            if site.receiver is None or not site.arguments or (site.module.path, site.node.start) in decorators:
                continue
            if site.arguments[0].stars and self._is_site(Written(site.module, site.receiver, site.local)):
                hidden = Unknown("what is registered is given by `*`")
                yield Registration(hidden, hidden, site.module, site.node)
            models, given = site.argument(0, "model_or_iterable"), site.argument(1, "admin_class")
            admin = self._admin(site, given)
            known = isinstance(admin, Defined) and self.classes.inherits(admin, ADMIN)
            if models is not None and (known or self._is_site(Written(site.module, site.receiver, site.local))):
                yield from self._each(Written(site.module, models, site.local), admin, site.node)

    def _admin(self, site: CallSite, given: Expression | None) -> Defined | Unknown | None:
        if given is None:
            return None
        found = self.expressions.cls(Written(site.module, given, site.local))
        return found or Unknown(f"`{describe(given)}` is no class that can be seen")

    def _each(
        self, written: Written, admin: Defined | Unknown | None, node: Expression, *, spread: bool = False
    ) -> Iterator[Registration]:
        """Yield a registration for a model, or for each of a list of them."""
        followed = self.expressions.value(written)
        if spread or isinstance(followed.value, Sequence):
            items = self.expressions.items(followed)
            if isinstance(items, Unknown):
                yield Registration(items, admin, written.module, node)
                return
            for each in items:
                yield from self._each(each, admin, node)
            return
        label = label_of(self.models, written)
        yield Registration(label if label is not None else Unknown("no model"), admin, written.module, node)

    def _is_site(self, receiver: Written) -> bool:
        """Whether an expression is an admin site: Django's, or one that the project makes."""
        names = self.expressions.names
        for target in names.resolve(receiver.module, receiver.value, receiver.local):
            for found in names.follow(target):
                if isinstance(found, Value) and self._makes_site(found):
                    return True
        return describe(receiver.value) in ("admin.site", "site")

    def _makes_site(self, value: Value) -> bool:
        chain = value.expression
        if not isinstance(chain, Chain) or not isinstance(chain.steps[-1], Call):
            return False
        made = self.expressions.cls(Written(value.module, without_last(chain)))
        return made is not None and (
            self.classes.inherits(made, _SITE) or made.name == "django.contrib.admin.sites.DefaultAdminSite"
        )
