"""Generic views that change any row of a model whose rows belong to users: what the rules about them say alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.endpoints import Endpoint
from django_pro.endpoints.openness import elsewhere
from django_pro.facts.expressions import Expressions, label_of
from django_pro.facts.forms import Forms
from django_pro.facts.models import Model
from django_pro.facts.models.owners import Owners
from django_pro.facts.serializers import Serializers
from django_pro.facts.views import VIEW
from django_pro.facts.views.policies import FILTERS
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.guarding import MORE
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import Rule
from django_pro.source.syntax import Class, Function, Name

_DJANGO = ("django.views.generic.edit.UpdateView", "django.views.generic.edit.DeleteView")
_CHANGING = {"update": "PUT", "partial_update": "PATCH", "destroy": "DELETE"}
_DELETING = "django.views.generic.edit.DeleteView"
_MIXINS = ("rest_framework.mixins.UpdateModelMixin", "rest_framework.mixins.DestroyModelMixin")
#: Permissions of DRF's that say nothing of single rows, nor of some users.
_PLAIN = frozenset(
    f"rest_framework.permissions.{each}" for each in ("IsAuthenticated", "AllowAny", "IsAuthenticatedOrReadOnly")
)
#: Words by which a view's code says whose rows it is about.
_WHOSE = re.compile(
    r"user|owner|account|customer|tenant|organi[sz]ation|workspace|team|session|member|profile|kwargs", re.IGNORECASE
)
#: Where those who look after everybody's rows work.
_STAFF = re.compile(
    r"(?:^|[/._^-])(?:dashboard|admin\w*|staff|backoffice|back_office|manage|management|moderation|moderate|control|console)(?:[/._-]|$)"
)
_ASIDE = re.compile(
    r"^(?:get_success_url|get_template_names|get_context_data|get_success_message|get_serializer_class|get_form_kwargs)$"
)


@dataclass(frozen=True)
class Unscoped:
    """A view that changes rows by their key; `owner` names the field they belong by; `why` where it may ask whose it is."""

    target: Defined
    endpoints: tuple[Endpoint, ...]
    model: Model
    owner: str
    deletes: bool
    why: str = ""


class Changing:
    """Finds the generic views of one root that change rows that belong to users."""

    def __init__(self, review: Reviewed) -> None:
        self.review = review
        self.owners = Owners(review.models)
        self.guarding = review.guarding
        self.classes = review.project.classes
        self._expressions = Expressions(self.classes)
        self._forms = Forms(review.project, review.models)
        self._serializers = Serializers(review.project, review.models)

    def all(self, *, rest: bool) -> Iterator[Unscoped]:
        """Yield them, those of DRF's or of Django's own."""
        table = self.review.endpoints
        groups: dict[Defined, list[Endpoint]] = {}
        for each in (*table.sites, *table.unrouted(VIEW)):
            if each.view is not None and each.view.is_rest is rest and isinstance(each.view.target.node, Class):
                groups.setdefault(each.view.target, []).append(each)
        for target, endpoints in groups.items():
            if self.review.is_aside(target.module.path) or target.module.origin != "project":
                continue
            changing = tuple(each for each in endpoints if self._changes(target, each))
            model = self.model(target) if changing else None
            owner = self.owners.field(model.label) if model is not None else None
            if model is not None and owner is not None:
                why = self.guarding.permissions or (self._rest_asks(changing) if rest else self._asks(changing))
                deletes = (
                    any(each.method == "DELETE" for each in changing)
                    if rest
                    else self.classes.inherits(target, _DELETING)
                )
                yield Unscoped(target, changing, model, owner.name, deletes, why or self._says(target))

    def _changes(self, target: Defined, endpoint: Endpoint) -> bool:
        """Whether an endpoint changes a row by DRF's or Django's own code."""
        handler = endpoint.handler
        if endpoint.view is None or handler is None or not self.classes.inherits(target, *_MIXINS, *_DJANGO):
            return False
        if not endpoint.view.is_rest:
            return endpoint.method == "POST"
        return endpoint.method in _CHANGING.values() and handler.module.origin != "project"

    def model(self, target: Defined) -> Model | None:
        """Return the model of a view, by what it states first: `queryset`, `model`, a form's or a serializer's."""
        for name in ("queryset", "model"):
            written = self._expressions.attribute(target, name)
            label = label_of(self.review.models, written) if written is not None else None
            if isinstance(label, Unknown) and written is not None:
                label = self._first_name(written.module.path, target, name)
            if isinstance(label, str):
                return self.review.models.get(label)
        for name in ("form_class", "serializer_class"):
            written = self._expressions.attribute(target, name)
            cls = self._expressions.cls(written) if written is not None else None
            if cls is not None:
                known = self._forms if name == "form_class" else self._serializers
                found = known.of(cls)
                label = found.model if found is not None else None
                if isinstance(label, str):
                    return self.review.models.get(label)
        return None

    def _first_name(self, path: str, target: Defined, name: str) -> str | None:
        """Return the model whose manager an attribute begins with: `Book.objects.all()`, narrowed by nothing."""
        member = self.classes.member(target, name)
        value = member.value if member is not None else None
        steps = [getattr(each, "name", "") for each in getattr(value, "steps", ())]
        base = getattr(value, "base", None)
        if member is None or not isinstance(base, Name) or not {"objects", "_default_manager"} & set(steps):
            return None
        found = self.review.models.named(member.owner.module, base)
        return found.label if found is not None else None

    def _says(self, target: Defined) -> str:
        """Return where a view says whose rows it is about, or that it is for those who look after all; "" nowhere."""
        if _STAFF.search(target.module.name):
            return "it is for those who look after everybody's rows"
        for cls in self.classes.mro(target).classes:
            if cls.module.origin != "project":
                continue
            for name, nodes in self.classes.own(cls).items():
                if _ASIDE.match(name) and name != "get_form_kwargs":
                    continue
                for node in nodes:
                    if isinstance(node, Function) and self._mentions(node):
                        return f"`{cls.qualname}.{name}` may ask whose it is"
        return (
            f"the base `{self.classes.mro(target).unseen[0]}` cannot be seen" if self.classes.mro(target).unseen else ""
        )

    def _mentions(self, node: Function) -> bool:
        words = {word.decode() for word in re.findall(rb"[A-Za-z_]\w+", bytes(node.packed))}
        return any(_WHOSE.search(word) or MORE.search(word) for word in words)

    def _asks(self, endpoints: tuple[Endpoint, ...]) -> str:
        """Return what asks more than a login of a view of Django's."""
        view = endpoints[0].view
        assert view is not None
        guarded = self.guarding.of(view, ())
        return guarded.unread or next(iter(sorted(guarded.more)), "")

    def _rest_asks(self, endpoints: tuple[Endpoint, ...]) -> str:
        """Return what asks more than a login of a view of DRF's."""
        endpoint = endpoints[0]
        assert endpoint.view is not None
        stated = endpoint.permissions
        if isinstance(stated.value, Unknown):
            return stated.value.why
        other = next((each for each in stated.value if each not in _PLAIN), None)
        if other is not None:
            return f"`{other}` may ask whose it is"
        filters = self.review.endpoints.policies.of(FILTERS, endpoint.view, None, endpoint.route.view)
        if isinstance(filters.value, Unknown):
            return filters.value.why
        own = next(
            (each for each in filters.value if not each.startswith(("rest_framework.", "django_filters."))), None
        )
        return f"`{own}` may narrow the rows" if own is not None else elsewhere(endpoint)


def sites(rule: Rule, review: Reviewed, *, rest: bool) -> Iterator[Site]:
    """Yield a site for each such view."""
    for each in Changing(review).all(rest=rest):
        key = f"{each.target.name} rows"
        if each.why:
            yield rule.unknown(key, each.why)
            continue
        verb = "deletes" if each.deletes and len({one.method for one in each.endpoints}) == 1 else "changes"
        yield rule.broken(
            key,
            review.headline(each.target.module.path, each.target.node),
            message=first_that_fits(
                f"`{each.target.qualname}` {verb} any `{each.model.name}`, whosever it is",
                f"`{each.target.qualname[-40:]}` {verb} any row, whosever it is",
            ),
            recipe=first_that_fits(
                f"Give it a `get_queryset()` that filters by `{each.owner}=self.request.user`",
                "Give it a `get_queryset()` that filters by the user",
            ),
            confidence=Confidence.LIKELY,
            scope=each.target.name,
            data={"cwe": "CWE-639", "model": each.model.label, "routes": sorted({one.key for one in each.endpoints})},
        )
