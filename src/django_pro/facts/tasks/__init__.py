"""The tasks of a Django root: Celery's, and those of `django.tasks`, django-q, Huey, Dramatiq and RQ."""

from __future__ import annotations

from functools import cached_property

from django_pro.facts.calls import Calls
from django_pro.facts.tasks.defining import Defining
from django_pro.facts.tasks.scheduling import Scheduling
from django_pro.facts.tasks.sending import Sending
from django_pro.facts.tasks.task import Kind, Scheduled, Send, Task
from django_pro.project.names import Defined
from django_pro.project.project import Project

__all__ = ["Kind", "Scheduled", "Send", "Task", "Tasks"]


class Tasks:
    """Questions about tasks."""

    def __init__(self, project: Project, calls: Calls | None = None) -> None:
        self.project = project
        self._calls = calls or Calls(project)

    @cached_property
    def _defined(self) -> dict[Defined, Task]:
        """The functions and classes that say themselves that they are tasks."""
        defining = Defining(self.project, self._calls)
        return {each.target: each for each in (*defining.functions(), *defining.classes())}

    @cached_property
    def _sending(self) -> Sending:
        return Sending(self.project.classes, self._calls, self._defined)

    @cached_property
    def all(self) -> tuple[Task, ...]:
        """Every task: those that are defined as such, then functions that are sent all the same."""
        sent = (each.task for each in self.sends if each.task is not None)
        return tuple(dict.fromkeys([*self._defined.values(), *sent]))

    @cached_property
    def sends(self) -> tuple[Send, ...]:
        """Every place that sends a task, by file."""
        return tuple(self._sending.all())

    @cached_property
    def schedule(self) -> tuple[Scheduled, ...]:
        """What beat sends by the clock."""
        return tuple(Scheduling(self.project, self._calls, self._sending).all())

    def of(self, target: Defined) -> Task | None:
        """Return the task of a function or class."""
        return self._defined.get(target) or next((each for each in self.all if each.target == target), None)

    def named(self, name: str) -> Task | None:
        """Return the task that is registered under a name."""
        return self._sending.named.get(name)

    def sent(self, task: Task) -> tuple[Send, ...]:
        """Return where a task is sent."""
        return tuple(each for each in self.sends if each.task is not None and each.task.target == task.target)
