"""What expressions hold, and what calls do with what they are given."""

from __future__ import annotations

import builtins
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from django_pro.flow.inputs import dangers, guards, lookups
from django_pro.flow.inputs.expressions import BEFORE_HOST, VALUES, parts
from django_pro.flow.inputs.handing import handed, of_upload
from django_pro.flow.inputs.sinks import CLEANING, HANDING, SILENT
from django_pro.flow.inputs.sources import CLEANED, is_answer, part_of
from django_pro.flow.inputs.values import NOTHING, Entry, Kind, Origin, Source, Taint, Taints, through
from django_pro.flow.values import Place
from django_pro.project.bindings import Imported, bindings_of
from django_pro.project.names import Defined, External
from django_pro.source.syntax import (
    Argument,
    Attribute,
    Call,
    Chain,
    Constant,
    Expression,
    Function,
    Item,
    Mapping,
    Name,
    Slice,
    body_of,
)

if TYPE_CHECKING:
    from django_pro.flow.inputs.frame import Frame

#: What Python 2 had.
_OLD = frozenset({"file", "execfile"})
_RESOLVING = frozenset({"django.urls.resolve", "django.urls.base.resolve", "django.core.urlresolvers.resolve"})
_SETTINGS = re.compile(r"(?i)settings|config|preferences")
#: Calls that hand on only as functions of Python itself; querysets have methods of these names.
_PLAIN = frozenset({"filter", "map", "zip", "sub", "subn", "split", "findall", "match", "search", "group"})
#: How Celery's tasks are called for later (Celery: "Calling Tasks").
_LATER = frozenset({"delay", "delay_on_commit", "apply_async"})
_REQUEST = frozenset({"request", "req", "_request"})
#: Attributes whose values are no texts that a user writes.
_TAME = re.compile(
    r"(?:^|_)(?:id|pk|count|total|size|width|height|year|month|day|number|index|length|color|colour|date|time|at|on|version|app_label"
    r"|temporary_file_path|model_name|verbose_name|verbose_name_plural|DoesNotExist|objects|meta|class_name|media|type|status|code)$|^(?:_meta|is_\w+|has_\w+)$"
)
#: Attributes that hold no markup: Django's validators let none in (Django: "UnicodeUsernameValidator", "validate_slug").
_MARKLESS = re.compile(r"(?:^|_)(?:username|slug|language|lang|locale|uuid|md5|sha\d+|checksum)$")
_FORM = re.compile(r"(?i)form$")
_REMOTE = re.compile(r"^(?:requests|httpx|urllib|urllib2|urllib3|aiohttp)\b")
#: Methods of sockets and of `http.client` (Python: "socket", "http.client").
_RECEIVING = frozenset({"recv", "recvfrom", "getresponse"})
_ASKED = frozenset({"get", "post", "put", "patch", "delete", "request", "urlopen", "head"})


