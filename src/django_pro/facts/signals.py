"""Which functions receive which signals (Django: "Signals", "Listening to signals")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django_pro.facts.calls import Calls, argument_of, without_last
from django_pro.facts.expressions import Expressions, Written, label_of
from django_pro.facts.models import Models
from django_pro.facts.models.calls import construction
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned
from django_pro.project.classes import describe
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, External, Value
from django_pro.project.project import Project
from django_pro.source.syntax import Argument, Attribute, Call, Chain, Class, Expression, Sequence

_RECEIVER = ("django.dispatch.dispatcher.receiver", "django.dispatch.receiver")
_SIGNAL = "Signal"


@dataclass(frozen=True)
class Receiver:
    """A function that receives a signal.

    `signal` is the full name, "django.db.models.signals.post_save". `sender` is a model's label ("shop.Book"), None where
    every sender is meant, `Unknown` for one that is no model or cannot be told. `function` is None where it is a lambda or
    cannot be seen. `node` is the decorator or the call of `connect`.
    """

    signal: str | Unknown
    sender: str | Unknown | None
    function: Defined | None
    module: ModuleFile
    node: Expression


class Signals:
    """Questions about signals."""

    def __init__(self, project: Project, models: Models | None = None, calls: Calls | None = None) -> None:
        self.project = project
        self._given_models = models
        self._calls = calls or Calls(project)
        self._expressions = Expressions(project.classes)

    @cached_property
    def models(self) -> Models:
        """The models that senders name."""
        return self._given_models or Models(self.project)

    @cached_property
    def all(self) -> tuple[Receiver, ...]:
        """Every receiver: by decorators, then by calls of `connect`."""
        decorated = (
            found
            for function in self._calls.functions
            for decorator in function.node.decorators
            for found in self._decorated(function, decorator)
        )
        return (*decorated, *self._connected())

    def of(self, signal: str, sender: str | None = None) -> tuple[Receiver, ...]:
        """Return the receivers of a signal by its full name, those for any sender among them."""
        wanted = (None, sender) if sender is not None else None
        return tuple(each for each in self.all if each.signal == signal and (not wanted or each.sender in wanted))

    def decorated(self, function: Defined) -> tuple[Receiver, ...]:
        """Return what a function's decorators connect it to."""
        node = function.node
        return tuple(each for one in getattr(node, "decorators", ()) for each in self._decorated(function, one))

    def _decorated(self, function: Defined, decorator: Expression) -> Iterator[Receiver]:
        """Yield what `@receiver(signal, sender=…)`, `@signal.connect` and `@signal.connect(sender=…)` say."""
        last = decorator.steps[-1] if isinstance(decorator, Chain) else None
        if not isinstance(decorator, Chain):
            return
        called: Expression = without_last(decorator) if isinstance(last, Call) else decorator
        arguments = last.arguments if isinstance(last, Call) else ()
        step = called.steps[-1] if isinstance(called, Chain) else None
        if isinstance(called, Chain) and isinstance(step, Attribute) and step.name in ("connect", "connect_via"):
            signal = self._signal(Written(function.module, without_last(called)))
            if signal is not None:
                yield self._made(signal, arguments, Written(function.module, decorator), function)
        elif isinstance(last, Call) and self._expressions.name(Written(function.module, called)) in _RECEIVER:
            given = argument_of(arguments, 0, "signal")
            for each in self._each(Written(function.module, given)) if given is not None else ():
                why = Unknown(f"`{describe(each.value)}` is no signal that can be seen")
                yield self._made(self._signal(each) or why, arguments, Written(function.module, decorator), function)

    def _each(self, written: Written) -> tuple[Written, ...]:
        followed = self._expressions.value(written)
        if not isinstance(followed.value, Sequence):
            return (written,)
        items = self._expressions.items(followed)
        return items if isinstance(items, tuple) else (written,)

    def _connected(self) -> Iterator[Receiver]:
        for site in self._calls.of("connect"):
            given = site.argument(0, "receiver")
            if given is None or site.receiver is None:
                continue
            signal = self._signal(Written(site.module, site.receiver, site.local))
            if signal is not None:
                written = Written(site.module, site.node, site.local)
                yield self._made(signal, site.arguments, written, self._function(written.at(given), site.scope))

    def _function(self, given: Written, scope: str) -> Defined | None:
        """Return the function that a name stands for, a method where it is `self.name`."""
        value = given.value
        step = value.steps[0] if isinstance(value, Chain) and len(value.steps) == 1 else None
        if (
            isinstance(value, Chain)
            and isinstance(step, Attribute)
            and getattr(value.base, "id", "") in ("self", "cls")
        ):
            around = self.project.names.dotted(f"{given.module.name}.{scope.rpartition('.')[0]}")
            owner = next((each for each in around if isinstance(each, Defined) and isinstance(each.node, Class)), None)
            return self.project.classes.method(owner, step.name) if owner is not None else None
        return self._expressions.defined(given)

    def _made(
        self, signal: str | Unknown, arguments: tuple[Argument, ...], written: Written, function: Defined | None
    ) -> Receiver:
        given = argument_of(arguments, -1, "sender")
        sender = label_of(self.models, written.at(given)) if given is not None else None
        return Receiver(signal, sender, function, written.module, written.value)

    def _signal(self, written: Written) -> str | Unknown | None:
        """Return a signal's full name; None where an expression is none, as `sqlite3` is."""
        names = self.project.names
        for target in names.resolve(written.module, written.value, written.local):
            if isinstance(target, Value) and self._is_signal(target):
                return self._full_name(target)
            if isinstance(target, External) and _SIGNAL.lower() in target.name.lower():
                return target.name
        last = describe(written.value).rpartition(".")[2].lower()
        return Unknown(f"`{describe(written.value)}` is no signal that can be seen") if _named_so(last) else None

    def _is_signal(self, value: Value) -> bool:
        made = construction(self.project.names, value.module, value.expression)
        if made is None:
            return False
        above = self.project.classes.mro(made.cls).names if made.cls is not None else ()
        return any(each.endswith(_SIGNAL) for each in (made.name, *above))

    def _full_name(self, value: Value) -> str | Unknown:
        for name, bindings in self.project.names.bindings(value.module).names.items():
            if any(isinstance(each, Assigned) and each.value is value.expression for each in bindings):
                return f"{value.module.name}.{name}"
        return Unknown(f"a signal of `{value.module.name}` that has no name of its own")


def _named_so(name: str) -> bool:
    """Whether a name tells that it is a signal's, where nothing else does."""
    return name.endswith(("signal", "on_after_configure", "on_after_finalize")) or name.startswith(("pre_", "post_"))
