"""Celery's beat schedule (Celery: "Periodic Tasks")."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.calls import Calls, without_last
from django_pro.facts.expressions import Expressions, Written
from django_pro.facts.tasks.sending import Sending
from django_pro.facts.tasks.task import Scheduled
from django_pro.findings.blind import Unknown
from django_pro.project.project import Project
from django_pro.project.settings import Known, Table, Value, item
from django_pro.source.syntax import Assign, Attribute, Call, Chain

_SETTINGS = ("CELERY_BEAT_SCHEDULE", "CELERYBEAT_SCHEDULE", "BEAT_SCHEDULE")
_ATTRIBUTE = "beat_schedule"


class Scheduling:
    """Reads schedules."""

    def __init__(self, project: Project, calls: Calls, sending: Sending) -> None:
        self.project = project
        self.calls = calls
        self.sending = sending
        self.expressions = Expressions(project.classes)

    def all(self) -> Iterator[Scheduled]:
        """Yield the entries of the settings, then those of the apps' own configuration."""
        for name in _SETTINGS:
            stated = self.project.settings.stated(name)
            for key, value in _entries(stated.value) if stated else ():
                given = item(value, "task")
                text = given.value if isinstance(given, Known) else None
                why = Unknown(given.why if isinstance(given, Unknown) else "the task is no text")
                assert stated is not None
                yield self._scheduled(key, text if isinstance(text, str) else why, stated.place.path)
        yield from self._by_modules()
        yield from self._added()

    def _scheduled(self, key: str, name: str | Unknown, path: str) -> Scheduled:
        return Scheduled(key, name, self.sending.named.get(name) if isinstance(name, str) else None, path)

    def _by_modules(self) -> Iterator[Scheduled]:
        """Yield what `app.conf.beat_schedule = {…}` states."""
        for path in self.project.files:
            for statement in self.project.sources.module(path).body:
                if isinstance(statement, Assign) and _is_schedule(statement):
                    yield from self._stated(path, Written(self.project.modules.at(path), statement.value))

    def _stated(self, path: str, written: Written) -> Iterator[Scheduled]:
        entries = self.expressions.entries(written)
        if isinstance(entries, Unknown):
            yield Scheduled("", entries, None, path)
            return
        for key, value in entries.items():
            inner = self.expressions.entries(value)
            given = inner.get("task") if isinstance(inner, dict) else None
            name = self.expressions.text(given) if given is not None else Unknown("the entry is put together elsewhere")
            yield self._scheduled(key, name, path)

    def _added(self) -> Iterator[Scheduled]:
        """Yield what `sender.add_periodic_task(schedule, task.s())` adds."""
        for site in self.calls.of("add_periodic_task"):
            given = site.argument(1, "sig")
            receiver = given
            if isinstance(given, Chain) and isinstance(given.steps[-1], Call):
                method = without_last(given)
                receiver = without_last(method) if isinstance(method, Chain) else method
            task = self.sending.task(Written(site.module, receiver, site.local)) if receiver is not None else None
            name = task.name if task is not None else Unknown("which task is added cannot be told")
            yield Scheduled("", name, task, site.module.path)


def _entries(value: Value) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Table):
        yield from ((str(key), each) for key, each in value.entries)
    elif isinstance(value, Known) and isinstance(value.value, dict):
        yield from ((str(key), Known(each)) for key, each in value.value.items())


def _is_schedule(statement: Assign) -> bool:
    return any(
        isinstance(target, Chain) and isinstance(step := target.steps[-1], Attribute) and step.name == _ATTRIBUTE
        for target in statement.targets
    )
