"""Which calls are dangerous, and which of their arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django_pro.facts.views.functions import walk
from django_pro.flow.inputs.sinks import CALLS, METHODS
from django_pro.flow.inputs.values import NOTHING, SENT, Kind, Origin, Taint, Taints
from django_pro.source.syntax import (
    Argument,
    Attribute,
    Call,
    Chain,
    Constant,
    Expression,
    FString,
    Item,
    Mapping,
    Name,
    Operation,
    Sequence,
    Step,
)

if TYPE_CHECKING:
    from django_pro.flow.inputs.frame import Frame

_SANITISING = re.compile(r"(?i)escape|saniti[sz]e|bleach|nh3|clean|^safe_?mode$")
_SUBPROCESS = frozenset({"run", "call", "check_call", "check_output", "Popen"})
_NARROWING = frozenset({"filter", "exclude", "get", "values", "values_list", "only", "defer"})
_MAKING = frozenset({"create", "update", "get_or_create", "update_or_create"})
_HTML = re.compile(r"html", re.IGNORECASE)
ADDRESS = re.compile(r'(?:^|[_.\["])(?:url|uri|endpoint|webhook|callback|next|redirect|link)$', re.IGNORECASE)
_WRITTEN = ((".py", Kind.CODE), (".html", Kind.TEMPLATE))
_ON_PATHS = frozenset({"read_text", "read_bytes", "write_text", "write_bytes", "unlink", "rmdir", "iterdir", "rglob"})
#: Keyword arguments of storages' clients that name the object (boto3: "S3"; the projects' own wrappers keep the names).
_KEYS = {"generate_presigned_post": ("Key", "key", "object_name"), "put_object": ("Key",), "get_object": ("Key",),
         "upload_fileobj": ("Key",), "download_fileobj": ("Key",)}  # fmt: skip
#: A pattern of everything but letters, digits, `_`, `-` and blanks: what is left when it is replaced harms nothing.
_BUT_WORDS = re.compile(r"\[\^(?:\\[wd]|[A-Za-z0-9_ -])+\][+*]?")
#: Loaders of PyYAML that make no objects (PyYAML: "Loading YAML").
_SAFE_LOADERS = frozenset({"SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader"})


@dataclass(frozen=True)
class Called:
    """A call: the chain and the call's step in it, the last and the full name, the arguments with what they hold.

    `current` is what the value holds whose method it is.
    """

    node: Chain
    index: int
    last: str
    name: str
    given: tuple[tuple[Argument, Taints], ...]
    current: Taints

    @property
    def is_method(self) -> bool:
        """Whether it is a method of a value, not a function of a module."""
        return not self.name and self.index > 0 and isinstance(self.node.steps[self.index - 1], Attribute)

    def argument(self, position: int, *names: str) -> Argument | None:
        """Return an argument by name, else by place."""
        plain = [each for each, _ in self.given if each.name is None and not each.stars]
        named = next((each for each, _ in self.given if each.name in names), None)
        return named or (plain[position] if position < len(plain) else None)

    def held(self, argument: Argument | None) -> Taints:
        """Return what an argument holds."""
        return next((taints for each, taints in self.given if each is argument), NOTHING)

    @property
    def names(self) -> frozenset[str]:
        """The attributes before the call."""
        return frozenset(each.name for each in self.node.steps[: self.index] if isinstance(each, Attribute))

    @property
    def receiver(self) -> str:
        """The last name before the method's: `cursor` of `self.cursor.execute(…)`."""
        before = self.node.steps[self.index - 2] if self.index > 1 else None
        if isinstance(before, Attribute):
            return before.name
        return self.node.base.id if isinstance(self.node.base, Name) and self.index == 1 else ""


def taken(taints: Taints, key: str | None) -> Taints:
    """Return what is taken out of containers by a key, or by one that is not written."""
    found = (each.taken(key) for each in taints)
    return frozenset(each for each in found if each is not None)


def tells_errors(step: Attribute, following: tuple[Step, ...]) -> bool:
    """Whether a form's errors are taken as texts: each repeats what was sent ("Select a valid choice. … is not one"),
    unescaped (Django: "Form.errors.as_json()"); printed as they are, they are escaped.
    """
    first, call = following[0] if following else None, following[1] if len(following) > 1 else None
    if step.name != "errors" or not isinstance(first, Attribute) or not isinstance(call, Call):
        return False
    escaped = any(each.name == "escape_html" for each in call.arguments)
    return first.name in ("as_json", "get_json_data", "items", "values") and not escaped


