"""Fields that a class does not write itself: `add_to_class`, and what some field and base classes bring along."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.models.fields import FieldReader, Written
from django_pro.facts.models.inheritance import Draft
from django_pro.facts.models.model import Field, Kind
from django_pro.facts.models.references import References
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Attribute, Call, Chain, Constant, Evaluate, Expression

_INTEGER = "django.db.models.fields.PositiveIntegerField"
#: Base classes whose metaclass adds columns (django-mptt: "Model fields").
_BY_BASE = {
    "mptt.models.MPTTModel": (("lft", _INTEGER), ("rght", _INTEGER), ("tree_id", _INTEGER), ("level", _INTEGER))
}
#: Field classes that add a column beside their own (django-money: "MoneyField").
_BY_FIELD = {"djmoney.models.fields.MoneyField": (("{}_currency", "djmoney.models.fields.CurrencyField"),)}


def extra_fields(each: Draft, own: list[Field], bases: frozenset[str]) -> list[Field]:
    """Return the columns that bases and field classes add to a model."""
    added = [pair for base, pairs in _BY_BASE.items() if base in bases for pair in pairs]
    for field in own:
        added.extend((name.format(field.name), cls) for name, cls in _BY_FIELD.get(field.class_name, ()))
    taken = {field.name for field in own}
    start = each.cls.node.start
    return [
        Field(name, Kind.COLUMN, cls, each.cls, start, start, (), attname=name)
        for name, cls in added
        if name not in taken
    ]


def contributions(project: Project, reader: FieldReader, references: References) -> Iterator[tuple[Defined, Written]]:
    """Yield the fields that modules give to models of others, at their top level."""
    by_label = {label: cls for cls, label in references.classes.items()}
    for path in project.files:
        module = project.modules.at(path)
        for statement in project.sources.module(path).body:
            if isinstance(statement, Evaluate) and isinstance(statement.value, Chain):
                for model, name, value in given_to_class(statement.value):
                    label = references.of(module, model, "")
                    cls = by_label.get(label) if isinstance(label, str) else None
                    if cls is not None and (written := _written(reader, name, cls, module, value)):
                        yield cls, written


def _written(reader: FieldReader, name: str, cls: Defined, module: ModuleFile, value: Expression) -> Written | None:
    return reader.written(name, cls, module, value)


def given_to_class(chain: Chain) -> Iterator[tuple[Expression, str, Expression]]:
    """Yield model, name and field of `Model.add_to_class("name", Field())`, `Field().contribute_to_class(Model, "name")`."""
    if len(chain.steps) < 2 or not isinstance(chain.steps[-1], Call) or not isinstance(chain.steps[-2], Attribute):
        return
    rest = chain.steps[:-2]
    before: Expression = Chain(chain.start, rest[-1].end, chain.base, rest) if rest else chain.base
    arguments = [argument.value for argument in chain.steps[-1].arguments]
    if len(arguments) != 2:
        return
    first, second = arguments
    if chain.steps[-2].name == "add_to_class" and isinstance(first, Constant) and isinstance(first.value, str):
        yield before, first.value, second
    elif (
        chain.steps[-2].name == "contribute_to_class" and isinstance(second, Constant) and isinstance(second.value, str)
    ):
        yield first, second.value, before
