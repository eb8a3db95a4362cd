"""DJP309 unscoped-writable-relation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.endpoints import Endpoint
from django_pro.facts.expressions import Written, label_of
from django_pro.facts.models import Model
from django_pro.facts.models.owners import Owners
from django_pro.facts.serializers import Serializer, SerializerField
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.guarding import MORE
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.serialized import Uses, serialized
from django_pro.source.syntax import Attribute, Chain, Class, Expression, Function

_FIELDS = (
    "rest_framework.relations.PrimaryKeyRelatedField", "rest_framework.relations.SlugRelatedField",
    "rest_framework.relations.HyperlinkedRelatedField",
)  # fmt: skip
#: Permissions of DRF's that let every user in alike.
_PLAIN = frozenset(
    f"rest_framework.permissions.{each}" for each in ("IsAuthenticated", "AllowAny", "IsAuthenticatedOrReadOnly")
)
_ALL = frozenset({"objects", "_default_manager", "all", "select_related", "prefetch_related", "only", "order_by"})
#: Words of code that asks whose a row is.
_WHOSE = re.compile(r"request|user|owner|context|queryset")
_WORD = re.compile(rb"[A-Za-z_]\w+")


@rule("DJP309", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each relation that a serializer takes from a request and that leads to rows of users."""
    known, owners = serialized(review), Owners(review.models)
    for serializer in known.serializers.all:
        if review.is_aside(serializer.cls.module.path):
            continue
        for field in serializer.declared:
            model = _related(review, field)
            owner = owners.field(model.label) if model is not None else None
            if model is None or owner is None or field.owner != serializer.cls:
                continue
            key = f"{serializer.cls.name}.{field.name}"
            uses = known.of(serializer)
            if why := _why_unsure(review, serializer, field, uses):
                yield check.unknown(key, why)
            elif uses.written:
                yield _broken(review, (serializer, field), (model, owner.name), uses)


def _related(review: Reviewed, field: SerializerField) -> Model | None:
    """Return the model whose rows a writable relation takes, all of them; None for any other field."""
    queryset = field.argument("queryset")
    relation = field.cls is not None and review.project.classes.inherits(field.cls, *_FIELDS)
    if not (relation or field.class_name in _FIELDS) or field.read_only is True or queryset is None:
        return None
    if not isinstance(queryset, Chain) or not _is_all(queryset):
        return None
    label = label_of(review.models, Written(field.owner.module, _manager(queryset)))
    return review.models.get(label) if isinstance(label, str) else None


def _is_all(queryset: Chain) -> bool:
    names = {each.name for each in queryset.steps if isinstance(each, Attribute)}
    return bool(names & {"objects", "_default_manager"}) and "filter" not in names and _last(queryset) in _ALL


def _last(queryset: Chain) -> str:
    return [each.name for each in queryset.steps if isinstance(each, Attribute)][-1]


def _manager(queryset: Chain) -> Expression:
    """Return what stands before `.objects`."""
    at = next(
        i for i, each in enumerate(queryset.steps) if getattr(each, "name", "") in ("objects", "_default_manager")
    )
    rest = queryset.steps[:at]
    return Chain(queryset.start, rest[-1].end, queryset.base, rest) if rest else queryset.base


def _why_unsure(review: Reviewed, serializer: Serializer, field: SerializerField, uses: Uses) -> str:
    """Return what else may ask whose the row is, "" where nothing is seen."""
    if isinstance(field.read_only, Unknown):
        return field.read_only.why
    if field.cls is not None and field.cls.module.origin == "project" and _asking(review, field.cls):
        return f"`{field.cls.qualname}` may narrow the rows"
    if method := _asking(review, serializer.cls):
        return f"`{method}` may ask whose it is"
    for endpoint in uses.writers:
        other = _asked(review, endpoint)
        if other:
            return other
    return "who takes it cannot be seen" if not uses.writers else ""


def _asked(review: Reviewed, endpoint: Endpoint) -> str:
    """Return what a view asks of those who write by it."""
    stated = endpoint.permissions
    if isinstance(stated.value, Unknown):
        return stated.value.why
    other = next((each for each in stated.value if each not in _PLAIN), None)
    if other is not None:
        return f"`{other}` may ask whose it is"
    for name in (
        "perform_create",
        "perform_update",
        "create",
        "update",
        "post",
        "put",
        "patch",
        "get_serializer",
        "initial",
        "dispatch",
    ):
        method = review.endpoints.views.overrides(endpoint.view.target, name) if endpoint.view else None
        if method is not None and isinstance(method.node, Function) and _asks(method.node):
            return f"`{method.qualname}` may ask whose it is"
    return ""


def _asking(review: Reviewed, cls: Defined) -> str:
    """Return a method of the project's, of a class or its bases, that speaks of the request or of rows; "" for none."""
    for each in review.project.classes.mro(cls).classes:
        if each.module.origin != "project" or not isinstance(each.node, Class):
            continue
        for name, nodes in review.project.classes.own(each).items():
            if name in ("to_representation", "Meta") or (
                name.startswith("get_") and name not in ("get_queryset", "get_fields", "get_field_names")
            ):
                continue
            if any(isinstance(node, Function) and _asks(node) for node in nodes):
                return f"{each.qualname}.{name}"
    return ""


def _asks(node: Function) -> bool:
    words = {word.decode() for word in _WORD.findall(bytes(node.packed))}
    return any(
        _WHOSE.search(word) or MORE.search(word) for word in words - {"perform_create", "perform_update"}
    ) and bool(words - {"serializer", "save", "user", "self", "request", "author", "owner"})


def _broken(review: Reviewed, at: tuple[Serializer, SerializerField], to: tuple[Model, str], uses: Uses) -> Site:
    (serializer, field), (model, owner) = at, to
    path = field.owner.module.path
    return check.broken(
        f"{serializer.cls.name}.{field.name}",
        review.headline(path, field.value),
        message=first_that_fits(
            f"`{serializer.name}.{field.name}` takes any `{model.name}`, whosever it is",
            f"`{field.name}` takes any `{model.name}`, whosever it is",
        ),
        recipe=first_that_fits(
            f'Narrow it in `__init__` or `validate_{field.name}` by `{owner}=self.context["request"].user`',
            f'Narrow it by `{owner}=self.context["request"].user`',
        ),
        confidence=Confidence.LIKELY,
        scope=serializer.cls.name,
        subject=field.name,
        data={"cwe": "CWE-639", "model": model.label, "routes": uses.routes},
    )