def key_of(steps: tuple[Step, ...]) -> str | None:
    """Return the literal key of `[…]` or `.get(…)`, None where there is none."""
    if steps and isinstance(steps[0], Item) and isinstance(steps[0].index, Constant):
        return str(steps[0].index.value)
    if len(steps) > 1 and isinstance(steps[0], Attribute) and steps[0].name in ("get", "pop", "getlist"):
        call = steps[1]
        first = call.arguments[0].value if isinstance(call, Call) and call.arguments else None
        return str(first.value) if isinstance(first, Constant) else None
    return None


def dangerous(frame: Frame, called: Called) -> Iterator[tuple[Kind, Taints]]:
    """Yield what a call does, with what the arguments that decide it hold."""
    yield from _of(frame, called)


def leaves_words(called: Called) -> bool:
    """Whether `re.sub` takes everything out but letters, digits and the like."""
    pattern = called.argument(0)
    return (
        pattern is not None
        and isinstance(pattern.value, Constant)
        and bool(isinstance(pattern.value.value, str) and _BUT_WORDS.fullmatch(pattern.value.value))
    )


def marked_down(called: Called, arguments: Taints) -> Taints:
    """Return what Markdown makes of a text: the HTML in it stays as it is, unless an extension takes it out.

    ([Python-Markdown](https://python-markdown.github.io/reference/), "safe_mode" until 2.6.)
    """
    words = {
        getattr(each, "id", "") or getattr(each, "name", "")
        for argument, _ in called.given[1:]
        for each in walk((argument,))
    }
    if any(_SANITISING.search(word or "") for word in words):
        return frozenset(each.cleaned(Kind.MARKED, Kind.RESPONSE) for each in arguments)
    return frozenset(replace(each, built=True, source=replace(each.source, rich=False)) for each in arguments)


def matters(kind: Kind, taint: Taint) -> bool:
    """Whether a value from its source is of interest to a dangerous call."""
    origin = taint.source.origin
    if kind in (Kind.NAMES, Kind.UPDATE) and (taint.held is not None or origin is Origin.CLEANED):
        return False  # the program's own container, or a form's: the keys are not the user's
    if kind is Kind.ORM and origin is Origin.CLEANED:
        return False
    if kind is Kind.TEMPLATE and origin is Origin.CLEANED and "template" in taint.source.label:
        return False  # a form that asks for a template
    if origin is Origin.PARAMETER:
        return kind not in (Kind.REDIRECT, Kind.FETCH) or taint.first
    if origin is Origin.STORED:
        marked = kind is Kind.MARKED and not taint.source.rich
        return marked or kind is Kind.UNPICKLE or (kind is Kind.SHELL and taint.built)
    if origin is Origin.PRINTED:  # markup is put around it; alone it may be markup that the program made
        return kind is Kind.MARKED and taint.built and not taint.first
    if origin is Origin.REFUSED:
        return kind in (Kind.MARKED, Kind.RESPONSE)
    if origin is Origin.REMOTE:
        return kind in (Kind.MARKED, Kind.RESPONSE, Kind.UNPICKLE)
    if kind in (Kind.REDIRECT, Kind.FETCH):
        cleaned = origin is Origin.CLEANED and not ADDRESS.search(taint.source.label.rstrip('"]'))
        return taint.first and origin in SENT and not cleaned
    if kind is Kind.UPDATE:
        return origin in (Origin.BODY, Origin.QUERY)
    return True


def _of(frame: Frame, called: Called) -> Iterator[tuple[Kind, Taints]]:
    for sink in CALLS.get(called.last, ()):
        if called.name.startswith(sink.package) and not _is_harmless(called, sink.kind):
            held = called.held(called.argument(sink.position, *sink.names))
            inside = called.last == "import_module"  # a module below a package that is written is one of its own
            yield sink.kind, frozenset(each for each in held if each.first or not inside)
    if called.name.startswith("subprocess") and called.last in _SUBPROCESS:
        yield from _subprocess(frame, called)
    if called.index and not called.name:
        yield from _of_method(frame, called)
    if (called.last in _MAKING and "objects" in called.names) or (called.name and frame.is_model(called.name)):
        yield (
            Kind.UPDATE,
            frozenset(taint for each, taints in called.given if each.stars == 2 for taint in taints if not taint.built),
        )


