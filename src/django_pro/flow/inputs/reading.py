"""Reads every function that may matter once, as a summary over its parameters; callers put their own values in.

The rows' engine reads a function anew for each set of arguments, because what a row holds decides what is asked.  Where
an input goes does not depend on what it holds, so summaries are enough (docs/decisions/0014).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from django_pro.facts.bodies import parts
from django_pro.facts.models import Models
from django_pro.flow.inputs.frame import Frame
from django_pro.flow.inputs.sinks import CALLS, CHECKS, METHODS
from django_pro.flow.inputs.sources import Addresses, Reach
from django_pro.flow.inputs.values import (
    NOTHING,
    Entry,
    Kind,
    Landing,
    Lookup,
    Origin,
    Source,
    Summary,
    Taint,
    Taints,
    merged,
)
from django_pro.flow.values import Place
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Chain, Class, Function, If, Name, Statement, Try

#: Functions below functions are followed this far.
DEEPEST = 6
#: Rounds in which functions that hand a parameter on become dangerous calls themselves.
ROUNDS = 3
_WORD = re.compile(rb"[A-Za-z_]\w+")
_OTHERS = (
    "extra", "Popen", "run", "call", "check_output", "check_call", "update", "create", "filter", "values", "write",
    "TemplateResponse", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "generate_presigned_post",
    "put_object", "upload_fileobj", "download_fileobj", "get", "get_object_or_404", "get_list_or_404",
)  # fmt: skip
#: What local names call a row of whatever model.
_ROWS = frozenset({"self", "obj", "object", "instance", "row", "record", "item", "entry", "user", "model"})
_FIRST = frozenset(each.encode() for each in (*CALLS, *METHODS, *_OTHERS))
#: Fields that hold texts of users, by the end of their classes' names.
_TEXTS = ("CharField", "TextField", "FileField", "ImageField", "JSONField", "RichTextField", "MarkdownField")
_REQUEST = frozenset({"request", "req", "_request"})


class Inputs:
    """What the functions of `files` do with what requests bring."""

    def __init__(self, project: Project, models: Models, files: Iterable[str], addresses: Addresses) -> None:
        self.project = project
        self.models = models
        self.files = tuple(files)
        self.addresses = addresses
        self.found: dict[Landing, Landing] = {}
        #: Every dangerous call that was looked at, and the function it stands in.
        self.calls: dict[tuple[Kind, Place], Defined] = {}
        #: Every narrowing of a model's rows by what comes from outside.
        self.lookups: dict[Place, Lookup] = {}
        #: What templates are given, by the template's name and the variable's.
        self.contexts: dict[str, dict[str, Taints]] = {}
        self.attributes: dict[tuple[str, str], Taints] = {}
        self._summaries: dict[Defined, Summary] = {}
        self._open: set[Defined] = set()
        self._owners: dict[Defined, Defined] = {}

    @cached_property
    def written(self) -> frozenset[str]:
        """The names of the fields of the project's own models that hold what users write."""
        own = (each for each in self.models.all() if each.cls.module.origin == "project")
        return frozenset(
            field.name
            for model in own
            for field in model.fields
            if field.class_name.rpartition(".")[2].endswith(_TEXTS) and field.argument("choices") is None
        )

    @cached_property
    def lines(self) -> frozenset[str]:
        """The names of those of them that hold a line of text alone: nobody writes markup there by design."""
        own = (each for each in self.models.all() if each.cls.module.origin == "project")
        longer = {
            field.name
            for model in own
            for field in model.fields
            if not field.class_name.rpartition(".")[2].endswith("CharField")
        }
        return self.written - longer

    def is_row(self, name: str) -> bool:
        """Whether a local name says that it holds a row: it is called like a model, or as rows are."""
        word = name.lower()
        return word.rpartition("_")[2] in _ROWS or word.replace("_", "").endswith(self._named)

    @cached_property
    def _named(self) -> tuple[str, ...]:
        own = (each for each in self.models.all() if each.cls.module.origin == "project" and not each.auto_created)
        return tuple(sorted({each.name.lower() for each in own}))

    @cached_property
    def asked(self) -> dict[str, tuple[Kind, ...]]:
        """What forms and serializers settle of a field themselves, by the field's name (`clean_next`, `validate_next`)."""
        found: dict[str, tuple[Kind, ...]] = {}
        for each in self._functions():
            start, _, field = each.qualname.rpartition(".")[2].partition("_")
            if start in ("clean", "validate") and field:
                assert isinstance(each.node, Function)
                words = set(_WORD.findall(bytes(each.node.packed)))
                kinds = (kind for name, kinds in CHECKS.items() if name.encode() in words for kind in kinds)
                found[field] = (*found.get(field, ()), *kinds)
        return found

    @cached_property
    def landings(self) -> tuple[Landing, ...]:
        """Every value that reaches a dangerous call, by place."""
        words = set(_FIRST)
        functions = list(self._functions())
        for _ in range(ROUNDS):
            before = len(words)
            for function in functions:
                if function not in self._summaries and self._mentions(function, words):
                    self.summary(function)
            words |= {
                each.qualname.rpartition(".")[2].encode()
                for each, summary in self._summaries.items()
                if summary.entries
            }
            if len(words) == before:
                break
        return tuple(sorted(self.found.values(), key=lambda each: (each.place, each.kind, each.taint.source.place)))

    def _functions(self) -> Iterator[Defined]:
        names, classes = self.project.names, self.project.classes
        for path in self.files:
            module = self.project.modules.at(path)
            for node in _defined(self.project.sources.module(path).body):
                yield names.define(module, node.name, node)
            for cls in classes.in_module(module):
                for name, found in classes.own(cls).items():
                    for each in found:
                        if isinstance(each, Function):
                            method = names.define(module, f"{cls.qualname}.{name}", each)
                            self._owners[method] = cls
                            yield method

    def _mentions(self, function: Defined, words: set[bytes]) -> bool:
        assert isinstance(function.node, Function)
        return not words.isdisjoint(_WORD.findall(bytes(function.node.packed)))

    def owner(self, function: Defined) -> Defined | None:
        """Return the class of a method."""
        if function not in self._owners and "." in function.qualname:
            around = function.qualname.rpartition(".")[0]
            found = self.project.names.dotted(f"{function.module.name}.{around}")
            cls = next((each for each in found if isinstance(each, Defined) and isinstance(each.node, Class)), None)
            if cls is not None:
                self._owners[function] = cls
        return self._owners.get(function)

    def summary(self, function: Defined, depth: int = 0) -> Summary:
        """Return what a function does with its parameters, read once; nothing while it is being read."""
        found = self._summaries.get(function)
        if found is not None:
            return found
        own = function.module.origin == "project" and isinstance(function.node, Function)
        if function in self._open or depth > DEEPEST or not own:
            return Summary()
        self._open.add(function)
        frame = Frame(self, function, self._given(function), depth)
        frame.run()
        self._open.discard(function)
        found = self._summaries[function] = Summary(merged(frame.returns), tuple(dict.fromkeys(frame.entries)))
        return found

    def _given(self, function: Defined) -> dict[str, Taints]:
        """Return what is known of a function's parameters: what its URL gives, else that a caller gives them."""
        node = function.node
        assert isinstance(node, Function)
        owner = self.owner(function)
        view = owner if owner is not None else function
        addresses = self.addresses.of(view)
        given: dict[str, Taints] = {}
        static = any(isinstance(each, Name) and each.id == "staticmethod" for each in node.decorators)
        bound = owner is not None and not static
        for at, parameter in enumerate(node.parameters):
            if (at == 0 and bound) or parameter.name in _REQUEST:
                continue
            place = Place(function.module.path, node.start, node.start + 3)
            if view.name in self.addresses.routed and (owner is None or parameter.name in addresses):
                if parameter.name in addresses:
                    source = Source(Origin.ADDRESS, place, parameter.name)
                    given[parameter.name] = frozenset({address(source, addresses[parameter.name])})
                continue
            origin = Origin.PRINTED if at == 0 and _is_filter(node) else Origin.PARAMETER
            given[parameter.name] = frozenset({Taint(Source(origin, place, parameter.name, parameter.name))})
        return given

    def land(self, landing: Landing) -> None:
        """Note a value that reaches a dangerous call; of equal ones the shortest way is kept."""
        known = self.found.get(landing)
        if known is None or len(landing.trail) < len(known.trail):
            self.found[landing] = landing

    def handed(self, entry: Entry, taint: Taint, place: Place) -> Landing:
        """Return the landing of a value that a caller hands to a function which hands it on."""
        return Landing(entry.kind, entry.call, taint, entry.place, entry.function, (place, *entry.trail))


def _is_filter(node: Function) -> bool:
    """Whether a function is registered as a filter of templates: `@register.filter`, perhaps called."""
    chains = (each for each in node.decorators if isinstance(each, Chain))
    return any(parts(each)[:2] == ("register", "filter") for each in chains)


def _defined(body: Iterable[Statement]) -> Iterator[Function]:
    """Yield the functions of a module, those whose name is bound anew by `view = decorated(view)` too."""
    for each in body:
        if isinstance(each, Function):
            yield each
        elif isinstance(each, If):
            yield from _defined(statement for branch in each.branches for statement in branch.body)
            yield from _defined(each.orelse)
        elif isinstance(each, Try):
            yield from _defined((*each.body, *each.orelse))
            yield from _defined(statement for handler in each.handlers for statement in handler.body)


def address(source: Source, reach: Reach) -> Taint:
    """Return a URL's argument; one of letters and digits harms nobody, one without slashes leads to no other host."""
    taint = Taint(source)
    if reach.tame:
        return taint.cleaned(*Kind)
    return taint if reach.slashed else taint.cleaned(Kind.PATH, Kind.REDIRECT, Kind.FETCH)


__all__ = ["NOTHING", "Inputs"]
