"""What functions and classes of Django do with rows, by the full names under which Django defines them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django_pro.facts.models import Kind
from django_pro.flow.arguments import Arguments
from django_pro.flow.library.methods import method
from django_pro.flow.library.querysets import one
from django_pro.flow.loading import prefixes
from django_pro.flow.values import (
    PLAIN,
    Const,
    Instance,
    Many,
    ModelClass,
    Place,
    Prefetch,
    Row,
    Rows,
    Values,
    constants,
    join,
    unknown,
)  # fmt: skip

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

LibraryFunction = Callable[["Engine", Arguments, Place], Values]
DJANGO: dict[str, LibraryFunction] = {}
PAGINATOR = "django.core.paginator.Paginator"


def function(*names: str) -> Callable[[LibraryFunction], LibraryFunction]:
    """Register what functions of these full names do."""

    def register(known: LibraryFunction) -> LibraryFunction:
        DJANGO.update(dict.fromkeys(names, known))
        return known

    return register


def rows_in(engine: Engine, values: Values, place: Place) -> list[Rows]:
    """Return the querysets that a model, manager or queryset stands for."""
    found: list[Rows] = []
    for value in values:
        if isinstance(value, ModelClass):
            found.extend(each for each in engine.manager(value.label, None, place) if isinstance(each, Rows))
        elif isinstance(value, Rows):
            found.append(value)
    return found


@function("django.shortcuts.get_object_or_404", "django.shortcuts.aget_object_or_404",
          "rest_framework.generics.get_object_or_404")  # fmt: skip
def one_or_404(engine: Engine, given: Arguments, place: Place) -> Values:
    return tuple(one(rows) for rows in rows_in(engine, given.at(0), place)) or unknown("the model is not known")


@function("django.shortcuts.get_list_or_404", "django.shortcuts.aget_list_or_404")
def list_or_404(engine: Engine, given: Arguments, place: Place) -> Values:
    rows = rows_in(engine, given.at(0), place)
    return (
        (Many("list", join(*(engine.each(each, place) for each in rows))),)
        if rows
        else unknown("the model is not known")
    )


@function("django.shortcuts._get_queryset")
def as_queryset(engine: Engine, given: Arguments, place: Place) -> Values:
    return tuple(rows_in(engine, given.at(0), place)) or given.at(0)


@function("django.db.models.query.Prefetch")
def prefetch(engine: Engine, given: Arguments, place: Place) -> Values:
    lookup = constants(given.at(0, "lookup"))
    to_attr = given.at(2, "to_attr")
    attribute = constants(to_attr)
    if not lookup or len(lookup) > 1 or given.is_open or (to_attr not in ((), (Const(None),)) and not attribute):
        return (Prefetch("", blind="the relations to prefetch are not literals"),)
    queryset = given.at(1, "queryset")
    rows = rows_in(engine, queryset, place)
    if queryset in ((), (Const(None),)):
        return (Prefetch(lookup[0], None, attribute[0] if attribute else ""),)
    if len(rows) != len(queryset):
        return (
            Prefetch(lookup[0], None, attribute[0] if attribute else "", "the queryset of a `Prefetch` is not known"),
        )
    return (Prefetch(lookup[0], rows[0], attribute[0] if attribute else ""),)


@function("django.db.models.query.prefetch_related_objects", "django.db.models.query.aprefetch_related_objects")
def attach(engine: Engine, given: Arguments, place: Place) -> Values:
    """The rows are loaded from here on: what is read of them is not the queryset's to load."""
    items = engine.each_of(given.at(0, "model_instances"), place)
    for row in (each for each in items if isinstance(each, Row)):
        for values in given.positional[1:]:
            _attach_lookup(engine, row, values)
        if given.is_open:
            engine.attach(row, None)
    return PLAIN


def _attach_lookup(engine: Engine, row: Row, values: Values) -> None:
    for value in values:
        text = value.lookup if isinstance(value, Prefetch) else value.value if isinstance(value, Const) else None
        if not isinstance(text, str) or not text:
            engine.attach(row, None)
            continue
        for load in prefixes(engine.models, row.model, text, joined=False):
            engine.ledger.attach_path(row.rows, (*row.path, *load.path))
        if isinstance(value, Prefetch) and value.rows is not None:
            for inner in value.rows.loads:
                engine.ledger.attach_path(row.rows, (*row.path, *text.split("__"), *inner.path))


