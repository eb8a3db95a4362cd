"""What Django's generic class-based views do with rows, and the calls that render a template.

From Django's "Built-in class-based views API" (https://docs.djangoproject.com/en/stable/ref/class-based-views/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_pro.flow.arguments import Arguments
from django_pro.flow.library.django import function
from django_pro.flow.library.methods import method
from django_pro.flow.templates.page import Env
from django_pro.flow.templates.reader import env_of
from django_pro.flow.values import (
    PLAIN,
    Const,
    Instance,
    Many,
    Page,
    Place,
    Row,
    Rows,
    Values,
    constants,
    join,
    unknown,
)

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

_BASE = "django.views.generic.base."
_LIST, _DETAIL, _EDIT = "django.views.generic.list.", "django.views.generic.detail.", "django.views.generic.edit."


@function("django.shortcuts.render", "django.template.response.TemplateResponse")
def render(engine: Engine, given: Arguments, place: Place) -> Values:
    """A template rendered for a request."""
    names = given.at(1, "template_name") or given.at(1, "template")
    return rendered(engine, names, given.at(2, "context"), place, engine.pages.given)


@function("django.template.loader.get_template", "django.template.loader.select_template")
def get_template(engine: Engine, given: Arguments, place: Place) -> Values:
    """A template that is rendered later."""
    names = constants(_items(engine, given.at(0), place))
    return (Page(tuple(names)),) if names else unknown("which template it is")


@function("django.template.loader.render_to_string")
def render_to_string(engine: Engine, given: Arguments, place: Place) -> Values:
    """A template rendered to text."""
    return rendered(engine, given.at(0, "template_name"), given.at(1, "context"), place)


def rendered(engine: Engine, names: Values, context: Values, place: Place, given: Env | None = None) -> Values:
    """Read the first template of these names with what the context holds."""
    texts = [each.value for each in _items(engine, names, place) if isinstance(each, Const)]
    engine.pages.render([each for each in texts if isinstance(each, str)], {**(given or {}), **env_of(context)})
    return PLAIN


def _items(engine: Engine, names: Values, place: Place) -> Values:
    return tuple(each for name in names for each in (engine.each(name, place) if isinstance(name, Many) else (name,)))


@method(f"{_BASE}ContextMixin.get_context_data")
def context(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """The keyword arguments, the view, and `extra_context`."""
    return _context(engine, view, given, {}, place)


@method(f"{_LIST}MultipleObjectMixin.get_context_data")
def list_context(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """The rows, by all their names."""
    rows = given.named.get("object_list") or engine.get(view, "object_list", place)
    names = {"object_list": rows, "page_obj": rows, "paginator": PLAIN}
    for name in _own_names(engine, view, rows, "_list", place):
        names[name] = rows
    return _context(engine, view, given, names, place)


@method(f"{_DETAIL}SingleObjectMixin.get_context_data")
def detail_context(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """The one row, by all its names."""
    rows = given.named.get("object") or engine.get(view, "object", place)
    names = {"object": rows}
    for name in _own_names(engine, view, rows, "", place):
        names[name] = rows
    if engine.classes.inherits(view.cls, f"{_LIST}MultipleObjectMixin"):  # the rows that belong to one
        return list_context(engine, view, Arguments((), {**names, **given.named}), place)
    return _context(engine, view, given, names, place)


@method(f"{_EDIT}FormMixin.get_context_data")
def form_context(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """The form, and what the other mixins of the view give."""
    keywords = engine.call_of(engine.get(view, "get_form_kwargs", place), Arguments(), place)
    named = {name: values for each in keywords if isinstance(each, Many) for name, values in each.named}
    form = engine.call_of(engine.get(view, "form_class", place), Arguments((), named), place)
    with_form = Arguments(given.positional, {"form": form, **given.named}, given.is_open)
    if engine.classes.inherits(view.cls, f"{_DETAIL}SingleObjectMixin"):
        return detail_context(engine, view, with_form, place)
    return context(engine, view, with_form, place)


@method(f"{_EDIT}FormMixin.get_form_kwargs", f"{_EDIT}ModelFormMixin.get_form_kwargs")
def form_kwargs(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """What the form is made with, to which the project's own methods add."""
    return (Many("dict"),)


def _own_names(engine: Engine, view: Instance, rows: Values, ending: str, place: Place) -> list[str]:
    """Return `context_object_name`, else the name that is made of the model's."""
    stated = constants(engine.get(view, "context_object_name", place))
    if stated:
        return stated
    models = {each.model for each in rows if isinstance(each, Rows | Row)}
    return sorted(label.rpartition(".")[2].lower() + ending for label in models)


def _context(engine: Engine, view: Instance, given: Arguments, names: dict[str, Values], place: Place) -> Values:
    extra = env_of(engine.get(view, "extra_context", place))
    named = {"view": (view,), **extra, **names, **given.named}
    return (Many("dict", join(*names.values()), PLAIN, named=tuple(named.items())),)


@method(f"{_BASE}TemplateResponseMixin.render_to_response")
def render_to_response(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """The view's template, rendered with a context."""
    names = engine.call_of(engine.get(view, "get_template_names", place), Arguments(), place)
    return rendered(engine, names, given.at(0, "context"), place, engine.pages.given)


@method(f"{_BASE}TemplateResponseMixin.get_template_names",
        "django.views.generic.list.MultipleObjectTemplateResponseMixin.get_template_names",
        "django.views.generic.detail.SingleObjectTemplateResponseMixin.get_template_names")  # fmt: skip
def get_template_names(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """`template_name`, else the name that is made of the model's."""
    render = engine.class_renders.of(view.cls)
    names = render.names if render is not None and isinstance(render.names, tuple) else ()
    return (Many("list", tuple(Const(name) for name in names)),)


@method(f"{_LIST}BaseListView.get", f"{_DETAIL}BaseDetailView.get", f"{_BASE}TemplateView.get",
        f"{_EDIT}ProcessFormView.get", f"{_EDIT}BaseCreateView.get", f"{_EDIT}BaseUpdateView.get",
        f"{_EDIT}BaseDeleteView.get")  # fmt: skip
def get(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """A page: the context, rendered."""
    found = engine.call_of(engine.get(view, "get_context_data", place), Arguments(), place)
    answer = engine.get(view, "render_to_response", place)
    return engine.call_of(answer, Arguments((found,)), place)
