"""The relations between models: forward by field, and back by accessor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django_pro.facts.models.meta import text_of
from django_pro.facts.models.model import Field, Kind, Model, Relation

_JOINS = (Kind.FOREIGN_KEY, Kind.ONE_TO_ONE, Kind.MANY_TO_MANY)


class Relations:
    """Every relation of every model, by attribute and by lookup name."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self.models = models
        self._own: dict[str, dict[str, Relation]] = {label: {} for label in models}
        self._hidden: dict[str, dict[str, Relation]] = {label: {} for label in models}
        self._whole: dict[str, dict[str, Relation]] = {}
        self._lookups: dict[str, dict[str, Relation]] = {}
        for model in models.values():
            for relation in _forward(model):
                self._own[model.label].setdefault(relation.name, relation)
        for model in models.values():
            if not (model.abstract or model.proxy or model.swapped):
                self._back(model)

    def of(self, label: str) -> Mapping[str, Relation]:
        """Return a model's relations by attribute, its parents' included."""
        found = self._whole.get(label)
        if found is None:
            found = self._whole[label] = self._gather(label, self._own)
        return found

    def lookups(self, label: str) -> Mapping[str, Relation]:
        """Return a model's relations by the name that lookups use, hidden ones included."""
        found = self._lookups.get(label)
        if found is None:
            every = [*self._gather(label, self._own).values(), *self._gather(label, self._hidden).values()]
            found = self._lookups[label] = {relation.query_name: relation for relation in reversed(every)}
        return found

    def _gather(self, label: str, table: Mapping[str, dict[str, Relation]]) -> dict[str, Relation]:
        model = self.models.get(label)
        found: dict[str, Relation] = {}
        for parent in model.parents if model else ():
            above = self._gather(parent, table)
            found.update({name: each for name, each in above.items() if each.forward or not is_parent_link(each.field)})
        found.update(table.get(label, {}))
        return found

    def _back(self, model: Model) -> None:
        for field in model.local:
            if isinstance(field.to, str) and field.kind in (*_JOINS, Kind.GENERIC_RELATION):
                self._reverse(model, field, field.to)

    def _reverse(self, model: Model, field: Field, to: str) -> None:
        default = _filled(text_of(model.meta, "default_related_name"), model)
        accessor = _filled(field.related_name, model) or default
        query = _filled(field.related_query_name, model) or accessor or model.model_name
        hidden = bool(accessor and accessor.endswith("+")) or _symmetrical(field)
        if accessor is None:
            accessor = model.model_name if field.kind is Kind.ONE_TO_ONE else f"{model.model_name}_set"
        if field.kind is Kind.GENERIC_RELATION:
            accessor = query = _filled(field.related_query_name, model) or "+"
            hidden = query == "+"
        relation = Relation(accessor, query, to, model.label, field.kind, False, field, True)
        table = self._hidden if hidden else self._own
        for target in self._concrete(to):
            if not hidden or not query.endswith("+"):
                table[target].setdefault(accessor, relation)

    def _concrete(self, label: str) -> Iterator[str]:
        """Yield a model and, for a proxy, the model whose rows it shows."""
        model = self.models.get(label)
        if model is not None:
            yield label
            if model.proxy:
                for parent in model.parents:
                    yield from self._concrete(parent)


def _forward(model: Model) -> Iterator[Relation]:
    for field in model.fields:
        if field.kind.relation and field.to is not None:
            yield Relation(field.name, field.name, model.label, field.to, field.kind, True, field, field.null)


def _symmetrical(field: Field) -> bool:
    """Whether a many-to-many to `self` goes both ways, and so has no way back (Django: `symmetrical`)."""
    to = field.argument("to") or (field.arguments[0].value if field.arguments else None)
    if field.kind is not Kind.MANY_TO_MANY or getattr(to, "value", None) != "self":
        return False
    given = field.argument("symmetrical")
    return given is None or getattr(given, "value", True) is not False


def _filled(name: str | None, model: Model) -> str | None:
    """Return a related name with its `%(class)s` and `%(app_label)s` filled in."""
    if name is None or "%" not in name:
        return name
    values = {"class": model.model_name, "model_name": model.model_name, "app_label": model.app}
    for key, value in values.items():
        name = name.replace(f"%({key})s", value)
    return name


def is_parent_link(field: Field) -> bool:
    """Whether a field is what multi-table inheritance joins a child's row to its parent's by."""
    return field.kind is Kind.ONE_TO_ONE and (not field.arguments or field.argument("parent_link") is not None)
