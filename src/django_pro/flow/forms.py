"""What a form reads when it is shown: one text for each row that a field offers (Django: "ModelChoiceField").

A widget that fetches its choices when they are searched, and a hidden one, offers none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django_pro.facts.forms import Form, FormField
from django_pro.findings.blind import Unknown
from django_pro.flow.arguments import Arguments
from django_pro.flow.frame import Frame
from django_pro.flow.library.django import rows_in
from django_pro.flow.library.querysets import one
from django_pro.flow.managers import manager_rows
from django_pro.flow.values import Const, Instance, Many, ModelClass, Place, Rows, Values, constants, unknown
from django_pro.project.names import Defined
from django_pro.source.syntax import Attribute, Chain, Expression, Name

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

_CHOICES = ("django.forms.models.ModelChoiceField", "django_filters.filters.ModelChoiceFilter")
_OWN = ("django.forms.", "django_filters.filters.")
#: Widgets of Django's own that show every choice, by the last part of their names.
_SHOWING = frozenset({
    "Select", "SelectMultiple", "RadioSelect", "CheckboxSelectMultiple", "NullBooleanSelect", "FilteredSelectMultiple",
})  # fmt: skip
_LABEL = "label_from_instance"


def shown(engine: Engine, form: Form, place: Place) -> None:
    """Read the labels of every choice that a form shows."""
    assigned = engine.choices.get(form.cls, {})
    if None in assigned:
        return
    names = {each.name for each in form.declared}
    for field in form.declared:
        if _is_choice(engine, field) and _shows(field.widget) and _shows_all(engine, field.cls):
            _labels(engine, assigned.get(field.name) or _own(engine, field), field.cls, place)
    for name, label in _made_by_django(engine, form):
        if name not in names:
            found = assigned.get(name) or manager_rows(engine, label, None, place)
            _labels(engine, found, None, place)


def shown_by_view(engine: Engine, cls: Defined, place: Place) -> None:
    """Read what the form shows that a generic view makes of its `model` and `fields`."""
    view = Instance(cls)
    if engine.classes.member(cls, "form_class") is not None and not _is_none(engine.get(view, "form_class", place)):
        return
    names = [constants(part) for each in engine.get(view, "fields", place) if isinstance(each, Many)
             for part in each.fixed or ()]  # fmt: skip
    for model in engine.get(view, "model", place):
        if isinstance(model, ModelClass):
            for name in (name[0] for name in names if name):
                relation = engine.models.relation(model.label, name)
                if relation is not None and relation.forward and isinstance(relation.to, str):
                    _labels(engine, manager_rows(engine, relation.to, None, place), None, place)


def _is_none(values: Values) -> bool:
    return all(isinstance(each, Const | Unknown) for each in values)


def _is_choice(engine: Engine, field: FormField) -> bool:
    if field.cls is not None and engine.classes.inherits(field.cls, *_CHOICES):
        return True
    return field.class_name.rpartition(".")[2] in ("ModelChoiceField", "ModelMultipleChoiceField", "ModelChoiceFilter")


def _shows(widget: Expression | None) -> bool:
    if isinstance(widget, Chain):
        names = [step.name for step in widget.steps if isinstance(step, Attribute)]
        return (bool(names) and names[-1] in _SHOWING) or _shows(widget.base)
    return widget is None or (isinstance(widget, Name) and widget.id in _SHOWING)


def _shows_all(engine: Engine, cls: Defined | None) -> bool:
    """Whether a class of fields is Django's own, or differs in its labels alone: others may search their choices."""
    for each in engine.classes.mro(cls).classes if cls is not None else ():
        if each.name.startswith(_OWN):
            return True
        own = engine.classes.own(each).keys()
        if each.module.origin != "project" or _LABEL not in own or {"widget", "__init__"} & own:
            return False
    return False


def cleaned(engine: Engine, cls: Defined, place: Place) -> Values | None:
    """Return `cleaned_data` of a form, None for what is no form: rows of the fields that offer rows."""
    form = engine.forms.of(cls)
    if form is None:
        return None
    named: dict[str, Values] = {}
    for field in form.declared:
        if _is_choice(engine, field):
            rows = _own(engine, field)
            many = field.class_name.endswith("MultipleChoiceField")
            if many:  # fetched when the form was cleaned
                named[field.name] = (Many("list", engine.each_of(rows, place)),)
            else:
                named[field.name] = tuple(one(each) for each in rows if isinstance(each, Rows))
    return (Many("dict", unknown("what a form was given"), named=tuple(named.items())),)


def _own(engine: Engine, field: FormField) -> Values:
    if field.queryset is None:
        return ()
    frame = Frame(field.owner.module, owner=field.owner)
    outer, engine.frame = engine.frame, frame
    values = engine.evaluate(frame, field.queryset)
    engine.frame = outer
    place = Place(field.owner.module.path, field.queryset.start, field.queryset.end)
    return tuple(rows_in(engine, values, place))


def _made_by_django(engine: Engine, form: Form) -> Iterable[tuple[str, str]]:
    """Yield the foreign keys that a model form makes choices of, with the models they lead to."""
    if not isinstance(form.model, str) or not isinstance(form.fields, tuple) or not isinstance(form.widgets, dict):
        return
    for name in form.fields:
        relation = engine.models.relation(form.model, name)
        if relation is not None and relation.forward and name not in form.widgets and isinstance(relation.to, str):
            yield name, relation.to


def _labels(engine: Engine, values: Values, cls: Defined | None, place: Place) -> None:
    """Read what `label_from_instance`, else `str()`, reads of each row."""
    rows = tuple(each for each in values if isinstance(each, Rows) and not each.few)
    row = engine.each_of(rows, place)
    own = engine.classes.method(cls, _LABEL) if cls is not None else None
    if own is not None and own.module.origin == "project" and cls is not None:
        engine.enter(own, Instance(cls), Arguments((row,)), place)
    else:
        engine.text_of(row, place)
