"""What was learned of models, put into what was read of them."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import replace

from django_pro.facts.models.model import Field, Kind, Manager, Model
from django_pro.findings.blind import Unknown
from django_pro.project.learned import FieldRow, ManagerRow, ModelRow
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Class

#: Kinds of fields with a column, of which `_meta` tells what reading may miss.
_STORED = (Kind.COLUMN, Kind.FOREIGN_KEY, Kind.ONE_TO_ONE)

#: Kinds of fields that go by a related name backwards.
_NAMED_BACK = (Kind.FOREIGN_KEY, Kind.ONE_TO_ONE, Kind.MANY_TO_MANY)


def as_learned(models: dict[str, Model], project: Project) -> dict[str, Model]:
    """Return models by label, each as its learned row tells where that is valid; the project's `taken` takes their labels."""
    rows = project.learned.models
    if not rows:
        return models
    learning = _Learning(project, rows)
    found = dict(models)
    for row in rows.values():
        read = found.get(row.label)
        model = learning.merged(read, row) if read is not None else learning.made(row, found)
        if model is not None and model != read:
            found[row.label] = model
            project.learned.taken.add(row.label)
    return dict(sorted(found.items()))


class _Learning:
    """Makes models of learned rows."""

    def __init__(self, project: Project, rows: Mapping[str, ModelRow]) -> None:
        self.project = project
        self.rows = rows

    def merged(self, read: Model, row: ModelRow) -> Model:
        """Return a model as it was read, with what the row tells else."""
        if read.abstract or row.auto_created:
            return read
        told = {each.name: each for each in row.fields}
        fields = self._fields(read, read.fields, told)
        local = tuple(each for each in fields if told[each.name].owner == row.label)
        named = {each.name for each in read.local}
        same = {each.name for each in local} == named
        return replace(
            read,
            fields=fields,
            local=local if not same else tuple(each for each in fields if each.name in named),
            managed=row.managed if isinstance(read.managed, Unknown) else read.managed,
            managers=self._managers(read.managers, row),
            default_manager=row.default_manager or read.default_manager,
            unseen=tuple(each for each in read.unseen if hasattr(builtins, each)),
            swapped=row.swapped,
        )

    def _fields(self, read: Model, fields: tuple[Field, ...], told: dict[str, FieldRow]) -> tuple[Field, ...]:
        """Return the fields that there are, in the order of reading; those that were not read stand at the class."""
        kept = [self._field(each, told[each.name]) for each in fields if each.name in told]
        names = {each.name for each in kept}
        return (*kept, *(self._added(read.cls, row) for name, row in told.items() if name not in names))

    def _field(self, read: Field, row: FieldRow) -> Field:
        found = replace(
            read,
            to=row.to if isinstance(read.to, Unknown) and row.to in self.rows else read.to,
            through=self._through(row) if isinstance(read.through, Unknown) else read.through,
            related_name=read.related_name or (row.related_name if read.kind in _NAMED_BACK else None),
        )
        if read.kind not in _STORED or row.kind != read.kind.value:
            return found
        return replace(found, null=row.null, unique=row.unique, db_index=row.db_index, attname=row.attname)

    def _added(self, cls: Defined, row: FieldRow) -> Field:
        return Field(
            name=row.name,
            kind=Kind(row.kind),
            class_name=row.cls,
            owner=cls,
            start=cls.node.start,
            end=cls.node.start,
            arguments=(),
            to=row.to,
            null=row.null,
            unique=row.unique,
            db_index=row.db_index,
            related_name=row.related_name,
            related_query_name=row.related_query_name,
            through=self._through(row),
            attname=row.attname,
        )

    def _through(self, row: FieldRow) -> str | None:
        """Return the model between, None where Django makes it by itself."""
        made = self.rows.get(row.through or "")
        return None if made is not None and made.auto_created else row.through

    def _managers(self, read: tuple[Manager, ...], row: ModelRow) -> tuple[Manager, ...]:
        told = {each.name: each for each in row.managers}
        kept = [self._manager(each, told.get(each.name)) for each in read]
        names = {each.name for each in kept}
        return (*kept, *(self._told(each) for name, each in told.items() if name not in names))

    def _manager(self, read: Manager, row: ManagerRow | None) -> Manager:
        return self._told(row) if row is not None and read.why else read

    def _told(self, row: ManagerRow) -> Manager:
        manager, queryset = self._class(row.cls), self._class(row.queryset)
        return Manager(row.name, manager, queryset, "" if manager else f"`{row.cls}` cannot be seen")

    def _class(self, name: str) -> Defined | None:
        found = (each for each in self.project.names.dotted(name) if isinstance(each, Defined))
        return next((each for each in found if isinstance(each.node, Class)), None)

    def made(self, row: ModelRow, models: Mapping[str, Model]) -> Model | None:
        """Return a model that was not read; None where its class cannot be found in any file."""
        owner = models.get(row.auto_created)
        cls = owner.cls if owner is not None else self._class(f"{row.module}.{row.name}")
        if cls is None:
            return None
        fields = tuple(self._added(cls, each) for each in row.fields)
        local = tuple(field for field, told in zip(fields, row.fields, strict=True) if told.owner == row.label)
        managers = tuple(self._told(each) for each in row.managers)
        app = row.label.partition(".")[0]
        return Model(
            row.label, app, cls, False, row.proxy, row.managed, None, row.parents, fields, local, managers,
            row.default_manager or "objects", "_base_manager", {}, swapped=row.swapped, auto_created=bool(row.auto_created),
        )  # fmt: skip
