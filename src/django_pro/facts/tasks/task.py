"""A task for a worker: where it is defined, sent, and scheduled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django_pro.facts.expressions import Written
from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.source.syntax import Chain, Expression


class Kind(StrEnum):
    """Whose task it is; `django` are those of `django.tasks` (Django 6.0)."""

    CELERY = "celery"
    DJANGO = "django"
    DJANGO_Q = "django-q"
    HUEY = "huey"
    DRAMATIQ = "dramatiq"
    RQ = "rq"


@dataclass(frozen=True)
class Task:
    """A task: `target` is its function or class, `run` the function that does the work, None where a class has none.

    `name` is the one it is registered under. `autoretry_for` are full names of exceptions. The options are as the
    decorator or the class states them: None where not, `Unknown` where they cannot be told, in seconds for the limits;
    `options` are all of them as written. A django-q task is any function that is sent.
    """

    kind: Kind
    name: str | Unknown
    target: Defined
    run: Defined | None
    bind: bool | Unknown = False
    autoretry_for: tuple[str, ...] | Unknown = ()
    max_retries: int | Unknown | None = None
    acks_late: bool | Unknown | None = None
    time_limit: int | Unknown | None = None
    soft_time_limit: int | Unknown | None = None
    options: Mapping[str, Written] = field(default_factory=dict, hash=False, compare=False)
    node: Expression | None = None


@dataclass(frozen=True)
class Send:
    """A call that sends a task to a worker, or makes a signature of it (`how` is "s", "si" or "signature").

    `task` is None where it cannot be told which; `name` is then the one the call gives, or why there is none. `scope` is
    the qualified name of the function it stands in.
    """

    how: str
    task: Task | None
    name: str | Unknown
    module: ModuleFile
    scope: str
    node: Chain


@dataclass(frozen=True)
class Scheduled:
    """An entry of Celery's beat schedule: its key, the task's name, and the file that says so."""

    key: str
    name: str | Unknown
    task: Task | None
    path: str