def _of_method(frame: Frame, called: Called) -> Iterator[tuple[Kind, Taints]]:
    known = METHODS.get(called.last)
    if known is not None and re.search(known[2], called.receiver):
        kind, position, _ = known
        yield kind, called.held(called.argument(position))
    if called.last == "extra":
        yield (
            Kind.SQL,
            frozenset(
                taint for each, taints in called.given if each.name in ("where", "select", "tables") for taint in taints
            ),
        )
    if called.last in _NARROWING:
        open_names = (
            taints for each, taints in called.given if each.stars == 2 and not isinstance(each.value, Mapping)
        )
        yield Kind.NAMES, frozenset(taint for taints in open_names for taint in taints)
    if called.last in _ON_PATHS and not any(each.source.origin is Origin.FILE for each in called.current):
        yield Kind.PATH, called.current
    for key in _KEYS.get(called.last, ()):
        named = called.argument(99, key)
        if named is not None:
            yield Kind.PATH, called.held(named)
    if called.last == "write":
        yield from _written(frame, called)


def _written(frame: Frame, called: Called) -> Iterator[tuple[Kind, Taints]]:
    """Source or a template that is written to a file."""
    opened = frame.values.get(called.receiver)
    texts = "".join(_texts(frame, opened)) if opened is not None else ""
    for ending, kind in _WRITTEN:
        if ending in texts:
            yield kind, called.held(called.argument(0))


def _texts(frame: Frame, node: Expression, depth: int = 0) -> Iterator[str]:
    """Yield the literal texts of an expression, and of the names in it."""
    for each in walk((node,)):
        if isinstance(each, Constant) and isinstance(each.value, str):
            yield each.value
        elif isinstance(each, Name) and each.id in frame.values and depth < 3:
            yield from _texts(frame, frame.values[each.id], depth + 1)


def _subprocess(frame: Frame, called: Called) -> Iterator[tuple[Kind, Taints]]:
    command = called.argument(0, "args")
    shell = next((each.value for each, _ in called.given if each.name == "shell"), None)
    open_names = {each.value.id for each, _ in called.given if each.stars == 2 and isinstance(each.value, Name)}
    off = (shell is None or (isinstance(shell, Constant) and not shell.value)) and not open_names & frame.shells
    if command is None:
        return
    if not off and not isinstance(command.value, Sequence):
        yield Kind.SHELL, called.held(command)
    elif off and _is_split(command.value):  # each blank in the value begins another argument
        yield Kind.SHELL, frozenset(each for each in called.held(command) if each.built)


def _is_split(node: Expression) -> bool:
    """Whether a command is cut into arguments at its blanks: `command.split()`, `shlex.split(command)`."""
    before = node.steps[-2] if isinstance(node, Chain) and len(node.steps) > 1 else None
    return isinstance(before, Attribute) and before.name == "split"


def _is_harmless(called: Called, kind: Kind) -> bool:
    """Whether other arguments of a call make it harmless."""
    if kind is Kind.RESPONSE:
        return _is_no_html(called)
    if kind is Kind.MARKED and called.last == "format_html":
        first = called.argument(0)
        return first is None or not _is_built(first.value)
    if kind is Kind.UNPICKLE and called.name.startswith("yaml") and called.last != "unsafe_load":
        loader = called.argument(1, "Loader")
        last = loader.value.steps[-1] if loader is not None and isinstance(loader.value, Chain) else None
        name = (
            last.name if isinstance(last, Attribute) else getattr(loader.value, "id", "") if loader is not None else ""
        )
        return name in _SAFE_LOADERS
    return False


def _is_built(node: Expression) -> bool:
    """Whether a text is put together before it is given away."""
    return isinstance(node, FString | Operation | Chain)


def _is_no_html(called: Called) -> bool:
    """Whether an answer's type says that a browser shows it as it is (Django: "HttpResponse.__init__")."""
    stated = called.argument(1, "content_type", "mimetype")
    if stated is None:
        return False
    return not (isinstance(stated.value, Constant) and _HTML.search(str(stated.value.value)))
