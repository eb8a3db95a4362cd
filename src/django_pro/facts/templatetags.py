"""Libraries of template tags and filters, by the name that `{% load %}` gives (Django: "Custom template tags")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django_pro.facts.calls import argument_of, without_last
from django_pro.facts.expressions import Expressions, Written, truth
from django_pro.facts.models.calls import construction, statements
from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, Package, Value
from django_pro.project.project import Project
from django_pro.project.settings import item, listing, texts
from django_pro.project.settings.values import Known, Table
from django_pro.source.syntax import Argument, Assign, Attribute, Call, Chain, Evaluate, Expression, Function

_LIBRARY = "django.template.library.Library"
_JINJA = "django_jinja.library"
_FILE = re.compile(r"(?:^|/)templatetags/(?:[^/]+/)*(?!__init__)(?P<name>[^/]+)\.py$")
#: What every template of Django has without a `{% load %}` (Django: "Engine.default_builtins").
_BUILTINS = ("django.template.defaulttags", "django.template.defaultfilters", "django.template.loader_tags")


class Kind(StrEnum):
    """What a function is registered as; a `global` is a function of Jinja2's."""

    FILTER = "filter"
    SIMPLE_TAG = "simple tag"
    SIMPLE_BLOCK_TAG = "simple block tag"
    INCLUSION_TAG = "inclusion tag"
    TAG = "tag"
    GLOBAL = "global"


_KINDS = {
    "filter": Kind.FILTER, "filter_function": Kind.FILTER, "simple_tag": Kind.SIMPLE_TAG, "assignment_tag": Kind.SIMPLE_TAG,
    "simple_block_tag": Kind.SIMPLE_BLOCK_TAG, "inclusion_tag": Kind.INCLUSION_TAG, "tag": Kind.TAG,
    "tag_function": Kind.TAG, "global_function": Kind.GLOBAL,
}  # fmt: skip


@dataclass(frozen=True)
class Tag:
    """A tag or filter: `function` is None where it is no function that can be seen.

    `template` is an inclusion tag's, None for others; `flags` are the other arguments (`is_safe`, `needs_autoescape`) by
    name; `node` is the registration.
    """

    kind: Kind
    name: str | Unknown
    function: Defined | None
    takes_context: bool | Unknown
    template: str | Unknown | None
    flags: dict[str, bool | Unknown]
    module: ModuleFile
    node: Expression


@dataclass(frozen=True)
class Library:
    """A tag library; `app` is the label of the app it stands in, `builtin` tells that it needs no `{% load %}`."""

    name: str
    module: ModuleFile
    app: str | None
    tags: tuple[Tag, ...]
    builtin: bool = False


class Libraries:
    """Questions about tag libraries."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._expressions = Expressions(project.classes)
        self._got: dict[str, Library | None] = {}

    @cached_property
    def all(self) -> tuple[Library, ...]:
        """Every library that the project defines, by file."""
        found: list[Library] = []
        stated = {module: name for name, module in self._stated}
        for path in self.project.files:
            module = self.project.modules.at(path)
            match = _FILE.search(path)
            name = match["name"] if match else stated.get(module.name)
            if name is not None or module.name in self._builtins:
                library = self._library(name or module.name.rpartition(".")[2], module)
                if library.tags:
                    found.append(library)
        return tuple(found)

    def get(self, name: str) -> Library | None:
        """Return the library that `{% load name %}` loads, a package's too; None where it cannot be seen."""
        if name not in self._got:
            self._got[name] = self._search(name)
        return self._got[name]

    @cached_property
    def builtins(self) -> tuple[Library, ...]:
        """Django's own libraries and those of the setting, which every template has."""
        found = (self.project.modules.find(name) for name in (*_BUILTINS, *self._builtins))
        return tuple(self._library(each.name.rpartition(".")[2], each) for each in found if each)

    def tags(self, name: str) -> tuple[Tag, ...]:
        """Return the project's tags and filters of a name."""
        return tuple(tag for library in self.all for tag in library.tags if tag.name == name)

    def _search(self, name: str) -> Library | None:
        own = [each for each in self.all if each.name == name]
        stated = [module for given, module in self._stated if given == name]
        apps = [f"{app.module}.templatetags.{name}" for app in reversed(self.project.apps.installed)]
        for full in (*stated, *apps, f"django.templatetags.{name}"):
            module = self.project.modules.find(full)
            if module is not None and module.name == full:
                return next((each for each in own if each.module == module), None) or self._library(name, module)
        return own[0] if own else None

    @cached_property
    def _stated(self) -> tuple[tuple[str, str], ...]:
        """Name and module of what `OPTIONS["libraries"]` of the production settings adds."""
        found: list[tuple[str, str]] = []
        for engine in listing(self.project.settings.value("TEMPLATES")).items:
            given = item(engine, "OPTIONS", "libraries")
            entries = given.entries if isinstance(given, Table) else ()
            if isinstance(given, Known) and isinstance(given.value, dict):
                entries = tuple((key, Known(value)) for key, value in given.value.items())
            found.extend((str(key), str(each.value)) for key, each in entries if isinstance(each, Known))
        return tuple(found)

    @cached_property
    def _builtins(self) -> tuple[str, ...]:
        engines = listing(self.project.settings.value("TEMPLATES")).items
        options = [found for each in engines if (found := item(each, "OPTIONS", "builtins")) is not None]
        return tuple(dict.fromkeys(name for each in options for name in texts(each)))

    def _library(self, name: str, module: ModuleFile) -> Library:
        targets = self.project.names.name(module, "register")  # perhaps another module's
        modules = dict.fromkeys([module, *(each.module for each in targets if isinstance(each, Value))])
        tags = tuple(tag for each in modules for tag in _Reader(self._expressions, each).tags(self.project))
        app = self.project.apps.label_for(module.name)
        return Library(name, module, app, tags, module.name in (*_BUILTINS, *self._builtins))


