"""Where tasks are sent to workers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django_pro.facts.calls import Calls, CallSite, without_last
from django_pro.facts.expressions import Expressions, Written
from django_pro.facts.tasks.task import Kind, Send, Task
from django_pro.findings.blind import Unknown
from django_pro.project.classes import Classes, describe
from django_pro.project.names import Defined
from django_pro.source.syntax import Call, Chain, Class, Expression, Function

#: Methods of a task that send it, or make a signature of it.
_METHODS = {
    Kind.CELERY: ("s", "si", "subtask", "signature"),
    Kind.DJANGO: ("enqueue", "aenqueue"),
    Kind.HUEY: ("schedule", "s"),
    Kind.DRAMATIQ: ("send", "send_with_options", "message"),
}
#: Those that no other object has: a send is one even where the task cannot be seen.
_SURE = ("delay", "apply_async", "delay_on_commit", "apply_async_on_commit")
#: Functions and methods that take the task's name.
_BY_NAME = ("send_task", "signature")
_BY_FUNCTION = ("async_task", "async_iter", "schedule", "enqueue")
#: Functions that take the task's function, by the ends of their full names.
_GIVEN = {
    "django_q.tasks.async_task": Kind.DJANGO_Q, "django_q.tasks.schedule": Kind.DJANGO_Q,
    "django_q.tasks.async_iter": Kind.DJANGO_Q, "django_rq.queues.enqueue": Kind.RQ, "django_rq.enqueue": Kind.RQ,
}  # fmt: skip


class Sending:
    """Finds sends; `tasks` are the known ones by their function or class."""

    def __init__(self, classes: Classes, calls: Calls, tasks: Mapping[Defined, Task]) -> None:
        self.classes = classes
        self.calls = calls
        self.tasks = tasks
        self.named = {each.name: each for each in tasks.values() if isinstance(each.name, str)}
        kinds = dict.fromkeys(each.kind for each in tasks.values())
        self.methods = (*_SURE, *(method for kind in kinds for method in _METHODS.get(kind, ())))
        self.expressions = Expressions(classes)

    def all(self) -> Iterator[Send]:
        """Yield every send by file."""
        called = {each.target.qualname for each in self.tasks.values() if each.kind is Kind.HUEY}
        for site in self.calls.of(*dict.fromkeys((*self.methods, *_BY_NAME, *_BY_FUNCTION, *sorted(called)))):
            found = self._by_method(site) or self._by_name(site) or self._by_function(site) or self._huey(site, called)
            if found is not None:
                yield found

    def _by_method(self, site: CallSite) -> Send | None:
        if site.receiver is None or site.name not in self.methods:
            return None
        task = self.task(Written(site.module, site.receiver, site.local))
        if task is None and site.name not in _SURE:
            return None
        name = task.name if task else Unknown(f"which task `{describe(site.receiver)}` is cannot be told")
        return _send(site, task, name)

    def task(self, written: Written) -> Task | None:
        """Return the task that an expression stands for: its function, its class, or an object of it."""
        value = written.value
        if isinstance(value, Chain) and isinstance(value.steps[-1], Call):
            found = self.expressions.cls(written.at(without_last(value)))
        elif isinstance(value, Chain) and getattr(value.base, "id", "") in ("self", "cls"):
            found = None
        else:
            found = self.expressions.defined(self.expressions.value(written))
            if found is None and (followed := self.expressions.value(written)).value is not value:
                return self.task(followed)
        return self.tasks.get(found) if found is not None else None

    def _by_name(self, site: CallSite) -> Send | None:
        if site.name not in _BY_NAME or (site.name == "signature" and site.receiver is not None):
            return None
        given = site.argument(0, "name")
        name = self._text(site, given)
        if site.name == "signature" and isinstance(name, Unknown):
            return None
        return _send(site, self.named.get(name) if isinstance(name, str) else None, name)

    def _text(self, site: CallSite, given: Expression | None) -> str | Unknown:
        if given is None:
            return Unknown("no name is given")
        return self.expressions.text(Written(site.module, given, site.local))

    def _by_function(self, site: CallSite) -> Send | None:
        """Return a send that is given the function, or its dotted name."""
        kind = _GIVEN.get(self.expressions.name(Written(site.module, site.called, site.local)))
        if kind is None and not self._is_queue(site):
            return None
        given = site.argument(0, "func")
        found = self._function(site, given) if given is not None else None
        if found is None:
            return _send(site, None, self._text(site, given)) if kind is not None else None
        task = self.tasks.get(found) or Task(kind or Kind.RQ, found.name, found, found)
        return _send(site, task, task.name)

    def _is_queue(self, site: CallSite) -> bool:
        """Whether `.enqueue(…)` is a queue's of RQ: no class of the project has it."""
        if site.name != "enqueue" or site.receiver is None:
            return False
        owner = self.expressions.defined(Written(site.module, site.receiver, site.local))
        return owner is None and getattr(site.receiver, "id", "") not in ("self", "cls", "super")

    def _function(self, site: CallSite, given: Expression) -> Defined | None:
        written = Written(site.module, given, site.local)
        found = self.expressions.defined(written)
        text = self.expressions.text(written) if found is None else None
        if isinstance(text, str):
            targets = self.expressions.names.dotted(text)
            found = next((each for each in targets if isinstance(each, Defined)), None)
        return found if found is not None and isinstance(found.node, Function | Class) else None

    def _huey(self, site: CallSite, called: set[str]) -> Send | None:
        """Return a plain call, which sends a task of Huey."""
        if site.name not in called:
            return None
        task = self.task(Written(site.module, site.called, site.local))
        return _send(site, task, task.name) if task is not None and task.kind is Kind.HUEY else None


def _send(site: CallSite, task: Task | None, name: str | Unknown) -> Send:
    return Send(site.name, task, name, site.module, site.scope, site.node)
