"""The models and their relations: as text, as Mermaid's entity diagram, and as a table of JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

import msgspec

from django_pro.facts.models import Kind, Model, Models
from django_pro.facts.models.indexes import indexed
from django_pro.findings.blind import Unknown
from django_pro.project.project import Project
from django_pro.reports.maps.page import Table, code, write_page
from django_pro.reports.paint import Paint

#: Mermaid's cardinalities, from the row that holds the key to the one it names (Mermaid: "Entity Relationship Diagrams").
_ARROWS = {
    Kind.FOREIGN_KEY: "}o--||",
    Kind.ONE_TO_ONE: "|o--||",
    Kind.MANY_TO_MANY: "}o--o{",
    Kind.GENERIC_RELATION: "||--o{",
}
_NULLABLE = {Kind.FOREIGN_KEY: "}o--o|", Kind.ONE_TO_ONE: "|o--o|"}


class Column(msgspec.Struct, frozen=True):
    """A field: `to` is the label a relation leads to, "?" where that is not known; `back` its name seen from there."""

    name: str
    type: str
    kind: str
    to: str = ""
    back: str = ""
    null: bool = False
    unique: bool = False
    indexed: bool = False


class ModelRow(msgspec.Struct, frozen=True):
    """A model with a table: `indexed` is None where its indexes are not written out."""

    label: str
    app: str
    path: str
    line: int
    own: bool
    proxy: bool
    managed: bool
    parents: list[str]
    columns: list[Column]
    manager: str


def model_rows(project: Project, models: Models) -> Iterator[ModelRow]:
    """Yield every model that is not abstract, by app and name."""
    for model in sorted(models.all(), key=lambda each: each.label):
        if model.abstract or model.auto_created:
            continue
        app = project.apps.get(model.app)
        path = model.cls.module.path
        line = project.sources.line(path, model.cls.node.start) if path in project.files else 0
        columns = list(_columns(models, model))
        yield ModelRow(
            model.label, model.app, path, line, bool(app and app.project), model.proxy, model.managed is not False,
            list(model.parents), columns, model.default_manager,
        )  # fmt: skip


def _columns(models: Models, model: Model) -> Iterator[Column]:
    leading = indexed(model) or frozenset()
    for field in model.local:
        target = "" if field.to is None else "?" if isinstance(field.to, Unknown) else field.to
        seen = models.relations(target) if "." in target else {}
        back = next((name for name, each in seen.items() if each.field == field and not each.forward), "")
        kind = field.class_name.rpartition(".")[2]
        yield Column(field.name, kind, field.kind.value, target, back, field.null, field.unique, field.name in leading)


def write_models(rows: Sequence[ModelRow], paint: Paint) -> Iterator[str]:
    """Yield the project's own models with their relations, a line each."""
    own = [row for row in rows if row.own]
    for row in own:
        plain = sum(not column.to for column in row.columns)
        yield f"{paint(row.label, 'bold')}  {plain} columns  {paint(f'{row.path}:{row.line}', 'dim')}"
        for column in row.columns:
            if column.to:
                marks = " null" * column.null + " unique" * column.unique
                back = f"  back: {column.back}" if column.back else ""
                yield f"  {column.name} -> {paint(column.to, 'cyan')}  {column.kind}{marks}{back}"
    relations = sum(bool(column.to) for row in own for column in row.columns)
    yield f"{len(own)} models, {relations} relations; {len(rows) - len(own)} models of packages"


def write_mermaid(rows: Sequence[ModelRow]) -> Iterator[str]:
    """Yield the project's own models as an entity diagram."""
    own = {row.label: row for row in rows if row.own}
    yield "erDiagram"
    for row in own.values():
        yield f"    {_entity(row.label)} {{"
        for column in row.columns:
            key = "PK" if column.type.endswith("AutoField") else "FK" if column.to else "UK" if column.unique else ""
            note = ' "indexed"' if column.indexed and not key else ""
            yield f"        {column.type} {column.name} {key}{note}".rstrip()
        yield "    }"
    for row in own.values():
        for column in row.columns:
            kind = Kind(column.kind)
            if column.to in own and kind in _ARROWS:
                arrow = _NULLABLE.get(kind, _ARROWS[kind]) if column.null else _ARROWS[kind]
                yield f"    {_entity(row.label)} {arrow} {_entity(column.to)} : {column.name}"


def _entity(label: str) -> str:
    return re.sub(r"\W", "_", label)


def write_models_page(rows: Sequence[ModelRow], project: str, picture: str) -> Iterator[str]:
    """Yield the picture, and below it every column as a table that can be searched."""
    cells = [
        (
            {"app": row.app, "type": column.type},
            [code(row.label), code(column.name), escape(column.type), *_told(column)],
        )
        for row in rows
        if row.own
        for column in row.columns
    ]
    about = f"{sum(row.own for row in rows)} models, as django-pro reads them."
    columns = ("model", "field", "type", "leads to", "back", "null", "unique", "indexed")
    before = f'<div class="wide" tabindex="0" role="region" aria-label="Diagram">{picture}</div>\n'
    yield from write_page(Table(f"Models of {project}", about, columns, ("app", "type"), cells, before))


def _told(column: Column) -> list[str]:
    marks = ("yes" if each else "" for each in (column.null, column.unique, column.indexed))
    return [code(column.to) if column.to else "", code(column.back) if column.back else "", *marks]
