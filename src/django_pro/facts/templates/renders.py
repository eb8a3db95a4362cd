"""Which code renders which template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from django_pro.facts.calls import Calls, CallSite
from django_pro.facts.expressions import DEEPEST, Expressions, Written
from django_pro.facts.models import Models
from django_pro.facts.subclasses import subclasses
from django_pro.facts.templates.classes import MIXIN, ClassRenders
from django_pro.facts.templates.render import How, Render
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Attribute, Chain, Conditional, Constant, Expression, Name, Sequence

__all__ = ["How", "Render", "Renders"]


class _Function(NamedTuple):
    """Where a function takes the template's name and its context."""

    how: How
    template: int
    name: str
    context: int


_RESPONSE = "django.template.response"
_LOADER = "django.template.loader"
#: Django's own functions (Django: "Shortcut functions", "TemplateResponse", "Loading a template").
_FUNCTIONS = {
    "django.shortcuts.render": _Function(How.RENDER, 1, "template_name", 2),
    f"{_RESPONSE}.TemplateResponse": _Function(How.TEMPLATE_RESPONSE, 1, "template", 2),
    f"{_RESPONSE}.SimpleTemplateResponse": _Function(How.TEMPLATE_RESPONSE, 0, "template", 1),
    f"{_LOADER}.render_to_string": _Function(How.RENDER_TO_STRING, 0, "template_name", 1),
    f"{_LOADER}.get_template": _Function(How.GET_TEMPLATE, 0, "template_name", -1),
    f"{_LOADER}.select_template": _Function(How.GET_TEMPLATE, 0, "template_name_list", -1),
}
_BY_LAST = {name.rpartition(".")[2] for name in _FUNCTIONS}


class Renders:
    """Questions about what is rendered by whom."""

    def __init__(self, project: Project, models: Models | None = None, calls: Calls | None = None) -> None:
        self.project = project
        self._given_models = models
        self._calls = calls or Calls(project)
        self._expressions = Expressions(project.classes)

    @cached_property
    def all(self) -> tuple[Render, ...]:
        """Every place that renders, those of tests aside: view classes, then calls, by file."""
        views = ClassRenders(self.project.classes, self._given_models or Models(self.project))
        classes = (views.of(cls) for cls in subclasses(self.project, MIXIN))
        return (*(each for each in classes if each is not None), *self._as_views(), *self._called())

    @cached_property
    def _by_name(self) -> dict[str, tuple[Render, ...]]:
        found: dict[str, tuple[Render, ...]] = {}
        for each in self.all:
            for name in each.names if isinstance(each.names, tuple) else ():
                found[name] = (*found.get(name, ()), each)
        return found

    def of(self, name: str) -> tuple[Render, ...]:
        """Return the places that render the template of a name."""
        return self._by_name.get(name, ())

    def by(self, view: Defined) -> tuple[Render, ...]:
        """Return what a view renders: a class with its methods, or a function."""
        inside = (view.qualname, f"{view.qualname}.")
        return tuple(
            each
            for each in self.all
            if each.module == view.module and (each.scope == inside[0] or each.scope.startswith(inside[1]))
        )

    def _as_views(self) -> Iterator[Render]:
        """Yield `TemplateView.as_view(template_name=…)`."""
        for site in self._calls.of("as_view", tests=False):
            value = site.argument(-1, "template_name")
            if value is not None:
                names = self._names(site, value)
                view = self._expressions.cls(Written(site.module, site.receiver, site.local)) if site.receiver else None
                yield Render(How.AS_VIEW, names, site.module, site.scope, site.node, view)

    def _called(self) -> Iterator[Render]:
        for site in self._calls.of(*_BY_LAST, tests=False):
            function = _FUNCTIONS.get(self._expressions.name(Written(site.module, site.called, site.local)))
            template = site.argument(function.template, function.name) if function else None
            if function is None or template is None:
                continue
            context = site.argument(function.context, "context")
            written = Written(site.module, context, site.local) if context is not None else None
            place = Render(function.how, (), site.module, site.scope, site.node, context=written)
            own = tuple(self._of_self(site, template))
            for view, attribute in own:
                names = self._texts(attribute)
                yield replace(place, names=names, view=view)
            if not own:
                yield replace(place, names=self._names(site, template))

    def _names(self, site: CallSite, value: Expression) -> tuple[str, ...] | Unknown:
        return self._texts(Written(site.module, value, site.local))

    def _texts(self, written: Written) -> tuple[str, ...] | Unknown:
        found: list[str] = []
        for each in _alternatives(written):
            text = self._expressions.text(each)
            if isinstance(text, Unknown):
                return text
            found.append(text)
        return tuple(dict.fromkeys(found))

    def _of_self(self, site: CallSite, value: Expression) -> Iterator[tuple[Defined, Written]]:
        """Yield what the class around a method, and each that inherits it, assigns to the name of `self.name`."""
        step = value.steps[0] if isinstance(value, Chain) and len(value.steps) == 1 else None
        if not isinstance(value, Chain) or not isinstance(step, Attribute) or getattr(value.base, "id", "") != "self":
            return
        around = self.project.names.dotted(f"{site.module.name}.{site.scope.rpartition('.')[0]}")
        owner = next((each for each in around if isinstance(each, Defined)), None)
        for cls in (owner, *self._below.get(owner, ())) if owner is not None else ():
            if step.name in self.project.classes.own(cls) or cls == owner:
                found = self._expressions.attribute(cls, step.name)
                if found is not None and not (isinstance(found.value, Constant) and found.value.value is None):
                    yield cls, found

    @cached_property
    def _below(self) -> dict[Defined, list[Defined]]:
        """The classes of the project by those they inherit from."""
        found: dict[Defined, list[Defined]] = {}
        for path in self.project.files:
            for cls in self.project.classes.in_file(path):
                for above in self.project.classes.mro(cls).classes[1:]:
                    if above.module.origin == "project":
                        found.setdefault(above, []).append(cls)
        return found


def _alternatives(written: Written, depth: int = 0) -> Iterator[Written]:
    """Yield what an expression may be: branches, items of a list, what a local name is assigned."""
    value = written.value
    inner: list[Written] = []
    if depth > DEEPEST:
        pass
    elif isinstance(value, Conditional):
        inner = [written.at(value.body), written.at(value.orelse)]
    elif isinstance(value, Sequence):
        inner = [written.at(each) for each in value.items]
    elif isinstance(value, Name) and written.local is not None and value.id in written.local.names:
        bound = written.local.names[value.id]
        values = [each.value for each in bound if isinstance(each, Assigned) and each.value is not None]
        inner = [written.at(each) for each in values] if len(values) == len(bound) else []
    if not inner:
        yield written
    for each in inner:
        yield from _alternatives(each, depth + 1)