@function("django.apps.registry.Apps.get_model")
def model_by_name(engine: Engine, given: Arguments, place: Place) -> Values:
    """A model by its label, or by its app and name."""
    names = [constants(values) for values in (given.at(0, "app_label"), given.at(1, "model_name")) if values]
    label = ".".join(name[0] for name in names if name and len(name) == 1)
    app, _, model = label.rpartition(".")
    found = (each for each in engine.models.all() if each.label.lower() == f"{app}.{model}".lower())
    known = next(found, None)
    return (ModelClass(known.label),) if known is not None else unknown("which model it is")


@function("django.core.serializers.serialize", "django.forms.models.model_to_dict")
def serialized(engine: Engine, given: Arguments, place: Place) -> Values:
    """Every column, and every many-to-many relation, of each row (Django: "Serializing Django objects")."""
    querysets = tuple(each for values in given.positional[:2] for each in values if isinstance(each, Rows))
    rows = [each for each in engine.each_of(querysets, place) if isinstance(each, Row)]
    if given.named.keys() & {"fields", "exclude"}:
        return PLAIN
    for row in (*rows, *(each for each in given.at(0, "instance") if isinstance(each, Row))):
        for name, relation in engine.models.relations(row.model).items():
            if relation.forward and relation.field.kind is Kind.MANY_TO_MANY:
                engine.each_of(engine.get(row, name, place), place)
    return PLAIN


@function("django.contrib.auth.get_user_model")
def user_model(engine: Engine, given: Arguments, place: Place) -> Values:
    user = engine.models.user()
    return (ModelClass(user.label),) if user else unknown("the user model is not known")


@function("django.contrib.auth.get_user", "django.contrib.auth.authenticate")
def user(engine: Engine, given: Arguments, place: Place) -> Values:
    found = engine.models.user()
    return (Row(found.label, Rows(model=found.label, source=place), (), False),) if found else unknown("the user model")


@function(PAGINATOR)
def paginator(engine: Engine, given: Arguments, place: Place) -> Values:
    """A page of rows is still a loop over them: a paginator stands for what it divides."""
    return given.at(0, "object_list")


@method(f"{PAGINATOR}.page", f"{PAGINATOR}.get_page")
def page(engine: Engine, own: Instance, given: Arguments, place: Place) -> Values:
    """A page of the project's own kind of paginator stands for the rows that it divides."""
    found = engine.get(own, "object_list", place)
    if rows_in(engine, found, place):
        return found
    return tuple(each for _, values in own.made for each in rows_in(engine, values, place)) or found


def own_rows(engine: Engine, view: Instance, place: Place) -> Values:
    """Return the queryset of a class-based view: its `queryset`, else its `model`'s default manager."""
    for name in ("queryset", "model"):
        found = engine.get(view, name, place)
        rows = rows_in(engine, found, place)
        if rows:
            return tuple(rows)
    return unknown("the view's queryset is not known")


@method("django.views.generic.list.MultipleObjectMixin.get_queryset",
        "django.views.generic.detail.SingleObjectMixin.get_queryset",
        "rest_framework.generics.GenericAPIView.get_queryset",
        "django.contrib.admin.options.ModelAdmin.get_queryset",
        "django.contrib.admin.options.InlineModelAdmin.get_queryset",
        "django.contrib.admin.options.BaseModelAdmin.get_queryset")  # fmt: skip
def get_queryset(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """The view's `queryset`, else its model's default manager."""
    return own_rows(engine, view, place)


@method("django.views.generic.detail.SingleObjectMixin.get_object", "rest_framework.generics.GenericAPIView.get_object")
def get_object(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """One row of `get_queryset()`, or of the queryset given."""
    found = given.at(0, "queryset") or engine.call_of(engine.get(view, "get_queryset", place), Arguments(), place)
    return tuple(one(each) if isinstance(each, Rows) else each for each in found)


@method("rest_framework.generics.GenericAPIView.filter_queryset",
        "rest_framework.generics.GenericAPIView.paginate_queryset")  # fmt: skip
def first_argument(engine: Engine, view: Instance, given: Arguments, place: Place) -> Values:
    """The same rows, fewer of them."""
    return given.at(0, "queryset")


#: Attributes that Django sets on a view while it answers: what they hold is what these methods return.
VIEW_ATTRIBUTES: dict[str, str] = {"object_list": "get_queryset", "object": "get_object"}
