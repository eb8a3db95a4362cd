"""Models that django-simple-history makes: one `HistoricalBook` for each model with `HistoricalRecords`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django_pro.facts.models.calls import Construction, construction
from django_pro.facts.models.managers import ManagerReader
from django_pro.facts.models.meta import is_abstract
from django_pro.facts.models.model import Field, Kind, Model
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned
from django_pro.project.classes import Classes
from django_pro.project.names import Defined
from django_pro.source.syntax import Constant, Sequence

RECORDS = "simple_history.models.HistoricalRecords"
_FIELDS = "django.db.models.fields"
_FOREIGN_KEY = "django.db.models.fields.related.ForeignKey"
#: The columns of a history (django-simple-history: `HistoricalRecords.get_extra_fields`).
_EXTRA = (
    ("history_id", f"{_FIELDS}.AutoField"),
    ("history_date", f"{_FIELDS}.DateTimeField"),
    ("history_change_reason", f"{_FIELDS}.CharField"),
    ("history_type", f"{_FIELDS}.CharField"),
)


def histories(
    classes: Classes, managers: ManagerReader, models: list[Model], user: str | Unknown
) -> Iterator[tuple[Model, tuple[Defined, ...]]]:
    """Yield the history of each model that keeps one, with the abstract bases whose fields it takes besides."""
    for model in models:
        if not (model.abstract or model.proxy) and (made := _records(classes, model.cls)):
            yield _history(model, managers, user, _excluded(made)), tuple(_bases(classes, made))


def _bases(classes: Classes, made: Construction) -> Iterator[Defined]:
    given = made.keyword("bases")
    for item in given.items if isinstance(given, Sequence) else ():
        for target in classes.names.resolve(made.module, item):
            yield from (each for each in classes.names.follow(target) if isinstance(each, Defined))


def _excluded(made: Construction) -> frozenset[str]:
    """Return the names of the fields that a history leaves out."""
    given = made.keyword("excluded_fields")
    items = given.items if isinstance(given, Sequence) else ()
    return frozenset(each.value for each in items if isinstance(each, Constant) and isinstance(each.value, str))


def _records(classes: Classes, cls: Defined) -> Construction | None:
    for at, owner in enumerate(classes.mro(cls).classes):
        for bindings in classes.own(owner).values():
            last = bindings[-1]
            if not isinstance(last, Assigned) or last.value is None:
                continue
            made = construction(classes.names, owner.module, last.value)
            if made and (made.name == RECORDS or (made.cls and RECORDS in classes.mro(made.cls).names)):
                inherit = made.keyword("inherit")
                handed = at == 0 or getattr(inherit, "value", False) is True or is_abstract(classes, owner)
                return made if handed else None
    return None


def _history(model: Model, managers: ManagerReader, user: str | Unknown, excluded: frozenset[str]) -> Model:
    label = f"{model.app}.Historical{model.name}"
    copied = (each for each in model.fields if not each.kind.many and each.kind is not Kind.GENERIC_FOREIGN_KEY)
    copies = tuple(_copy(each) for each in copied if each.name not in excluded)
    own = tuple(_column(model, name, cls) for name, cls in _EXTRA)
    by = replace(
        _column(model, "history_user", _FOREIGN_KEY), kind=Kind.FOREIGN_KEY, to=user, attname="history_user_id"
    )
    fields = (*copies, *own, replace(by, null=True, related_name="+"))
    automatic = (managers.automatic(),)
    return Model(
        label, model.app, model.cls, False, False, True, None, (), fields, fields, automatic, "objects", "_base_manager",
        {}, auto_created=True,
    )  # fmt: skip


def _copy(field: Field) -> Field:
    """Return a field as a history keeps it: without uniqueness, and without a way back."""
    kind = Kind.FOREIGN_KEY if field.kind is Kind.ONE_TO_ONE else field.kind
    relation = kind is Kind.FOREIGN_KEY
    class_name = _FOREIGN_KEY if relation else field.class_name
    return replace(
        field, kind=kind, class_name=class_name, unique=False, null=field.null or relation,
        related_name="+" if relation else None, related_query_name=None,
    )  # fmt: skip


def _column(model: Model, name: str, class_name: str) -> Field:
    start = model.cls.node.start
    return Field(name, Kind.COLUMN, class_name, model.cls, start, start, (), attname=name)
