"""What each operation does to the state: `Operation.state_forwards` of `django.db.migrations.operations`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django_pro.facts.expressions import Written
from django_pro.facts.migrations.migration import Migration, Operation
from django_pro.facts.migrations.states.constraints import constrained
from django_pro.facts.migrations.states.field import FieldState
from django_pro.facts.migrations.states.model import OPTIONS, ModelState, Part, ProjectState
from django_pro.facts.migrations.states.reading import StateReader
from django_pro.facts.models.model import Kind
from django_pro.findings.blind import Unknown


@dataclass(frozen=True)
class Applying:
    """One operation of a migration, about to be applied."""

    reader: StateReader
    migration: Migration
    operation: Operation

    def written(self, position: int, name: str) -> Written | None:
        """Return an argument as it is written."""
        value = self.operation.argument(position, name)
        return Written(self.operation.made.module, value) if value is not None else None

    def text(self, position: int, name: str) -> str:
        """Return an argument that is a text, empty where it is none."""
        written = self.written(position, name)
        return (self.reader.text(written) if written else None) or ""

    def model(self, state: ProjectState, name: str = "model_name") -> ModelState | None:
        """Return the model that the first argument names."""
        return state.model(self.migration.app, self.text(0, name))

    def field(self, model: ModelState, position: int = 2) -> FieldState | None:
        """Return the field that an `AddField` or `AlterField` gives."""
        written = self.written(position, "field")
        name = self.text(1, "name")
        field = self.reader.field(name, self.migration.cls, written, model.label) if written and name else None
        return replace(field, keeps_default=self._keeps_default()) if field else None

    def _keeps_default(self) -> bool:
        written = self.written(3, "preserve_default")
        return written is None or self.reader.literal(written) != (True, False)


Apply = Callable[[Applying, ProjectState], ProjectState]


def applied(applying: Applying, state: ProjectState) -> ProjectState:
    """Return the state after an operation; one that is not known leaves it as it is."""
    apply = _APPLY.get(applying.operation.name)
    return apply(applying, state) if apply else state


def _create_model(applying: Applying, state: ProjectState) -> ProjectState:
    name = applying.text(0, "name")
    if not name:
        return state
    reader, app = applying.reader, applying.migration.app
    label = f"{app}.{name}".lower()
    fields: dict[str, FieldState] = {}
    unseen: list[str] = []
    for key, written in reader.pairs(applying.written(1, "fields")):
        field = reader.field(key, applying.migration.cls, written, label)
        if field is None:
            unseen.append(key)
        else:
            fields[key] = field
    model = ModelState(app, name, fields, _bases(applying), unseen=tuple(unseen))
    return state.with_model(_with_options(applying, model, applying.written(2, "options")))


def _bases(applying: Applying) -> tuple[str, ...]:
    written = applying.written(3, "bases")
    items = applying.reader.expressions.items(written) if written else ()
    texts = () if isinstance(items, Unknown) else (applying.reader.text(each) for each in items)
    app = applying.migration.app
    return tuple((text if "." in text else f"{app}.{text}").lower() for text in texts if text)


def _with_options(applying: Applying, model: ModelState, written: Written | None) -> ModelState:
    given = dict(applying.reader.pairs(written))
    for name, value in given.items():
        option = _OPTIONS.get(name)
        model = option(applying.reader, model, value) if option else model
    kept = {name: value for name, value in given.items() if name in OPTIONS}
    return replace(model, options={**model.options, **kept})


_OPTIONS: Mapping[str, Callable[[StateReader, ModelState, Written], ModelState]] = {
    "unique_together": lambda reader, model, value: replace(model, unique_together=reader.together(value)),
    "index_together": lambda reader, model, value: replace(model, index_together=reader.together(value)),
    "indexes": lambda reader, model, value: replace(model, indexes=reader.parts(value)),
    "constraints": lambda reader, model, value: replace(model, constraints=reader.parts(value)),
    "db_table": lambda reader, model, value: replace(
        model, db_table=reader.text(value) or Unknown("`db_table` is put together")
    ),
    "managed": lambda reader, model, value: replace(model, managed=bool(reader.literal(value)[1])),
    "proxy": lambda reader, model, value: replace(model, proxy=bool(reader.literal(value)[1])),
    "swappable": lambda reader, model, value: replace(model, swappable=reader.text(value)),
}


def _delete_model(applying: Applying, state: ProjectState) -> ProjectState:
    model = applying.model(state, "name")
    return state.without(model.label) if model else state


def _rename_model(applying: Applying, state: ProjectState) -> ProjectState:
    model = applying.model(state, "old_name")
    if model is None:
        return state
    renamed = replace(model, name=applying.text(1, "new_name"))
    models = {
        key: _pointing(each, model.label, renamed.label) for key, each in state.models.items() if key != model.label
    }
    models[renamed.label] = _pointing(renamed, model.label, renamed.label)
    return replace(state, models=models)


def _pointing(model: ModelState, old: str, new: str) -> ModelState:
    """Return a model with what led to another leading to its new name."""
    if not any(old in (each.to, each.through) for each in model.fields.values()) and old not in model.bases:
        return model
    fields = [
        replace(each, to=new if each.to == old else each.to, through=new if each.through == old else each.through)
        for each in model.fields.values()
    ]
    bases = tuple(new if each == old else each for each in model.bases)
    return replace(model.with_fields(fields), bases=bases)


def _alter_table(applying: Applying, state: ProjectState) -> ProjectState:
    model, table = applying.model(state, "name"), applying.text(1, "table")
    return state.with_model(replace(model, db_table=table or None)) if model else state


def _alter_options(applying: Applying, state: ProjectState) -> ProjectState:
    """Apply `AlterModelOptions`, which takes back what it does not name."""
    model = applying.model(state, "name")
    if model is None:
        return state
    bare = replace(model, options={}, managed=True)
    return state.with_model(_with_options(applying, bare, applying.written(1, "options")))


def _alter_together(applying: Applying, state: ProjectState) -> ProjectState:
    model = applying.model(state, "name")
    is_unique = applying.operation.name == "AlterUniqueTogether"
    written = applying.written(1, "unique_together" if is_unique else "index_together")
    groups = applying.reader.together(written) if written else frozenset()
    if model is None:
        return state
    return state.with_model(
        replace(model, unique_together=groups) if is_unique else replace(model, index_together=groups)
    )


def _put_field(applying: Applying, state: ProjectState) -> ProjectState:
    model = applying.model(state)
    field = applying.field(model) if model else None
    if model is None:
        return state
    if field is None:
        return state.with_model(replace(model, unseen=(*model.unseen, applying.text(1, "name"))))
    return state.with_model(replace(model, fields={**model.fields, _key(model, field.name): field}))


def _key(model: ModelState, name: str) -> str:
    found = model.field(name)
    return found.name if found else name


def _remove_field(applying: Applying, state: ProjectState) -> ProjectState:
    model = applying.model(state)
    found = model.field(applying.text(1, "name")) if model else None
    if model is None or found is None:
        return state
    return state.with_model(model.with_fields(each for each in model.fields.values() if each is not found))


def _rename_field(applying: Applying, state: ProjectState) -> ProjectState:
    model = applying.model(state)
    old, new = applying.text(1, "old_name"), applying.text(2, "new_name")
    if model is None or not new or model.field(old) is None:
        return state
    fields = (each.renamed(new) if each.name.lower() == old.lower() else each for each in model.fields.values())
    changed = model.with_fields(fields)
    return state.with_model(
        replace(
            changed,
            unique_together=_renamed(model.unique_together, old, new),
            index_together=_renamed(model.index_together, old, new),
            indexes=tuple(_with_name(each, old, new) for each in model.indexes),
            constraints=tuple(_with_name(each, old, new) for each in model.constraints),
        )
    )


def _renamed(groups: frozenset[tuple[str, ...]], old: str, new: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(new if each == old else each for each in group) for group in groups)


def _with_name(part: Part, old: str, new: str) -> Part:
    return replace(part, fields=tuple(new if each == old else each for each in part.fields))


def _add_index(applying: Applying, state: ProjectState) -> ProjectState:
    model, written = applying.model(state), applying.written(1, "index")
    part = applying.reader.part(written) if written else None
    return state.with_model(replace(model, indexes=(*model.indexes, part))) if model and part else state


def _remove_index(applying: Applying, state: ProjectState) -> ProjectState:
    model, name = applying.model(state), applying.text(1, "name")
    if model is None:
        return state
    return state.with_model(replace(model, indexes=tuple(each for each in model.indexes if each.name != name)))


def _rename_index(applying: Applying, state: ProjectState) -> ProjectState:
    model, old, new = applying.model(state), applying.text(2, "old_name"), applying.text(1, "new_name")
    if model is None:
        return state
    written = applying.written(3, "old_fields")
    if written is not None:
        return state.with_model(_out_of_together(applying, model, written, new))
    indexes = tuple(replace(each, name=new) if each.name == old else each for each in model.indexes)
    return state.with_model(replace(model, indexes=indexes))


def _out_of_together(applying: Applying, model: ModelState, written: Written, new: str) -> ModelState:
    """Return the model whose `index_together` became an index with a name (Django: `RenameIndex(old_fields=…)`)."""
    names = next(iter(applying.reader.together(written)), ())
    part = Part("Index", new, names, False, frozenset({"fields", "name"}), written.value)
    together = frozenset(group for group in model.index_together if group != names)
    return replace(model, index_together=together, indexes=(*model.indexes, part))


def _add_constraint(applying: Applying, state: ProjectState) -> ProjectState:
    model, written = applying.model(state), applying.written(1, "constraint")
    part = applying.reader.part(written) if written else None
    if model is None or part is None:
        return state
    part = replace(part, valid=applying.operation.name == "AddConstraint")
    return state.with_model(replace(model, constraints=(*model.constraints, part)))


def _validate_constraint(applying: Applying, state: ProjectState) -> ProjectState:
    model, name = applying.model(state), applying.text(1, "name")
    if model is None:
        return state
    valid = (replace(each, valid=True) if each.name == name else each for each in model.constraints)
    return state.with_model(replace(model, constraints=tuple(valid)))


def _remove_constraint(applying: Applying, state: ProjectState) -> ProjectState:
    model, name = applying.model(state), applying.text(1, "name")
    if model is None:
        return state
    return state.with_model(replace(model, constraints=tuple(each for each in model.constraints if each.name != name)))


def _alter_constraint(applying: Applying, state: ProjectState) -> ProjectState:
    model, name, written = applying.model(state), applying.text(1, "name"), applying.written(2, "constraint")
    part = applying.reader.part(written) if written else None
    if model is None or part is None:
        return state
    return state.with_model(
        replace(model, constraints=tuple(part if each.name == name else each for each in model.constraints))
    )


def _order_with_respect_to(applying: Applying, state: ProjectState) -> ProjectState:
    model = applying.model(state, "name")
    if model is None:
        return state
    fields: Mapping[str, FieldState] = {key: each for key, each in model.fields.items() if key != "_order"}
    if applying.text(1, "order_with_respect_to"):
        written = applying.written(1, "order_with_respect_to")
        assert written is not None
        order = FieldState(
            "_order", Kind.COLUMN, "django.db.models.fields.proxy.OrderWrt", "IntegerField", written.value
        )
        fields = {**fields, "_order": order}
    return state.with_model(replace(model, fields=fields))


def _run_sql(applying: Applying, state: ProjectState) -> ProjectState:
    statements = applying.reader.sql.forwards(applying.operation)
    return state if isinstance(statements, Unknown) else constrained(state, statements)


_APPLY: Mapping[str, Apply] = {
    "CreateModel": _create_model,
    "DeleteModel": _delete_model,
    "RenameModel": _rename_model,
    "AlterModelTable": _alter_table,
    "AlterModelOptions": _alter_options,
    "AlterUniqueTogether": _alter_together,
    "AlterIndexTogether": _alter_together,
    "AlterOrderWithRespectTo": _order_with_respect_to,
    "AddField": _put_field,
    "AlterField": _put_field,
    "RemoveField": _remove_field,
    "RenameField": _rename_field,
    "AddIndex": _add_index,
    "AddIndexConcurrently": _add_index,
    "RemoveIndex": _remove_index,
    "RemoveIndexConcurrently": _remove_index,
    "RenameIndex": _rename_index,
    "AddConstraint": _add_constraint,
    "AddConstraintNotValid": _add_constraint,
    "ValidateConstraint": _validate_constraint,
    "RemoveConstraint": _remove_constraint,
    "AlterConstraint": _alter_constraint,
    "RunSQL": _run_sql,
}
