"""Notes rows that are fetched for one answer: by what stands right there in the code, so that nothing else can use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_pro.facts.models import Models
from django_pro.flow.draws import Change, Draw, Twice
from django_pro.flow.frame import Frame
from django_pro.flow.loading import is_loaded
from django_pro.flow.values import Place, Row, Rows, Values
from django_pro.source.syntax import (
    Attribute,
    Call,
    Chain,
    Comprehension,
    Expression,
    Function,
    Name,
    Operation,
    Parameter,
)  # fmt: skip

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: Functions of one iterable whose answer the database can give.
ANSWERS = frozenset({"len", "bool", "sum", "min", "max"})
#: Methods after which a queryset is often fetched all the same.
_ASKED = ("exists", "count")
_NUMBERS = ("IntegerField", "DecimalField", "FloatField")


def answered(engine: Engine, frame: Frame, name: str, call: Call, place: Place) -> None:
    """Note `len(queryset)`, `sum(row.price for row in queryset)` and their like."""
    if name not in ANSWERS or len(call.arguments) != 1 or call.arguments[0].stars or call.arguments[0].name:
        return
    node = call.arguments[0].value
    if isinstance(node, Name):
        frame.fetched[node.id] = frame.env.get(node.id, ())
    if name in ("len", "bool"):
        whole(engine, frame, node, name, place)
    elif isinstance(node, Comprehension) and node.kind in ("generator", "list") and len(node.clauses) == 1:
        _column(engine, frame, node, name, place)


def whole(engine: Engine, frame: Frame, node: Expression, answer: str, place: Place) -> None:
    """Note that all rows of a queryset's expression are fetched for one answer."""
    rows = _only_here(engine, frame, node)
    if rows is not None:
        engine.ledger.draws.setdefault(Draw(rows.model, answer, place, frame.place(node)))


def _column(engine: Engine, frame: Frame, node: Comprehension, name: str, place: Place) -> None:
    clause, element = node.clauses[0], node.element
    if clause.conditions or not isinstance(clause.target, Name) or not isinstance(element, Chain):
        return
    steps = [step.name for step in element.steps if isinstance(step, Attribute)]
    if not isinstance(element.base, Name) or element.base.id != clause.target.id or len(steps) < len(element.steps):
        return
    rows = _only_here(engine, frame, clause.iterable)
    field = column_of(engine.models, rows.model, steps) if rows is not None and not rows.plain else None
    if rows is not None and field is not None:
        engine.ledger.draws.setdefault(Draw(rows.model, name, place, frame.place(clause.iterable), field))


def column_of(models: Models, label: str, steps: list[str]) -> str | None:
    """Return attributes as a lookup, where they lead by foreign keys to a column."""
    for step in steps[:-1]:
        relation = models.relation(label, step)
        if relation is None or not relation.forward or not relation.joinable or not isinstance(relation.to, str):
            return None
        label = relation.to
    model = models.get(label)
    field = model.field(steps[-1]) if model else None
    return "__".join(steps) if field is not None and field.to is None else None


def _only_here(engine: Engine, frame: Frame, node: Expression) -> Rows | None:
    """Return the queryset of an expression that nothing else uses: a call, or a name that is read only here."""
    if isinstance(node, Chain) and isinstance(node.steps[-1], Call):
        values = engine.evaluate(frame, node)
    elif isinstance(node, Name) and _is_read_once(engine, frame, node.id):
        values = frame.env.get(node.id, ())
    else:
        return None
    rows = values[0] if len(values) == 1 else None
    if not isinstance(rows, Rows) or rows.is_manager or rows.few or rows.blind:
        return None
    row = rows.parent
    if row is not None and (not rows.narrowed or is_loaded(engine.models, row.rows, (*row.path, rows.accessor))):
        return None
    return rows


def _is_read_once(engine: Engine, frame: Frame, name: str) -> bool:
    """Whether a local name is assigned once and read once, in no inner function."""
    if frame.function is None or frame.around is not None or frame.turns or name not in frame.env:
        return False
    return engine.names_in(frame.function)[name] == 2 and name not in {each.name for each in _parameters(frame)}


def _parameters(frame: Frame) -> tuple[Parameter, ...]:
    node = frame.function.node if frame.function else None
    return node.parameters if isinstance(node, Function) else ()


# Twice


def asked_by_name(frame: Frame, node: Chain, values: Values) -> None:
    """Note `books.exists()`, in case `books` is then fetched."""
    method = node.steps[0]
    if (
        isinstance(node.base, Name)
        and len(node.steps) == 2
        and isinstance(method, Attribute)
        and method.name in _ASKED
        and isinstance(node.steps[1], Call)
        and len(values) == 1
        and isinstance(values[0], Rows)
        and values[0].parent is None
        and frame.fetched.get(node.base.id) != values
    ):
        frame.asked[node.base.id] = (values[0], method.name, frame.place(node))


def fetched_by_name(engine: Engine, frame: Frame, node: Expression, values: Values) -> None:
    """Note that a name's rows are fetched, where the same queryset was asked before."""
    before = frame.asked.get(node.id) if isinstance(node, Name) else None
    if before is not None and values == (before[0],):
        rows, method, place = before
        engine.ledger.twice.setdefault(Twice(rows.model, method, place, frame.place(node)))


# Read, changed, written back


def changed(engine: Engine, frame: Frame, target: Expression, value: Expression | None, place: Place) -> None:
    """Note `row.stock -= 1` and `row.stock = row.stock - 1`."""
    if not isinstance(target, Chain) or not isinstance(target.base, Name) or len(target.steps) != 1:
        return
    step = target.steps[0]
    if not isinstance(step, Attribute) or (value is not None and not _is_from_itself(value, target.base.id, step.name)):
        return
    for row in frame.find(target.base.id) or ():
        model = engine.models.get(row.model) if isinstance(row, Row) and not row.rows.held else None
        field = model.field(step.name) if model is not None else None
        if field is not None and field.class_name.endswith(_NUMBERS):
            frame.changes[target.base.id] = (field.name, place)


def _is_from_itself(value: Expression, name: str, attribute: str) -> bool:
    """Whether an expression computes with `name.attribute`."""
    if not isinstance(value, Operation):
        return False
    return any(
        isinstance(side, Chain)
        and isinstance(side.base, Name)
        and side.base.id == name
        and len(side.steps) == 1
        and isinstance(side.steps[0], Attribute)
        and side.steps[0].name == attribute
        for side in value.operands
    )


def saved(engine: Engine, frame: Frame, node: Chain) -> None:
    """Note `row.save()` after the row was changed from its own value."""
    method = node.steps[0]
    if isinstance(node.base, Name) and isinstance(method, Attribute) and method.name in ("save", "asave"):
        found = frame.changes.pop(node.base.id, None)
        for row in (frame.find(node.base.id) or ()) if found else ():
            if found and isinstance(row, Row) and not row.rows.held:
                engine.ledger.changes.setdefault(Change(row.model, found[0], found[1], frame.place(node)))
                return
