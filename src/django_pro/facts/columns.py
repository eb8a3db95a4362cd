"""Classes that say which parts of a row are shown or written out: tables, export resources, search indexes and documents.

django-tables2's `Table`, import-export's `Resource`, Haystack's `SearchIndex`, django-elasticsearch-dsl's `Document`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django_pro.facts.declared import declared
from django_pro.facts.expressions import Expressions, Options, Written, label_of
from django_pro.facts.models import Models
from django_pro.facts.models.calls import Construction, construction
from django_pro.findings.blind import Unknown
from django_pro.project.classes import Classes
from django_pro.project.names import Defined
from django_pro.source.syntax import Constant, Expression, Function


class Kind(StrEnum):
    """What a class of columns is for."""

    TABLE = "table"
    RESOURCE = "resource"
    INDEX = "index"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Words:
    """How a package names things: the argument that leads to the value, and what a method for a column begins with."""

    base: str
    path: str
    method: str
    options: str = "Meta"


WORDS = {
    Kind.TABLE: Words("django_tables2.tables.Table", "accessor", "render_"),
    Kind.RESOURCE: Words("import_export.resources.Resource", "attribute", "dehydrate_"),
    Kind.INDEX: Words("haystack.indexes.SearchIndex", "model_attr", "prepare_"),
    Kind.DOCUMENT: Words("django_elasticsearch_dsl.documents.DocType", "attr", "prepare_", "Django"),
}


@dataclass(frozen=True)
class Column:
    """A column: `path` leads from the row to its value, () where nothing does; `method` makes the value in its place.

    `made` is the call that declares it, None where `Meta.fields` alone names it.
    """

    name: str
    path: tuple[str, ...]
    place: Written
    made: Construction | None = None
    method: Defined | None = None

    def argument(self, name: str) -> Expression | None:
        """Return a keyword argument of the declaring call."""
        return next((each.value for each in self.made.arguments if each.name == name), None) if self.made else None


@dataclass(frozen=True)
class Columns:
    """A class of columns; `model` is a label where it names one, `all` that it shows each field of it."""

    cls: Defined
    kind: Kind
    model: str | None
    columns: tuple[Column, ...]
    all: bool = False


class ColumnReader:
    """Reads classes of columns."""

    def __init__(self, classes: Classes, models: Models) -> None:
        self.classes = classes
        self.models = models
        self._expressions = Expressions(classes)
        self._found: dict[Defined, Columns | None] = {}

    def of(self, cls: Defined) -> Columns | None:
        """Return what a class shows, None for any other class."""
        if cls not in self._found:
            self._found[cls] = next((self._made(cls, kind) for kind in Kind if self._is(cls, kind)), None)
        return self._found[cls]

    def _is(self, cls: Defined, kind: Kind) -> bool:
        return self.classes.inherits(cls, WORDS[kind].base)

    def _made(self, cls: Defined, kind: Kind) -> Columns:
        options = self._expressions.options(cls, WORDS[kind].options)
        label = label_of(self.models, options.get("model"))
        given = {each.name: each for each in self._declared(cls, kind)}
        left_out = {
            written.value.value for written in self._named(options, "exclude") if isinstance(written.value, Constant)
        }
        for written in self._named(options, "fields"):
            name = str(written.value.value) if isinstance(written.value, Constant) else ""
            if name and name not in given:
                given[name] = Column(name, _parts(name), written, None, self._method(cls, kind, name))
        shown = tuple(each for each in given.values() if each.name not in left_out)
        all_of_it = options.get("model") is not None and options.get("fields") is None and kind is Kind.TABLE
        return Columns(cls, kind, label if isinstance(label, str) else None, shown, all_of_it and not left_out)

    def _named(self, options: Options, name: str) -> Iterator[Written]:
        written = options.get(name)
        items = self._expressions.items(written) if isinstance(written, Written) else ()
        if not isinstance(items, Unknown):
            yield from items

    def _declared(self, cls: Defined, kind: Kind) -> Iterator[Column]:
        words = WORDS[kind]
        for name, member in declared(self.classes, cls, words.base).items():
            if member.value is None or member.owner.module.origin != "project":
                continue
            made = construction(self.classes.names, member.owner.module, member.value)
            if made is None:
                continue
            place = Written(member.owner.module, member.value, self._expressions.scope(member.owner))
            path = self._path(made, words, name if kind is Kind.TABLE else "")
            yield Column(name, path, place, made, self._method(cls, kind, name))

    def _path(self, made: Construction, words: Words, name: str) -> tuple[str, ...]:
        """Return what an accessor names: a text, or `A("author.name")`; the column's own name where none is given."""
        given = next((each.value for each in made.arguments if each.name == words.path), None)
        if given is None and words.path == "attribute" and made.arguments and made.arguments[0].name is None:
            given = made.arguments[0].value
        if given is None:
            return _parts(name)
        inner = construction(self.classes.names, made.module, given)
        if inner is not None and inner.arguments:
            given = inner.arguments[0].value
        text = self._expressions.text(Written(made.module, given))
        return _parts(text) if isinstance(text, str) else ()

    def _method(self, cls: Defined, kind: Kind, name: str) -> Defined | None:
        found = self.classes.method(cls, WORDS[kind].method + name)
        return (
            found
            if found is not None and isinstance(found.node, Function) and found.module.origin == "project"
            else None
        )


def _parts(path: str) -> tuple[str, ...]:
    return tuple(each for each in path.replace("__", ".").split(".") if each)
