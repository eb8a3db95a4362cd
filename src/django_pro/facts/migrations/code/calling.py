"""Expressions in a data migration: chains of attributes and calls on models, rows and what runs SQL."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TypedDict, Unpack

from django_pro.facts.expressions import Expressions, Written
from django_pro.facts.migrations.code.arguments import bound, inside, is_narrow, is_orphaned, text_of, updated
from django_pro.facts.migrations.code.deeds import Deed, Kind, Loop
from django_pro.facts.migrations.code.methods import (
    CLASS_NAMES,
    FILTERS,
    MANAGERS,
    ONE,
    PLAIN,
    QUERYSET,
    RELATES,
    SAME,
    WRITERS,
)
from django_pro.facts.migrations.code.values import (
    Apps,
    Closure,
    Editor,
    Loaded,
    ModelClass,
    Pages,
    Row,
    Rows,
    Value,
)
from django_pro.facts.migrations.states import FieldState, ProjectState
from django_pro.facts.models.inheritance import is_model
from django_pro.facts.models.model import Kind as FieldKind
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, External
from django_pro.project.names import Value as Bound
from django_pro.source.syntax import (
    Attribute,
    Await,
    Call,
    Chain,
    Class,
    Comprehension,
    Constant,
    Expression,
    Function,
    Item,
    Lambda,
    Mapping,
    Name,
    Node,
    Sequence,
    Slice,
    Walrus,
)
from django_pro.source.syntax import Step as Link

_LISTS = frozenset({"list", "tuple", "set", "sorted", "frozenset"})


class More(TypedDict, total=False):
    """What few deeds say besides."""

    sized: bool
    text: str
    fields: tuple[str, ...]


class Calling(ABC):
    """Evaluates expressions; `state` are the models that the code is handed."""

    #: A call of a call of a call is followed this far.
    DEEPEST = 4

    def __init__(self, expressions: Expressions, state: ProjectState, module: ModuleFile, own: frozenset[str]) -> None:
        self.expressions = expressions
        self.state = state
        self.module = module
        self.with_managers = own
        self.deeds: list[Deed] = []
        self.assigned: set[tuple[str, str]] = set()
        self.loops: list[tuple[Loop, ModelClass | None]] = []
        self.running: list[Function] = []

    @property
    def depth(self) -> int:
        """How many calls deep the run is."""
        return len(self.running)

    @abstractmethod
    def run(self, closure: Closure, given: dict[str, Value]) -> Value:
        """Run a function of the project's own."""

    @abstractmethod
    def comprehension(self, node: Comprehension, names: dict[str, Value]) -> Value:
        """Return the list that a comprehension makes."""

    def note(self, kind: Kind, rows: Rows | Row, node: Node, name: str = "", **more: Unpack[More]) -> None:
        """Note that something is done to rows."""
        filtered, narrow = (rows.filtered, rows.narrow) if isinstance(rows, Rows) else (False, False)
        self.deeds.append(
            Deed(
                kind,
                rows.model,
                self.module.path,
                node,
                tuple(loop for loop, _ in self.loops),
                name,
                filtered,
                narrow,
                orphaned=rows.orphaned,
                over=next((model for loop, model in reversed(self.loops) if loop is Loop.ROWS), None),
                new=isinstance(rows, Row) and rows.new,
                **more,
            )
        )

    def value(self, expression: Expression, names: dict[str, Value]) -> Value:
        """Return what an expression stands for, None where it is nothing that matters."""
        if isinstance(expression, Name):
            return self._name(expression, names)
        if isinstance(expression, Chain):
            return self._chain(expression, names)
        if isinstance(expression, Comprehension):
            return self.comprehension(expression, names)
        if isinstance(expression, Walrus):
            names[expression.name] = found = self.value(expression.value, names)
            return found
        if isinstance(expression, Await):
            return self.value(expression.value, names)
        if isinstance(expression, Constant | Lambda):
            return None
        inner = [self.value(each, names) for each in inside(expression)]
        first = next((each for each in inner if each is not None), None)
        is_display = isinstance(expression, Sequence | Mapping)
        return None if is_display and isinstance(first, ModelClass) else first  # a list or dict of models is no model

    def _name(self, name: Name, names: dict[str, Value]) -> Value:
        if name.id in names:
            return names[name.id]
        defined = self.expressions.defined(Written(self.module, name))
        if defined is None:
            return Apps(live=True) if self._is_registry(name) else None
        return self._defined(defined)

    def _is_registry(self, name: Name) -> bool:
        """Whether a name stands for `django.apps.apps`."""
        for target in self.expressions.names.resolve(self.module, name):
            if isinstance(target, Bound) and target.module.name.startswith("django.apps"):
                return True
            if isinstance(target, External) and target.name == "django.apps.apps":
                return True
        return False

    def _defined(self, defined: Defined) -> Value:
        if isinstance(defined.node, Function):
            ours = defined.module.origin == "project"
            return Closure(defined.node, defined.module) if ours else None
        if isinstance(defined.node, Class) and is_model(self.expressions.classes, defined):
            return ModelClass(defined.qualname, live=True)
        return None

    def _chain(self, chain: Chain, names: dict[str, Value]) -> Value:
        base, steps = chain.base, list(chain.steps)
        value = self.value(base, names)
        if value is None and isinstance(base, Name) and isinstance(steps[0], Call):
            value = self._plain_call(base.id, chain, steps.pop(0), names)
        elif value is None and isinstance(base, Name) and base.id not in names:
            value = self._through_module(chain, steps)
        while steps:
            step = steps.pop(0)
            if isinstance(step, Attribute):
                call = steps[0] if steps and isinstance(steps[0], Call) else None
                del steps[: call is not None]
                value = self._attribute(value, step, call, chain, names)
            elif isinstance(step, Call):
                value = self._call(value, step, chain, names)
            elif isinstance(step, Item):
                value = self._item(value, step, names)
        self._saved(chain, names)
        return value

    def _saved(self, chain: Chain, names: dict[str, Value]) -> None:
        """Remember that an instance is saved: the database has its row from now on."""
        row = names.get(chain.base.id) if isinstance(chain.base, Name) else None
        first = chain.steps[0]
        if isinstance(row, Row) and isinstance(first, Attribute) and first.name == "save" and len(chain.steps) > 1:
            names[getattr(chain.base, "id", "")] = replace(row, new=False)

    def _through_module(self, chain: Chain, steps: list[Link]) -> Value:
        """Return the class or function that `models.Book` or `helpers.fill` names, and take its steps away."""
        for length in range(len(steps), 0, -1):
            part = steps[:length]
            if all(isinstance(step, Attribute) for step in part):
                written = Written(self.module, Chain(chain.start, chain.end, chain.base, tuple(part)))
                defined = self.expressions.defined(written)
                if defined is not None and (found := self._defined(defined)) is not None:
                    del steps[:length]
                    return found
        return None

    def _arguments(self, call: Call, names: dict[str, Value]) -> list[Value]:
        return [self.value(each.value, names) for each in call.arguments]

    def _plain_call(self, name: str, chain: Chain, call: object, names: dict[str, Value]) -> Value:
        assert isinstance(call, Call)
        given = self._arguments(call, names)
        first = given[0] if given else None
        if name in _LISTS and isinstance(first, Rows):
            if not first.chunked and not first.narrow:
                self.note(Kind.LOAD, first, chain, name)
            return None if first.plain else Loaded(first)
        if name == "Paginator" and isinstance(first, Rows | Loaded):
            return Pages(first.rows if isinstance(first, Loaded) else first)
        if name == "setattr" and isinstance(first, Row) and len(given) > 1:
            self.note(Kind.SET, first, chain, text=text_of(call.arguments[1]))
        if name == "setattr" and isinstance(first, ModelClass) and len(given) > 1:
            self.assigned.add((first.label, text_of(call.arguments[1])))
        if name in ("get_user_model",):
            return ModelClass("User", live=True)
        return first if name in _LISTS else None

    def _call(self, value: Value, call: Call, node: Chain, names: dict[str, Value]) -> Value:
        given = self._arguments(call, names)
        if isinstance(value, Closure):
            return self.run(value, bound(value.function, call, given))
        if isinstance(value, ModelClass):
            return self._made(value, call, node)
        return None

    def _made(self, model: ModelClass, call: Call, node: Chain) -> Row:
        """Return the instance that a call of a model's class makes."""
        row = Row(model, new=True)
        if model.live:
            self.note(Kind.LIVE, row, node, model.label)
        for argument in call.arguments:
            if argument.name:
                self.set_field(row, argument.name, node)
        return row

    def set_field(self, row: Row, name: str, node: Node) -> None:
        """Note that a field is set which Django sets itself when the row is saved."""
        model = self.state.models.get(row.model.label) if row.model else None
        field = model.field(name) if model else None
        if field is not None and (field.is_true("auto_now") or (field.is_true("auto_now_add") and row.new)):
            self.note(Kind.OVERWRITE, row, node, text=name)

    def _item(self, value: Value, step: Item, names: dict[str, Value]) -> Value:
        if isinstance(value, Rows | Loaded):
            rows = value.rows if isinstance(value, Loaded) else value
            if isinstance(step.index, Slice):
                return replace(rows, chunked=True, filtered=True)
            return Row(rows.model, orphaned=rows.orphaned)
        self.value(step.index, names)
        return None

    def _attribute(
        self, value: Value, step: Attribute, call: Call | None, chain: Chain, names: dict[str, Value]
    ) -> Value:
        given = self._arguments(call, names) if call else []
        match value:
            case Apps():
                return self._model_of(value, call) if step.name in ("get_model", "get_registered_model") else None
            case ModelClass():
                return self._of_class(value, step, call, chain)
            case Rows():
                return self._of_rows(value, step, call, chain, given)
            case Row():
                return self._of_row(value, step, call, chain)
            case Loaded():
                return value if step.name in ("copy",) else None
            case Pages():
                return (
                    replace(value.rows, chunked=True, filtered=True) if step.name in ("object_list", "page") else value
                )
            case Editor():
                return self._of_editor(step, call)
            case Closure() | None:
                if step.name == "contribute_to_class" and call and given and isinstance(given[0], ModelClass):
                    self.assigned.add((given[0].label, text_of(call.arguments[-1])))
                return self._unknown(step, call, given)

    def _model_of(self, registry: Apps, call: Call | None) -> Value:
        texts = [each.value for each in call.arguments] if call else []
        words = [each.value for each in texts if isinstance(each, Constant) and isinstance(each.value, str)]
        label = ".".join(words[:2]).lower()
        return ModelClass(label, registry.live) if label.count(".") == 1 else None

    def _of_class(self, model: ModelClass, step: Attribute, call: Call | None, chain: Chain) -> Value:
        state = self.state.models.get(model.label)
        if step.name in MANAGERS:
            if model.live:
                self.note(Kind.LIVE, Row(model), chain, model.label)
            return Rows(model)
        if (model.label, step.name) in self.assigned:
            return None
        known = state is None or state.field(step.name) is not None or self._is_backwards(model, step.name)
        if not model.live and not known and step.name not in CLASS_NAMES and model.label not in self.with_managers:
            is_inherited = any(not base.startswith("models.") for base in state.bases) if state else True
            if not is_inherited and not step.name.startswith("_"):
                self.note(Kind.MISSING, Row(model), chain, step.name)
            return Rows(model) if call is None else None
        return None

    def _is_backwards(self, model: ModelClass, name: str) -> bool:
        """Whether a name may be a way back from another model, or the automatic field of a parent."""
        return name.endswith(("_set", "_ptr", "_id")) or any(
            name in (field.values.get("related_name"), other.name.lower())
            for other, field in self.state.keys_to(model.label)
        )

    def _of_rows(self, rows: Rows, step: Attribute, call: Call | None, chain: Chain, given: list[Value]) -> Value:
        name = step.name
        if call is None:
            return None
        if name in SAME:
            return rows
        if name in FILTERS:
            return self._filtered(rows, name, call) if call.arguments else rows
        if name in PLAIN:
            return replace(rows, plain=True)
        if name == "iterator":
            return replace(rows, chunked=True)
        if name in ONE:
            return Row(rows.model)
        if name in WRITERS:
            return self._written(rows, name, call, chain, given)
        if name in RELATES and rows.model is None:
            self.note(Kind.RELATE, rows, chain, name)
        elif name not in QUERYSET and rows.model and not rows.model.live and self._is_plain(rows.model):
            self.note(Kind.MISSING, Row(rows.model), chain, name)
        return None

    def _filtered(self, rows: Rows, name: str, call: Call) -> Rows:
        model = self.state.models.get(rows.model.label) if rows.model else None
        orphaned = rows.orphaned or (name == "filter" and is_orphaned(call, model))
        return replace(rows, filtered=True, narrow=rows.narrow or is_narrow(call), orphaned=orphaned)

    def _is_plain(self, model: ModelClass) -> bool:
        """Whether a model's manager has nothing of its own in migrations."""
        return model.label in self.state.models and model.label not in self.with_managers

    def _written(self, rows: Rows, name: str, call: Call, chain: Chain, given: list[Value]) -> Value:
        kind = WRITERS[name]
        sized = any(each.name == "batch_size" for each in call.arguments) or len(call.arguments) > 2
        over = next((each for each in given if isinstance(each, Rows | Loaded)), None)
        chunked = isinstance(over, Rows) and over.chunked
        fields = updated(name, call)
        self.note(kind, rows, chain, name, sized=sized or chunked, fields=fields)
        if kind is not Kind.CREATE:
            return None
        row = Row(rows.model, new=True)
        for argument in call.arguments:
            if argument.name and name == "create":
                self.set_field(row, argument.name, chain)
        return replace(row, new=False)

    def _of_row(self, row: Row, step: Attribute, call: Call | None, chain: Chain) -> Value:
        if call is None:
            field = self._field(row, step.name)
            if field is not None and field.has_column:
                target = ModelClass(field.to) if field.is_key and isinstance(field.to, str) else None
                return Row(target) if target else None
            if field is not None and field.kind is FieldKind.MANY_TO_MANY:
                return Rows(None, filtered=True)
            return Rows(None, filtered=True) if row.model is not None and field is None else None
        if step.name == "save":
            self.note(Kind.SAVE, row, chain, "save")
        elif step.name == "delete":
            self.note(Kind.REMOVE, row, chain, "delete")
        return None

    def _field(self, row: Row, name: str) -> FieldState | None:
        model = self.state.models.get(row.model.label) if row.model else None
        return model.field(name) if model else None

    def _of_editor(self, step: Attribute, call: Call | None) -> Value:
        return Editor() if step.name in ("connection", "cursor") else None

    def _unknown(self, step: Attribute, call: Call | None, given: list[Value]) -> Value:
        return None
