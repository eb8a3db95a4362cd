"""Formsets: calls of the factories, and classes (Django: "Formsets", "Creating forms from models")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django_pro.facts.calls import Calls, CallSite
from django_pro.facts.expressions import Expressions, Written, label_of
from django_pro.facts.forms.form import Fields, FormSet
from django_pro.facts.models import Models
from django_pro.findings.blind import Unknown
from django_pro.project.classes import describe
from django_pro.project.names import Defined


class _Factory(NamedTuple):
    """Where a factory takes its arguments; -1 by name alone."""

    model: int = -1
    parent: int = -1
    form: int = -1
    formset: int = -1


#: Factories by name, Django's and those that follow them.
_FACTORIES = {
    "formset_factory": _Factory(form=0, formset=1),
    "modelformset_factory": _Factory(model=0, form=1, formset=3),
    "inlineformset_factory": _Factory(parent=0, model=1, form=2, formset=3),
    "generic_inlineformset_factory": _Factory(model=0, form=1, formset=2),
}


class FormSetReader:
    """Reads formsets."""

    def __init__(self, expressions: Expressions, models: Models) -> None:
        self.expressions = expressions
        self.models = models

    def called(self, calls: Calls) -> Iterator[FormSet]:
        """Yield the formsets that factories make."""
        for site in calls.of(*_FACTORIES):
            name = self.expressions.name(Written(site.module, site.called, site.local))
            if name.startswith("django.") or name.rpartition(".")[2] == site.name:
                yield self._made(site, _FACTORIES[site.name])

    def _made(self, site: CallSite, factory: _Factory) -> FormSet:
        parent = self._label(site, factory.parent, "parent_model") if factory.parent >= 0 else None
        model = self._label(site, factory.model, "model") if factory.model >= 0 else None
        form = self._cls(site, factory.form, "form")
        base = self._cls(site, factory.formset, "formset")
        fields, exclude = self._argument(site, -1, "fields"), self._argument(site, -1, "exclude")
        return FormSet(
            site.name,
            site.module,
            site.node,
            model,
            parent,
            form,
            base if isinstance(base, Defined) else None,
            self.fields(fields),
            self.expressions.texts(exclude) if exclude is not None else None,
        )

    def _argument(self, site: CallSite, position: int, name: str) -> Written | None:
        value = site.argument(position, name)
        return Written(site.module, value, site.local) if value is not None else None

    def _label(self, site: CallSite, position: int, name: str) -> str | Unknown:
        label = label_of(self.models, self._argument(site, position, name))
        return label if label is not None else Unknown("no model is given")

    def _cls(self, site: CallSite, position: int, name: str) -> Defined | Unknown | None:
        written = self._argument(site, position, name)
        if written is None:
            return None
        return self.expressions.cls(written) or Unknown(f"`{describe(written.value)}` is no class that can be seen")

    def fields(self, written: Written | Unknown | None) -> Fields:
        """Return what `fields` lists."""
        if not isinstance(written, Written):
            return written
        return "__all__" if self.expressions.text(written) == "__all__" else self.expressions.texts(written)

    def of_class(self, cls: Defined) -> FormSet:
        """Return what a formset class says: the `form` and `model` it assigns."""
        form = self.expressions.attribute(cls, "form")
        model = self.expressions.attribute(cls, "model")
        own = form is not None and not form.module.name.startswith("django.")
        known = self.expressions.cls(form) if form is not None and own else None
        label = label_of(self.models, model) if model and not model.module.name.startswith("django.") else None
        return FormSet("", cls.module, None, label, None, known, cls)
