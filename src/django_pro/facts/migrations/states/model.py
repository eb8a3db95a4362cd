"""A historical model and the state that all of them are in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django_pro.facts.expressions import Written
from django_pro.facts.migrations.states.field import FieldState
from django_pro.findings.blind import Unknown
from django_pro.source.syntax import Expression

#: Options that the database does not know of (Django: `AlterModelOptions.ALTER_OPTION_KEYS`).
OPTIONS = frozenset({
    "base_manager_name", "default_manager_name", "default_related_name", "get_latest_by", "managed", "ordering",
    "permissions", "default_permissions", "select_on_save", "verbose_name", "verbose_name_plural",
})  # fmt: skip


@dataclass(frozen=True)
class Part:
    """An index or constraint: `kind` is its class's name, `name` what the database calls it.

    `fields` are what it covers, by their fields' names without a `-`; `expressions` tells that it covers more than columns;
    `options` are those given besides, `condition` among them; one that is not `valid` is held for new rows alone.
    """

    kind: str
    name: str | Unknown
    fields: tuple[str, ...]
    expressions: bool
    options: frozenset[str]
    node: Expression = field(compare=False, hash=False)
    valid: bool = True

    @property
    def is_unique(self) -> bool:
        """Whether it holds values unique."""
        return self.kind == "UniqueConstraint"


@dataclass(frozen=True)
class RawConstraint:
    """A constraint that SQL of somebody's own made: `kind` and `target` are those of its statement.

    `column` is a foreign key's, or the one that a CHECK says is not NULL.
    """

    table: str
    name: str
    kind: str
    column: str = ""
    target: str = ""
    valid: bool = True


@dataclass(frozen=True)
class ModelState:
    """A model at some point of the migrations' history; `app` and `name` as Django writes them (`shop`, `Book`).

    `options` are those of `OPTIONS` that are given, as they are written.
    """

    app: str
    name: str
    fields: Mapping[str, FieldState]
    bases: tuple[str, ...] = ()
    db_table: str | Unknown | None = None
    managed: bool = True
    proxy: bool = False
    unique_together: frozenset[tuple[str, ...]] = frozenset()
    index_together: frozenset[tuple[str, ...]] = frozenset()
    indexes: tuple[Part, ...] = ()
    constraints: tuple[Part, ...] = ()
    swappable: str | None = None
    options: Mapping[str, Written] = field(default_factory=dict, compare=False, hash=False)
    unseen: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The key of a model: `shop.book`."""
        return f"{self.app}.{self.name}".lower()

    @property
    def title(self) -> str:
        """What people call it: `shop.Book`."""
        return f"{self.app}.{self.name}"

    @property
    def table(self) -> str:
        """The name of its table, as Django makes it where none is given."""
        return self.db_table if isinstance(self.db_table, str) else f"{self.app}_{self.name}".lower()

    @property
    def has_table(self) -> bool:
        """Whether Django makes a table for it."""
        return self.managed and not self.proxy

    @property
    def primary_key(self) -> FieldState | None:
        """Its primary key, None where a parent has it or it cannot be seen."""
        return next((each for each in self.fields.values() if each.primary_key), None)

    def field(self, name: str) -> FieldState | None:
        """Return a field by its name, in whatever case."""
        found = self.fields.get(name)
        return found or next((each for each in self.fields.values() if each.name.lower() == name.lower()), None)

    def with_fields(self, fields: Iterable[FieldState]) -> ModelState:
        """Return the model with these fields instead."""
        return replace(self, fields={each.name: each for each in fields})


@dataclass(frozen=True)
class ProjectState:
    """All models at some point of the migrations' history, by label, and the constraints that no model tells of."""

    models: Mapping[str, ModelState] = field(default_factory=dict)
    raw: tuple[RawConstraint, ...] = ()

    def model(self, app: str, name: str) -> ModelState | None:
        """Return a model of an app."""
        return self.models.get(f"{app}.{name}".lower())

    def with_model(self, model: ModelState) -> ProjectState:
        """Return the state with a model added or changed."""
        return replace(self, models={**self.models, model.label: model})

    def without(self, label: str) -> ProjectState:
        """Return the state without a model."""
        return replace(self, models={key: each for key, each in self.models.items() if key != label})

    def keys_to(self, label: str) -> tuple[tuple[ModelState, FieldState], ...]:
        """Return the foreign keys, one-to-ones and many-to-manys that lead to a model."""
        return tuple(
            (model, each) for model in self.models.values() for each in model.fields.values() if each.to == label
        )