class Calls:
    """Evaluates the expressions of one function."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        node = frame.function.node
        body = body_of(node) if isinstance(node, Function) else ()
        found = bindings_of(body)
        self._local = found
        self._imports = {name for name, each in found.names.items() if any(isinstance(one, Imported) for one in each)}

    def value(self, node: Expression) -> Taints:
        """Return what an expression may hold."""
        handler = VALUES.get(type(node))
        return handler(self, node) if handler is not None else NOTHING

    def values(self, nodes: tuple[Expression, ...]) -> Taints:
        """Return what several expressions may hold together."""
        found = NOTHING
        for each in nodes:
            found |= self.value(each)
        return found

    # Names

    def full_name(self, node: Expression) -> tuple[str, Defined | None]:
        """Return the full name of what is called, and its definition where it can be read; "" for a local value."""
        base = node.base if isinstance(node, Chain) else node
        if not isinstance(base, Name):
            return "", None
        imported = base.id in self._imports
        if base.id in self.frame.bound and not imported:
            return "", None
        module = self.frame.function.module
        for target in self.frame.inputs.project.names.resolve(module, node, self._local if imported else None):
            for found in self.frame.inputs.project.names.follow(target):
                if isinstance(found, Defined):
                    return found.name, found
                if isinstance(found, External):
                    return found.name, None
        if isinstance(node, Name) and (hasattr(builtins, node.id) or node.id in _OLD):
            return f"builtins.{node.id}", None
        return "", None

    # Chains

    def chain(self, node: Chain) -> Taints:
        """Follow attributes, items and calls from left to right."""
        entered = self._entered(node)
        if entered is not None:
            current, at = entered
        else:
            current, at = self.value(node.base), 0
        for index in range(at, len(node.steps)):
            step = node.steps[index]
            if isinstance(step, Call):
                current = self._call(node, index, step, current)
            elif isinstance(step, Item):
                current = self._item(step, current)
            else:
                current = self._attribute(node, index, step, current)
        return self._passed(current)

    def _passed(self, taints: Taints) -> Taints:
        """Return values as harmless as the questions left them that were asked of what is written alike."""
        found = NOTHING
        for each in taints:
            known = self.frame.names.get(guards.mark(each)) if each.identity is not None else None
            found |= {each.cleaned(*next(iter(known)).harmless) if known else each}
        return found

    def _item(self, step: Item, current: Taints) -> Taints:
        """Return what a subscript takes out; what a table of the program's own has as a key is one of its own."""
        self.value(step.index)
        if not current and isinstance(step.index, Name):
            guards.settle(self.frame, self.frame.names.get(step.index.id, NOTHING), tuple(Kind))
        if isinstance(step.index, Slice):
            return current
        return dangers.taken(current, str(step.index.value) if isinstance(step.index, Constant) else None)

    def _entered(self, node: Chain) -> tuple[Taints, int] | None:
        """Return what enters by a part of the request, by the URL or by `self`, and how many steps that takes."""
        base = node.base
        if not isinstance(base, Name):
            return None
        steps = node.steps
        first = steps[0].name if isinstance(steps[0], Attribute) else ""
        start = 0 if base.id in _REQUEST else 1 if base.id == "self" and first in _REQUEST else None
        if start is not None and (part := part_of(steps[start:])) is not None:
            return self.frame.source(part[0], node, _text(node, start + part[1])), start + part[1]
        if base.id == "self" and first == "kwargs":
            return self._address(node), 1
        if base.id == "self" and self.frame.owner is not None and first:
            known = self.frame.inputs.attributes.get((self.frame.owner.name, first), NOTHING)
            return (known, 1) if known else None
        return None

    def _address(self, node: Chain) -> Taints:
        from django_pro.flow.inputs.reading import address

        owner = self.frame.owner
        key = dangers.key_of(node.steps[1:])
        given = self.frame.inputs.addresses.of(owner) if owner is not None else {}
        if key is None or key not in given:
            return NOTHING
        source = Source(Origin.ADDRESS, self.frame.place(node), key)
        return frozenset({address(source, given[key])})

    def _attribute(self, node: Chain, index: int, step: Attribute, current: Taints) -> Taints:
        if step.name in CLEANED or (step.name == "data" and _is_serializer(node, index)):
            found = self.frame.source(Origin.CLEANED, node, _text(node, index + 1))
            asked = self.frame.inputs.asked.get(dangers.key_of(node.steps[index + 1 :]) or "", ())
            return frozenset(each.cleaned(*asked) for each in found)
        if _FORM.search(_text(node, index)) and dangers.tells_errors(step, node.steps[index + 1 :]):
            return self.frame.source(Origin.REFUSED, node, _text(node, index + 1))
        called = index + 1 < len(node.steps) and isinstance(node.steps[index + 1], Call)
        current = frozenset(each for each in current if each.source.origin is not Origin.PRINTED)
        if current and not called:
            current = of_upload(step.name, current)
            if not current:
                return NOTHING
        if current:
            remote = frozenset(
                each for each in current if each.source.origin is Origin.REMOTE and not is_answer(step.name)
            )
            current -= remote
            return NOTHING if _TAME.search(step.name) and not called else self._stored(node, index, current)
        last = index == len(node.steps) - 1
        return self._stored(node, index, current) if last and not _TAME.search(step.name) else NOTHING

    def _stored(self, node: Chain, index: int, current: Taints) -> Taints:
        """Return an attribute of some object, which may hold what a user wrote."""
        last = index == len(node.steps) - 1
        sent = any(each.source.origin is not Origin.PARAMETER for each in current)
        step = node.steps[index]
        name = step.name if isinstance(step, Attribute) else ""
        if _MARKLESS.search(name):
            current = frozenset(each.cleaned(Kind.MARKED, Kind.RESPONSE) for each in current)
        if sent or not last or not self._is_row(node, index):
            return current
        found = self.frame.source(Origin.STORED, node, _text(node, index + 1))
        harmless: list[Kind] = [Kind.MARKED, Kind.RESPONSE] if _MARKLESS.search(name) else []
        base = node.base.id if isinstance(node.base, Name) else ""
        if name not in self.frame.inputs.lines or not self.frame.inputs.is_row(base):
            found = frozenset(replace(each, source=replace(each.source, rich=True)) for each in found)
        return current | frozenset(each.cleaned(*harmless) for each in found)

    def _is_row(self, node: Chain, index: int) -> bool:
        """Whether an attribute may be a field that a user writes: its name is one, and its owner no other object."""
        step = node.steps[index]
        if not isinstance(node.base, Name) or not isinstance(step, Attribute) or _SETTINGS.search(_text(node, index)):
            return False
        if step.name not in self.frame.inputs.written:
            return False
        if node.base.id == "self" and index == 0:
            return self.frame.owner is not None and self.frame.inputs.models.of(self.frame.owner) is not None
        if node.base.id == "self" and index == 1:
            return bool(dangers.ADDRESS.search(step.name))
        return node.base.id in self.frame.bound

    # Calls

    def _call(self, node: Chain, index: int, step: Call, current: Taints) -> Taints:
        callee = Chain(node.start, step.start, node.base, node.steps[:index]) if index else node.base
        before = node.steps[index - 1] if index else None
        base = node.base.id if isinstance(node.base, Name) and not index else ""
        last = before.name if isinstance(before, Attribute) else base
        name, defined = self.full_name(callee)
        names = self.frame.names
        given = [(each, self.value(each.value)) for each in step.arguments]
        if names is not self.frame.names:  # a question in one argument settles the others
            given = [(each, self.value(each.value)) for each in step.arguments]
        called = dangers.Called(node, index, last, name, tuple(given), current)
        if last in ("render", "TemplateResponse", "render_to_string"):
            self._note_context(called)
        lookups.note(self.frame, called)
        if name in _RESOLVING:  # it raises for what is no path of this site's
            guards.settle(self.frame, frozenset(t for _, ts in given for t in ts), (Kind.REDIRECT, Kind.FETCH))
        place = Place(self.frame.path, node.start, step.end)
        for kind, taints in dangers.dangerous(self.frame, called):
            self.frame.inputs.calls[kind, place] = self.frame.function
            for taint in sorted(taints, key=lambda each: (each.source.place, each.source.label)):
                if kind not in taint.harmless and dangers.matters(kind, taint):
                    self.frame.land(Entry(kind, last or name, taint, place, self.frame.function))
        target, skipped = self._target(node, index, last, defined)
        if target is not None and target.module.origin == "project":
            return self._entered_function(node, target, skipped, given)
        return self._result(called)

    def _note_context(self, called: dangers.Called) -> None:
        """Remember what a template is given under which name."""
        at = 0 if called.last == "render_to_string" else 1
        template = called.argument(at, "template_name", "template")
        context = called.argument(at + 1, "context")
        name = template.value if template is not None else None
        if context is None or not isinstance(name, Constant) or not isinstance(name.value, str):
            return
        value: Expression | None = context.value
        if isinstance(value, Name):
            value = self.frame.values.get(value.id)
        kept = self.frame.inputs.contexts.setdefault(name.value, {})
        for entry in value.entries if isinstance(value, Mapping) else ():
            if isinstance(entry.key, Constant):
                key = str(entry.key.value)
                kept[key] = kept.get(key, NOTHING) | self.value(entry.value)

    def _target(self, node: Chain, index: int, last: str, defined: Defined | None) -> tuple[Defined | None, int]:
        """Return the function of the project's own that is called, and how many parameters it has before the arguments."""
        classes = self.frame.inputs.project.classes
        if defined is None and last in _LATER and index:
            rest = node.steps[: index - 1]
            _, task = self.full_name(Chain(node.start, node.end, node.base, rest) if rest else node.base)
            if task is not None and isinstance(task.node, Function):
                return task, 1 if task.node.parameters and task.node.parameters[0].name == "self" else 0
        if defined is not None and isinstance(defined.node, Function):
            return defined, 1 if _is_decorated(defined, "classmethod") else 0
        if defined is not None:
            return classes.method(defined, "__init__"), 1
        own = isinstance(node.base, Name) and node.base.id in ("self", "cls") and index == 1
        if own and self.frame.owner is not None:
            method = classes.method(self.frame.owner, last)
            return method, 0 if method is not None and _is_decorated(method, "staticmethod") else 1
        return None, 0

    def _entered_function(
        self, node: Chain, target: Defined, skipped: int, given: list[tuple[Argument, Taints]]
    ) -> Taints:
        """Put the arguments in the place of the parameters of a function's summary."""
        assert isinstance(target.node, Function)
        if not isinstance(target.node, Function):
            return NOTHING
        summary = self.frame.inputs.summary(target, self.frame.depth + 1)
        known, there = handed(target.node.parameters[skipped:], given)
        place = self.frame.place(node)
        for entry in summary.entries:
            for taint in NOTHING if entry.absent & there else known.get(entry.taint.source.name, NOTHING):
                self._hand_on(entry, taint, place)
        found = NOTHING
        for taint in summary.returns:
            if taint.source.origin is Origin.PARAMETER:
                through_it = (through(taint, each) for each in known.get(taint.source.name, NOTHING))
                found |= frozenset(each for each in through_it if each is not None)
            else:
                found |= {taint}
        kinds = CLEANING.get(target.qualname.rpartition(".")[2], ())
        return frozenset(each.cleaned(*kinds) for each in found) if kinds else found

    def _hand_on(self, entry: Entry, taint: Taint, place: Place) -> None:
        """Note what a function does with a value that its caller hands to it."""
        whole = through(entry.taint, taint)
        if whole is not None and entry.kind not in whole.harmless and dangers.matters(entry.kind, whole):
            trail = (place, *entry.trail)
            self.frame.land(Entry(entry.kind, entry.call, whole, entry.place, entry.function, trail))

    def _result(self, called: dangers.Called) -> Taints:
        """Return what a call of somebody else's function gives back."""
        arguments = frozenset(taint for _, taints in called.given for taint in taints)
        if called.last == "markdown" and not called.is_method:
            return dangers.marked_down(called, arguments)
        if called.last in CLEANING:
            kinds = CLEANING[called.last]
            handed = arguments if not called.current or called.name else arguments | called.current
            return frozenset(
                each.cleaned(*kinds) for each in handed if each.source.origin is not Origin.REMOTE or kinds
            )
        if called.is_method and called.last in _RECEIVING:
            return self.frame.source(Origin.REMOTE, called.node, f"the answer of `{called.last}()`")
        if _REMOTE.match(called.name) and called.last in _ASKED:
            return self.frame.source(Origin.REMOTE, called.node, f"the answer of `{called.last}()`")
        if called.is_method and isinstance(called.node.base, Constant) and called.last in ("format", "join"):
            return self._formatted(called, called.node.base, arguments)
        if called.current and called.is_method and called.last in ("get", "pop", "getlist", "setdefault"):
            key = called.argument(0)
            known = str(key.value.value) if key is not None and isinstance(key.value, Constant) else None
            rest = frozenset(taint for _, taints in called.given[1:] for taint in taints)
            return dangers.taken(called.current, known) | rest
        if called.current and called.is_method:
            return NOTHING if called.last in SILENT or _TAME.search(called.last) else called.current | parts(arguments)
        if called.name == "builtins.dict":
            return frozenset(
                replace(taint, held=each.name) if each.name else taint
                for each, taints in called.given
                for taint in taints
            )
        if (
            called.last in HANDING
            and (not called.is_method)
            and not (called.last in _PLAIN and "." in called.name and not called.name.startswith(("builtins.", "re.")))
        ):
            tame = called.last in ("sub", "subn") and dangers.leaves_words(called)
            return frozenset(each.cleaned(*Kind) for each in arguments) if tame else arguments
        return NOTHING

    def _formatted(self, called: dangers.Called, base: Constant, arguments: Taints) -> Taints:
        pieces = re.split(r"\{\w*\}", str(base.value))
        plain = tuple(each.value for each, _ in called.given if not each.name and not each.stars)
        if called.last == "format" and len(plain) == len(called.given):
            return self.placed(pieces, plain)
        begins = bool(BEFORE_HOST.match(pieces[0]))
        return frozenset(replace(each, built=True, first=each.first and begins, held=None) for each in arguments)

    def placed(self, pieces: list[str], items: tuple[Expression, ...]) -> Taints:
        """Return what a text holds that is put together of pieces with items between them."""
        found, text = NOTHING, ""
        for at, item in enumerate(items):
            text += pieces[at] if at < len(pieces) else "x"
            begins = bool(BEFORE_HOST.match(text))
            found |= frozenset(
                replace(each, built=True, first=each.first and begins, held=None) for each in self.value(item)
            )
            text += "x"
        return found


def _is_decorated(method: Defined, name: str) -> bool:
    return any(isinstance(each, Name) and each.id == name for each in method.node.decorators)


def _text(node: Chain, steps: int) -> str:
    """Return the beginning of a chain as it may be written: `request.GET`, `book.title`."""
    base = node.base.id if isinstance(node.base, Name) else "…"
    names = [f".{each.name}" for each in node.steps[:steps] if isinstance(each, Attribute)]
    key = dangers.key_of(node.steps[steps:])
    return base + "".join(names) + (f'["{key}"]' if key is not None else "")


def _is_serializer(node: Chain, index: int) -> bool:
    before = node.steps[index - 1] if index else node.base
    name = before.name if isinstance(before, Attribute) else before.id if isinstance(before, Name) else ""
    return name.endswith("serializer")
