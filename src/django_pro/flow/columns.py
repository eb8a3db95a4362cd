"""What tables, export resources, search indexes and documents read of each row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from django_pro.facts.columns import Column, Columns, Kind
from django_pro.facts.expressions import Expressions, Written
from django_pro.flow.arguments import Arguments
from django_pro.flow.library.django import rows_in
from django_pro.flow.library.methods import method
from django_pro.flow.loading import prefixes
from django_pro.flow.managers import manager_rows
from django_pro.flow.nodes import nodes_in
from django_pro.flow.templates.page import Page
from django_pro.flow.values import (
    ClassValue,
    FunctionValue,
    Instance,
    Method,
    ModelClass,
    Place,
    Row,
    Rows,
    Values,
    unknown,
)  # fmt: skip
from django_pro.project.names import Defined
from django_pro.source.syntax import Attribute, Call, Chain, Constant, Expression, Function
from django_pro.source.templates.reading import read_template

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

TABLE_VIEW = "django_tables2.views.SingleTableMixin"
#: What gives the rows of a class that asks for them itself, the first that the project writes.
_ROWS = {
    Kind.RESOURCE: ("get_queryset",),
    Kind.INDEX: ("index_queryset", "build_queryset"),
    Kind.DOCUMENT: ("get_queryset", "get_indexing_queryset"),
}
_WORDS = (b"select_related", b"prefetch_related")
_ACCESSOR = b"accessor"
_OPENING = re.compile(rb"(?i:[rub]*)(?:\"\"\"|\'\'\'|\"|\')")
_LOADS = frozenset({"select_related", "prefetch_related"})
#: Methods that give the rows: what they load is known of those.
_GIVING = frozenset(name for names in _ROWS.values() for name in names)
_TEMPLATE = "TemplateColumn"
_MANY = "ManyToManyColumn"
_ADDRESS = "get_absolute_url"


def gathered(engine: Engine, columns: Columns, place: Place) -> None:
    """Read the rows that a resource, an index or a document asks for by itself."""
    own = Instance(columns.cls)
    rows: Values = ()
    for name in _ROWS.get(columns.kind, ()):
        found = engine.classes.method(columns.cls, name)
        if not rows and found is not None and found.module.origin == "project":
            rows = engine.call_of(engine.get(own, name, place), Arguments(), place)
    if not rows and columns.kind in _ROWS:
        for label in _models(engine, columns, own, place):
            rows = manager_rows(engine, label, None, place)
    read(engine, columns, tuple(rows_in(engine, rows, place)), place)


@method("django_elasticsearch_dsl.documents.DocType.get_queryset",
        "import_export.resources.ModelResource.get_queryset",
        "haystack.indexes.SearchIndex.index_queryset")  # fmt: skip
def own_rows(engine: Engine, own: Instance, given: Arguments, place: Place) -> Values:
    """The rows of the model that the class names, by its default manager."""
    columns = engine.columns.of(own.cls)
    labels = _models(engine, columns, own, place) if columns is not None else []
    found = tuple(each for label in labels for each in manager_rows(engine, label, None, place))
    return found or unknown("which model it is")


def _models(engine: Engine, columns: Columns, own: Instance, place: Place) -> list[str]:
    if columns.model is not None:
        return [columns.model]
    if columns.kind is not Kind.INDEX:
        return []
    given = engine.call_of(engine.get(own, "get_model", place), Arguments(), place)
    return [each.label for each in given if isinstance(each, ModelClass)]


def shown_by_view(engine: Engine, view: Defined, place: Place) -> None:
    """Read the table of a view: `table_class` over `table_data`, or over the view's own rows."""
    self_value = Instance(view)
    classes = engine.get(self_value, "table_class", place)
    stated = engine.classes.method(view, "get_table_data")
    own = stated is not None and stated.module.origin == "project"
    rows = engine.call_of(
        engine.get(self_value, "get_table_data" if own else "get_queryset", place), Arguments(), place
    )
    for each in classes:
        columns = engine.columns.of(each.defined) if isinstance(each, ClassValue) else None
        if columns is not None:
            read(engine, columns, rows, place)


def made(engine: Engine, cls: Defined, given: Arguments, place: Place) -> None:
    """Read the rows that a table is made with."""
    columns = engine.columns.of(cls)
    if columns is not None and columns.kind is Kind.TABLE:
        read(engine, columns, given.at(0, "data"), place)


def read(engine: Engine, columns: Columns, rows: Values, place: Place) -> None:
    """Read every column of each row."""
    rows = tuple(each for each in rows if isinstance(each, Rows))
    by_itself = _loads_itself(engine, columns.cls)
    if by_itself is Loading.SOME:
        return
    if by_itself is Loading.COLUMNS:
        rows = tuple(_with_accessors(engine, columns, each) for each in rows if isinstance(each, Rows))
    row = tuple(each for each in engine.each_of(rows, place) if isinstance(each, Row))
    own = Instance(columns.cls)
    for column in columns.columns:
        if by_itself is None or column.method is not None or _is_template(column):
            _read_column(engine, own, column, row)
    if by_itself is None and columns.all and columns.model is not None:
        _read_all(engine, columns, row, place)


class Loading(Enum):
    """What a class of columns loads by itself: what the accessors of those shown lead to, or something that is not known."""

    COLUMNS = "columns"
    SOME = "some"


