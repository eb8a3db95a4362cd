"""The forms and formsets of a Django root (Django: "Working with forms")."""

from __future__ import annotations

from functools import cached_property

from django_pro.facts.calls import Calls
from django_pro.facts.declared import declared
from django_pro.facts.expressions import Expressions, Options, Written, label_of, truth
from django_pro.facts.forms.form import Form, FormField, FormSet
from django_pro.facts.forms.formsets import FormSetReader
from django_pro.facts.models import Models
from django_pro.facts.models.calls import Construction, Defaults, construction
from django_pro.facts.subclasses import is_one, subclasses
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Class, Expression, Function, Name

__all__ = ["Form", "FormField", "FormSet", "Forms"]

_FORM = "django.forms.forms.BaseForm"
_MODEL_FORM = "django.forms.models.BaseModelForm"
_FORMSET = "django.forms.formsets.BaseFormSet"
_FIELD = "django.forms.fields.Field"
_GATHERS = ("django.forms.forms.Form", "django.forms.models.ModelForm")
#: How unseen bases are called.
_ENDINGS = ("ModelForm", ".Form")


class Forms:
    """Questions about forms, the project's own and those of its packages."""

    def __init__(self, project: Project, models: Models | None = None, calls: Calls | None = None) -> None:
        self.project = project
        self.classes = project.classes
        self._given_models = models
        self._calls = calls or Calls(project)
        self._expressions = Expressions(project.classes)
        self._defaults = Defaults(project.classes)
        self._found: dict[Defined, Form] = {}

    @cached_property
    def models(self) -> Models:
        """The models that `Meta.model` names."""
        return self._given_models or Models(self.project)

    @cached_property
    def _formset_reader(self) -> FormSetReader:
        return FormSetReader(self._expressions, self.models)

    @cached_property
    def all(self) -> tuple[Form, ...]:
        """Every form class of the project, by file."""
        return tuple(self._read(cls) for cls in subclasses(self.project, _FORM, endings=_ENDINGS))

    @cached_property
    def formsets(self) -> tuple[FormSet, ...]:
        """Every formset: classes, then calls of factories, by file."""
        classes = (self._formset_reader.of_class(cls) for cls in subclasses(self.project, _FORMSET))
        return (*classes, *self._formset_reader.called(self._calls))

    def of(self, cls: Defined) -> Form | None:
        """Return what is known of a class, None where it is no form."""
        if not isinstance(cls.node, Class) or not is_one(self.classes, cls, (_FORM,), _ENDINGS):
            return None
        return self._read(cls)

    def _read(self, cls: Defined) -> Form:
        found = self._found.get(cls)
        if found is None:
            found = self._found[cls] = self._made(cls)
        return found

    def _made(self, cls: Defined) -> Form:
        unseen = self.classes.mro(cls).unseen
        options = self._expressions.options(cls)
        is_model_form = self.classes.inherits(cls, _MODEL_FORM) or any(each.endswith("ModelForm") for each in unseen)
        if not is_model_form:
            options = Options({})
        exclude, widgets = options.get("exclude"), options.get("widgets")
        return Form(
            cls,
            is_model_form,
            label_of(self.models, options.get("model")),
            self._formset_reader.fields(options.get("fields")),
            self._expressions.texts(exclude) if isinstance(exclude, Written) else exclude,
            self._declared(cls),
            self._expressions.entries(widgets) if isinstance(widgets, Written) else widgets or {},
            unseen,
        )

    def _declared(self, cls: Defined) -> tuple[FormField, ...]:
        """Return what a class declares; mixins that are no forms hand no fields down."""
        found: list[FormField] = []
        for name, member in declared(self.classes, cls, *_GATHERS).items():
            made = (
                construction(self.classes.names, member.owner.module, member.value)
                if member.value is not None
                else None
            )
            if made is not None and member.value is not None and self._is_field(made):
                found.append(self._field(name, member.owner, member.value, made))
        return tuple(found)

    def _is_field(self, made: Construction) -> bool:
        if made.cls is None:
            return made.name.endswith("Field")
        return self.classes.inherits(made.cls, _FIELD) or any(
            each.endswith("Field") for each in self.classes.mro(made.cls).unseen
        )

    def _field(self, name: str, owner: Defined, value: Expression, made: Construction) -> FormField:
        required = truth(self._given(made, "required"))
        return FormField(
            name,
            made.name,
            made.cls,
            owner,
            value,
            made.arguments,
            True if required is None else required,
            made.keyword("widget"),
            self._first(made) if made.keyword("queryset") is None else made.keyword("queryset"),
        )

    def _given(self, made: Construction, name: str) -> Expression | None:
        """Return an argument, or what the field class's own `__init__` sets it to."""
        value = made.keyword(name)
        if value is not None or made.cls is None:
            return value
        given = next((each.value for each in self._defaults.of(made.cls) if each.name == name), None)
        if not isinstance(given, Name):
            return given
        init = self.classes.method(made.cls, "__init__")
        parameters = init.node.parameters if init is not None and isinstance(init.node, Function) else ()
        return next((each.default for each in parameters if each.name == given.id), given)

    def _first(self, made: Construction) -> Expression | None:
        """Return a model choice field's queryset, which it takes first."""
        choice = made.cls is not None and self.classes.inherits(made.cls, "django.forms.models.ModelChoiceField")
        return made.positional[0] if choice and made.positional else None
