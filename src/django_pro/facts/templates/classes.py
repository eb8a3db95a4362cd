"""Which template a class-based view renders (Django: "TemplateResponseMixin", "Generic display views")."""

from __future__ import annotations

from django_pro.facts.calls import upto
from django_pro.facts.expressions import Expressions, Written, label_of
from django_pro.facts.models import Model, Models
from django_pro.facts.templates.render import How, Render
from django_pro.findings.blind import Unknown
from django_pro.project.classes import Classes, Member
from django_pro.project.names import Defined
from django_pro.source.syntax import Attribute, Chain, Constant, Expression, Name

MIXIN = "django.views.generic.base.TemplateResponseMixin"
#: The mixins that name a template after their model.
_NAMING = (
    "django.views.generic.detail.SingleObjectTemplateResponseMixin",
    "django.views.generic.list.MultipleObjectTemplateResponseMixin",
)
_MODEL_FORM = "django.views.generic.edit.ModelFormMixin"


class ClassRenders:
    """Reads the templates of view classes."""

    def __init__(self, classes: Classes, models: Models) -> None:
        self.classes = classes
        self.models = models
        self.expressions = Expressions(classes)

    def of(self, cls: Defined) -> Render | None:
        """Return what a view class renders, None where it says nothing, as mixins do."""
        found = self._decided(cls) or self._stated(cls) or self._default(cls)
        if found is None:
            return None
        how, names, node = found
        method = self.classes.method(cls, "get_context_data")
        own = method if method is not None and not method.name.startswith("django.") else None
        return Render(how, names, cls.module, cls.qualname, node or cls.node, cls, method=own)

    def _decided(self, cls: Defined) -> tuple[How, Unknown, None] | None:
        method = self.classes.method(cls, "get_template_names")
        if method is None or method.name.startswith("django."):
            return None
        return How.TEMPLATE_NAME, Unknown(f"`{method.qualname}` decides"), None

    def _stated(self, cls: Defined) -> tuple[How, tuple[str, ...] | Unknown, Expression] | None:
        written = self._own(cls, "template_name")
        if written is None:
            return None
        text = self.expressions.text(written)
        return How.TEMPLATE_NAME, text if isinstance(text, Unknown) else (text,), written.value

    def _own(self, cls: Defined, name: str) -> Written | None:
        """Return an attribute that the project gives, None where it is Django's or `None`."""
        member = self.classes.member(cls, name)
        if member is None or member.owner.name.startswith("django.") or _is_none(member):
            return None
        return self.expressions.attribute(cls, name)

    def _default(self, cls: Defined) -> tuple[How, tuple[str, ...], None] | None:
        suffix = self._suffix(cls)
        model = self._model(cls) if suffix is not None else None
        if suffix is None or model is None:
            return None
        return How.DEFAULT_NAME, (f"{model.app}/{model.model_name}{suffix}.html",), None

    def _suffix(self, cls: Defined) -> str | None:
        if not self.classes.inherits(cls, *_NAMING):
            return None
        written = self.expressions.attribute(cls, "template_name_suffix")
        text = self.expressions.text(written) if written else None
        return text if isinstance(text, str) else None

    def _model(self, cls: Defined) -> Model | None:
        """Return a view's model, from `model`, `queryset` or `form_class`."""
        written = self._own(cls, "model")
        if written is None and (queryset := self._own(cls, "queryset")):
            written = _before_manager(queryset)
        if written is None and self.classes.inherits(cls, _MODEL_FORM) and (form := self._own(cls, "form_class")):
            found = self.expressions.cls(form)
            option = self.expressions.options(found).get("model") if found else None
            written = option if isinstance(option, Written) else None
        label = label_of(self.models, written)
        return self.models.get(label) if isinstance(label, str) else None


def _is_none(member: Member) -> bool:
    return isinstance(member.value, Constant) and member.value.value is None


def _before_manager(queryset: Written) -> Written | None:
    """Return `Book` of `Book.objects.all()`."""
    value = queryset.value
    if not isinstance(value, Chain):
        return None
    if isinstance(value.base, Name) and value.base.id[:1].isupper():
        return queryset.at(value.base)
    at = next(
        (i for i, step in enumerate(value.steps) if isinstance(step, Attribute) and step.name[:1].isupper()), None
    )
    return queryset.at(upto(value, at)) if at is not None else None