def _with_accessors(engine: Engine, columns: Columns, rows: Rows) -> Rows:
    lookups = ("__".join(column.path) for column in columns.columns if column.path)
    return rows.loading(*(load for each in lookups for load in prefixes(engine.models, rows.model, each, joined=False)))


def _loads_itself(engine: Engine, cls: Defined) -> Loading | None:
    """Return how the project's own classes load what their columns need, once they know which are shown."""
    own = (each for each in engine.classes.mro(cls).classes if each.module.origin == "project")
    found = [how for owner in own for how in _loads(engine, owner)]
    return next((how for how in found if how is Loading.SOME), found[0] if found else None)


def _loads(engine: Engine, owner: Defined) -> Iterator[Loading]:
    for name, found in engine.classes.own(owner).items():
        node = found[-1]
        if isinstance(node, Function) and name not in _GIVING and any(each in bytes(node.packed) for each in _WORDS):
            body = tuple(nodes_in(engine.body(engine.names.define(owner.module, f"{owner.qualname}.{name}", node))))
            calls = [each for each in body if isinstance(each, Chain) and _is_load(each)]
            by_accessor = _ACCESSOR in bytes(node.packed) and not any(_states(each) for each in calls)
            if calls:
                yield Loading.COLUMNS if by_accessor else Loading.SOME


def _is_load(chain: Chain) -> bool:
    return any(isinstance(step, Attribute) and step.name in _LOADS for step in chain.steps)


def _states(chain: Chain) -> bool:
    """Whether a call names what it loads."""
    called = (step for step in chain.steps if isinstance(step, Call))
    return any(isinstance(each.value, Constant) for step in called for each in step.arguments)


def _read_column(engine: Engine, own: Instance, column: Column, row: Values) -> None:
    value = column.place.value
    place = Place(column.place.module.path, value.start, value.end)
    if column.method is not None:
        _call(engine, own, column, row, place)
        return
    if _is_template(column):
        _render(engine, column, row, place)
        return
    found = _walk(engine, row, column.path, place)
    if column.made is not None and column.made.name.endswith(_MANY):
        found = engine.each_of(engine.call_of(engine.get_of(found, "all", place), Arguments(), place), place)
    if _is_true(column, "linkify"):
        _link(engine, found, row, place)
    engine.text_of(found, place)


def _is_template(column: Column) -> bool:
    return column.made is not None and column.made.name.endswith(_TEMPLATE)


def _call(engine: Engine, own: Instance, column: Column, row: Values, place: Place) -> None:
    """Call `render_name(value, record)`, `dehydrate_name(row)` and their like by what they ask for."""
    method = column.method
    assert method is not None
    assert isinstance(method.node, Function)
    names = [each.name for each in method.node.parameters[1:]]
    if {"value", "record"} & set(names):
        known = {"record": row, "value": _walk(engine, row, column.path, place) if "value" in names else ()}
        engine.enter(method, own, Arguments((), {name: known[name] for name in known if name in names}), place)
    else:
        engine.enter(method, own, Arguments((row,)), place)


def _render(engine: Engine, column: Column, row: Values, place: Place) -> None:
    """Read a column's own template, where the text stands in the file as it is, or a template by name."""
    assert column.made is not None
    env = {"record": row}
    name = column.argument("template_name")
    if isinstance(name, Constant) and isinstance(name.value, str):
        engine.pages.render([name.value], env)
        return
    positional = next((each.value for each in column.made.arguments if each.name is None and not each.stars), None)
    code = column.argument("template_code") or positional
    found = Expressions(engine.classes).value(Written(column.made.module, code)) if code is not None else None
    text = _text_at(engine, found.module.path, found.value) if found is not None else None
    if found is not None and text is not None:
        page = Page(found.module.path, found.module.path, env)
        engine.pages.read(page, read_template(text, path=page.path, dialect="django").nodes)


def _text_at(engine: Engine, path: str, node: Expression) -> str | None:
    """Return a literal's text with so many blanks before it that its places are those in the file; None where they differ."""
    if not isinstance(node, Constant) or not isinstance(node.value, str):
        return None
    with (engine.project.root / path).open("rb") as file:
        file.seek(node.start)
        written = file.read(node.end - node.start)
    opening = _OPENING.match(written)
    text = node.value.encode()
    if opening is None or written[opening.end() : opening.end() + len(text)] != text:
        return None
    return " " * (node.start + opening.end()) + node.value


def _is_true(column: Column, name: str) -> bool:
    found = column.argument(name)
    return isinstance(found, Constant) and found.value is True


def _link(engine: Engine, found: Values, row: Values, place: Place) -> None:
    rows = tuple(each for each in found if isinstance(each, Row)) or row
    engine.call_of(engine.get_of(rows, _ADDRESS, place), Arguments(), place)


def _read_all(engine: Engine, columns: Columns, row: Values, place: Place) -> None:
    """A table of a model shows each of its fields, a foreign key by the text of its row."""
    assert columns.model is not None
    named = {each.name for each in columns.columns}
    for relation in engine.models.relations(columns.model).values():
        if relation.forward and relation.joinable and relation.name not in named:
            engine.text_of(engine.get_of(row, relation.name, place), place)


def _walk(engine: Engine, values: Values, names: tuple[str, ...], place: Place) -> Values:
    """Return what a path leads to; what can be called is."""
    for name in names:
        values = engine.get_of(values, name, place)
        if any(isinstance(value, FunctionValue | Method) for value in values):
            values = engine.call_of(values, Arguments(), place)
    return values
