"""What the methods of Django's querysets and managers do.

From Django's "QuerySet API reference" (https://docs.djangoproject.com/en/stable/ref/models/querysets/).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from django_pro.findings.blind import Unknown
from django_pro.flow.arguments import Arguments
from django_pro.flow.loading import above, prefixes
from django_pro.flow.values import (
    LOCKED,
    MEMORY,
    PLAIN,
    Const,
    Load,
    Many,
    Place,
    Plain,
    Prefetch,
    Row,
    Rows,
    Values,
    join,
    unknown,
)  # fmt: skip

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

QuerysetMethod = Callable[["Engine", Rows, Arguments, Place], Values]
QUERYSET_METHODS: dict[str, QuerysetMethod] = {}
replace = msgspec.structs.replace
_CLEARED = "the loads are cleared"


def method(*names: str) -> Callable[[QuerysetMethod], QuerysetMethod]:
    """Register what methods of these names do; Django's asynchronous twins (`aget`) do the same."""

    def register(function: QuerysetMethod) -> QuerysetMethod:
        for name in names:
            QUERYSET_METHODS[name] = QUERYSET_METHODS[f"a{name}"] = function
        return function

    return register


@method("all", "get_queryset", "_clone", "_chain")
def same(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    """Methods that leave what was prefetched for a manager usable."""
    return (replace(rows, is_manager=False),)


@method("exclude")
def excluded(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    varies = rows.varies or is_of_one_row(given)
    return (replace(rows, narrowed=rows.parent is not None, is_manager=False, varies=varies),)


@method("union", "difference", "intersection")
def set_operation(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    """Each side has the same columns: none of them takes a join alone."""
    sides = (rows, *(each for values in given.positional for each in values if isinstance(each, Rows)))
    engine.ledger.composed.update(each.source for each in sides)
    return (replace(rows, narrowed=rows.parent is not None, is_manager=False),)


@method("filter", "order_by", "distinct", "reverse", "complex_filter", "extra")
def narrowed(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    model = engine.models.get(rows.model)
    unique = {"pk", "id"} | ({field.name for field in model.fields if field.unique} if model else set())
    few = rows.few or any(name in unique for name in given.named)
    varies = rows.varies or is_of_one_row(given)
    return (replace(rows, narrowed=rows.parent is not None, is_manager=False, few=few, varies=varies),)


def is_of_one_row(given: Arguments) -> bool:
    """Whether arguments are another each time a loop over rows goes round."""
    return any(
        (isinstance(value, Plain) and value.varies) or (isinstance(value, Row) and value.each)
        for values in given.every()
        for value in values
    )


@method("none")
def empty(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    return (replace(rows, narrowed=True, is_manager=False, few=True),)


@method("annotate", "alias")
def annotated(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    names = tuple(given.named)
    return (replace(rows, narrowed=rows.parent is not None, is_manager=False, annotated=(*rows.annotated, *names)),)


@method("only")
def only(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    return (replace(rows, fields=_names(given), deferred=(), narrowed=rows.parent is not None, is_manager=False),)


@method("defer")
def defer(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    if given.positional == ((Const(None),),):
        return (replace(rows, fields=(), deferred=(), narrowed=rows.parent is not None, is_manager=False),)
    deferred = (*rows.deferred, *_names(given))
    return (replace(rows, deferred=deferred, narrowed=rows.parent is not None, is_manager=False),)


def _names(given: Arguments) -> tuple[str, ...]:
    """Return the fields that are named, none where any of them is no literal."""
    return tuple(given.texts() or ()) if not given.is_open else ()


@method("select_for_update")
def locked(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    return (replace(rows, held=LOCKED, narrowed=rows.parent is not None, is_manager=False),)


@method("iterator", "using")
def again(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    return (replace(rows, narrowed=rows.parent is not None, is_manager=False),)


@method("select_related")
def joined(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    rows = replace(rows, narrowed=rows.parent is not None, is_manager=False)
    if not given.positional and not given.is_open:
        return (replace(rows, joins_all=True),)
    if given.positional == ((Const(None),),):
        return (replace(rows, loads=tuple(load for load in rows.loads if not load.joined), joins_all=False),)
    texts = given.texts()
    if texts is None:
        return (replace(rows, blind="the relations to join are not literals"),)
    loads = tuple(load for text in texts for load in prefixes(engine.models, rows.model, text, joined=True))
    engine.ledger.note_loads(loads)
    return (rows.loading(*loads),)


@method("prefetch_related")
def prefetched(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    """A manager that prefetches for its own rows asks again, and so no longer uses what was prefetched for it."""
    rows = replace(rows, narrowed=rows.parent is not None, is_manager=False)
    if given.positional == ((Const(None),),):
        return (replace(rows, loads=tuple(load for load in rows.loads if load.joined)),)
    if given.is_open:
        rows = replace(rows, blind="the relations to prefetch are not literals")
    for values in given.positional:
        rows = _with_lookup(engine, rows, values)
    return (rows,)


def _with_lookup(engine: Engine, rows: Rows, values: Values) -> Rows:
    value = values[0] if len(values) == 1 else None
    if isinstance(value, Const) and isinstance(value.value, str):
        loads = prefixes(engine.models, rows.model, value.value, joined=False)
        engine.ledger.note_loads(loads)
        return rows.loading(*loads, *_by_managers(engine, rows.model, value.value.split("__"), rows.source))
    if isinstance(value, Prefetch):
        return with_prefetch(engine, rows, value)
    return replace(rows, blind="the relations to prefetch are not literals")


def _by_managers(engine: Engine, label: str, names: list[str], place: Place) -> tuple[Load, ...]:
    """Return what the default managers of the prefetched models load of their own."""
    found: list[Load] = []
    for at, name in enumerate(names):
        relation = engine.models.relation(label, name)
        if relation is None or not isinstance(relation.to, str):
            break
        label = relation.to
        for each in engine.manager(label, None, place) if relation.many else ():
            if isinstance(each, Rows):
                found.extend(above(tuple(names[: at + 1]), _loads_of(engine, each)))
    return tuple(found)


def with_prefetch(engine: Engine, rows: Rows, prefetch: Prefetch) -> Rows:
    """Return a queryset that also loads what a `Prefetch` object says."""
    if prefetch.blind:
        return replace(rows, blind=prefetch.blind)
    loads = prefixes(engine.models, rows.model, prefetch.lookup, joined=False)
    path = loads[-1].path
    if prefetch.to_attr:
        path = (*path[:-1], prefetch.to_attr)
        inner = prefetch.rows.model if prefetch.rows else _model_at(engine, rows.model, prefetch.lookup)
        loads = (*loads[:-1], Load(path, False, inner or "?"))
    blind = rows.blind
    if prefetch.rows is not None:
        above_it = "".join(f"{step}__" for step in path)
        fields = tuple((path, f"{above_it}{name}") for name in prefetch.rows.fields)
        deferred = tuple(f"{above_it}{name}" for name in prefetch.rows.deferred)
        rows = replace(rows, below=(*rows.below, *fields), deferred=(*rows.deferred, *deferred))
        loads = (*loads, *above(path, _loads_of(engine, prefetch.rows)))
        blind = blind or prefetch.rows.blind
    engine.ledger.note_loads(loads)
    return replace(rows.loading(*loads), blind=blind)


def _loads_of(engine: Engine, rows: Rows) -> tuple[Load, ...]:
    """Return the loads of a queryset, with those that a bare `select_related()` brings."""
    if not rows.joins_all:
        return rows.loads
    forward = [
        each
        for each in engine.models.relations(rows.model).values()
        if each.forward and each.joinable and not each.null
    ]
    return (*rows.loads, *(Load((each.name,), True) for each in forward))


def _model_at(engine: Engine, label: str, lookup: str) -> str | None:
    for name in lookup.split("__"):
        relation = engine.models.relation(label, name)
        if relation is None or not isinstance(relation.to, str):
            return None
        label = relation.to
    return label


def one(rows: Rows) -> Row | Plain:
    """Return a single row of a queryset."""
    if rows.plain:
        return Plain()
    if rows.parent is not None and not rows.parent.each:
        rows = replace(rows, parent=None, accessor="", is_manager=False)
    return Row(rows.model, rows, (), False)


@method("create", "create_user")
def created(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    return (one(replace(rows, parent=None, accessor="", held=MEMORY)),)


@method("get", "first", "last", "earliest", "latest", "get_object_or_404", "get_by_natural_key")
def single(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    return (one(replace(rows, parent=None, accessor="")),)


@method("get_or_create", "update_or_create")
def found_or_made(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    row: Values = (one(replace(rows, parent=None, accessor="")),)
    return (Many("tuple", row, fixed=(row, PLAIN)),)


@method("in_bulk")
def by_key(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    return (Many("dict", engine.each(replace(rows, narrowed=rows.parent is not None), place), PLAIN),)


@method("count", "exists", "contains")
def asked(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    """Free where the rows are prefetched; where they are narrowed, a query of another kind than a missing load."""
    if not rows.narrowed:
        engine.ask(rows, place)
    return PLAIN


@method("values", "values_list", "dates", "datetimes")
def columns(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    return (replace(rows, plain=True, narrowed=rows.parent is not None, is_manager=False),)


@method("aggregate", "update", "delete", "explain", "add", "remove",
        "set", "clear", "bulk_update", "as_manager", "from_queryset",
        "contribute_to_class", "query")  # fmt: skip
def plain(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    return PLAIN


@method("bulk_create")
def made(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    return given.at(0, "objs") or unknown("the objects are not known")


@method("raw")
def raw(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    engine.ledger.composed.add(rows.source)  # its SQL is the project's own: it takes no join
    return (Rows(model=rows.model, source=rows.source),)


@method("get_page", "page")
def page(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    """A page of a paginator, which stands for the rows it divides."""
    return (replace(rows, is_manager=False),)


@method("db_manager")
def manager(engine: Engine, rows: Rows, given: Arguments, place: Place) -> Values:
    return (rows,)


def combined(left: Values, right: Values) -> Values:
    """Return what `left | right` of querysets is."""
    rows = tuple(each for each in left if isinstance(each, Rows))
    return rows if rows else join(left, right)


def is_unknown(values: Values) -> bool:
    return any(isinstance(each, Unknown) for each in values)
