"""Work that is no request as units: Celery's tasks, Channels' consumers, management commands, tests of unittest."""

from __future__ import annotations

import functools
import sys
import unittest
from typing import Any, Callable

from django_pro.recorder.patching import Patches
from django_pro.recorder.unit import Unit, current, running

Finish = Callable[[Unit], None]
#: Commands that run for as long as a server does, or that prepare a database.
_NOT_WORK = frozenset(
    "test runserver runserver_plus migrate shell shell_plus dbshell runworker celery flush loaddata".split()
)


def watch(patches: Patches, finish: Finish) -> None:
    """Make a unit of each."""
    from django.core.management.base import BaseCommand

    patches.around(BaseCommand, "execute", lambda own: _commanding(own, finish))
    patches.around(unittest.TestCase, "run", lambda own: _testing(own, finish))
    if "channels" in sys.modules:
        from channels.consumer import AsyncConsumer, SyncConsumer

        for each in (AsyncConsumer, SyncConsumer):
            patches.around(each, "dispatch", lambda own: _consuming(own, finish))
    if "celery" in sys.modules:
        _watch_tasks(finish)


def _commanding(own: Callable[..., Any], finish: Finish) -> Callable[..., Any]:
    @functools.wraps(own)
    def execute(self: Any, *arguments: Any, **named: Any) -> Any:
        name = type(self).__module__.rpartition(".")[2]
        if name in _NOT_WORK:
            return own(self, *arguments, **named)
        unit = Unit("command", name, current.get())
        try:
            with running(unit):
                return own(self, *arguments, **named)
        finally:
            finish(unit)

    return execute


def _testing(own: Callable[..., Any], finish: Finish) -> Callable[..., Any]:
    @functools.wraps(own)
    def run(self: Any, result: Any = None) -> Any:
        outer = current.get()
        if outer is not None and outer.kind == "test":  # pytest has made a unit of it
            return own(self, result)
        unit = Unit("test", self.id())
        before, skipped = _troubles(result), len(getattr(result, "skipped", ()))
        try:
            with running(unit):
                return own(self, result)
        finally:
            unit.details["passed"] = _troubles(result) == before
            unit.details["skipped"] = len(getattr(result, "skipped", ())) > skipped
            finish(unit)

    return run


def _troubles(result: Any) -> int:
    return len(getattr(result, "failures", ())) + len(getattr(result, "errors", ()))


def _consuming(own: Callable[..., Any], finish: Finish) -> Callable[..., Any]:
    @functools.wraps(own)
    async def dispatch(self: Any, message: Any) -> Any:
        unit = Unit("consumer", f"{type(self).__name__}.{message.get('type', '')}", current.get())
        try:
            with running(unit):
                return await own(self, message)
        finally:
            finish(unit)

    return dispatch


def _watch_tasks(finish: Finish) -> None:
    from celery import signals

    begun: dict[str, tuple[Unit, Any]] = {}

    def began(task_id: str = "", task: Any = None, **_: Any) -> None:
        unit = Unit("task", str(getattr(task, "name", "")), current.get())
        begun[task_id] = (unit, current.set(unit))

    def ended(task_id: str = "", state: str = "", **_: Any) -> None:
        if task_id not in begun:
            return
        unit, token = begun.pop(task_id)
        current.reset(token)
        unit.details["state"] = state
        finish(unit)

    signals.task_prerun.connect(began, weak=False, dispatch_uid="django_pro.recorder.began")
    signals.task_postrun.connect(ended, weak=False, dispatch_uid="django_pro.recorder.ended")