class _Reader:
    """Reads the registrations of one module."""

    def __init__(self, expressions: Expressions, module: ModuleFile) -> None:
        self.expressions = expressions
        self.module = module

    def tags(self, project: Project) -> Iterator[Tag]:
        for statement in statements(project.sources.module(self.module.path).body):
            if isinstance(statement, Function):
                function = Defined(self.module, statement.name, statement)
                for decorator in reversed(statement.decorators):
                    yield from self._decorated(decorator, function)
            elif isinstance(statement, Evaluate | Assign) and isinstance(statement.value, Chain):
                yield from self._called(statement.value)

    def _decorated(self, decorator: Expression, function: Defined) -> Iterator[Tag]:
        """Yield what `@register.filter`, with arguments or without, registers."""
        if not isinstance(decorator, Chain):
            return
        last = decorator.steps[-1]
        arguments = last.arguments if isinstance(last, Call) else ()
        kind = self._kind(without_last(decorator) if isinstance(last, Call) else decorator)
        if kind is not None:
            yield self._tag(kind, arguments, function, decorator)

    def _called(self, chain: Chain) -> Iterator[Tag]:
        """Yield what `register.filter("cut", cut)` and `register.inclusion_tag("x.html")(show)` register."""
        last = chain.steps[-1]
        called = without_last(chain)
        if not isinstance(last, Call) or not isinstance(called, Chain):
            return
        outer = called.steps[-1]
        if isinstance(outer, Call) and (kind := self._kind(without_last(called))) is not None:
            yield self._tag(kind, outer.arguments, self._function(argument_of(last.arguments, 0, "func")), chain)
        elif (kind := self._kind(called)) is not None:
            yield self._registered(kind, last.arguments, chain)

    def _registered(self, kind: Kind, arguments: tuple[Argument, ...], chain: Chain) -> Tag:
        named = kind in (Kind.FILTER, Kind.TAG) and len([each for each in arguments if each.name is None]) > 1
        at = 1 if named or kind is Kind.INCLUSION_TAG else 0
        given = argument_of(arguments, at, "func")
        for keyword in ("filter_func", "compile_function"):
            given = given if given is not None else argument_of(arguments, -1, keyword)
        return self._tag(kind, arguments[:at] + arguments[at + 1 :], self._function(given), chain)

    def _function(self, value: Expression | None) -> Defined | None:
        return self.expressions.defined(Written(self.module, value)) if value is not None else None

    def _kind(self, chain: Expression) -> Kind | None:
        """Return what `register.…` registers, None where it is no library's method."""
        last = chain.steps[-1] if isinstance(chain, Chain) else None
        if not isinstance(chain, Chain) or not isinstance(last, Attribute) or last.name not in _KINDS:
            return None
        return _KINDS[last.name] if self._is_library(without_last(chain)) else None

    def _is_library(self, receiver: Expression) -> bool:
        names = self.expressions.names
        for target in names.resolve(self.module, receiver):
            if isinstance(target, Value):
                made = construction(names, target.module, target.expression)
                return made is not None and made.name.endswith(_LIBRARY.rpartition(".")[2])
            if isinstance(target, Package):
                return target.module.name == _JINJA
        return self.expressions.name(Written(self.module, receiver)) in (_JINJA, "register")

    def _tag(self, kind: Kind, arguments: tuple[Argument, ...], function: Defined | None, node: Expression) -> Tag:
        inclusion = kind is Kind.INCLUSION_TAG
        given = argument_of(arguments, 0, "filename") if inclusion else None
        template = self.expressions.text(Written(self.module, given)) if given is not None else None
        named = argument_of(arguments, 0 if kind in (Kind.FILTER, Kind.TAG, Kind.GLOBAL) else -1, "name")
        name: str | Unknown = Unknown("the function's name is not known")
        if named is not None:
            name = self.expressions.text(Written(self.module, named))
        elif function is not None:
            name = function.qualname.rpartition(".")[2]
        flags = {each.name: truth(each.value) or False for each in arguments if each.name in _FLAGS and each.name}
        takes = truth(argument_of(arguments, -1, "takes_context")) or False
        return Tag(kind, name, function, takes, template, flags, self.module, node)


#: Arguments of a filter that say how it takes and gives text (Django: "Filters and auto-escaping").
_FLAGS = ("is_safe", "needs_autoescape", "expects_localtime")
