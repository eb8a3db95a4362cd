"""DJP407 task-without-test."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.tasks import Task, Tasks
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP407", severity=Severity.INFO, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each task."""
    exercised = review.exercised
    for task in Tasks(review.project).all:
        name = task.target.qualname.rpartition(".")[2]
        if review.is_aside(task.target.module.path) or exercised.is_left_out(name):
            continue
        if exercised.comes_to(name):
            yield check.kept(task.target.name)
        elif exercised.why_unsure is not None:
            yield check.unknown(task.target.name, exercised.why_unsure)
        else:
            yield _broken(review, task, name)


def _broken(review: Reviewed, task: Task, name: str) -> Site:
    return check.broken(
        task.target.name,
        review.headline(task.target.module.path, task.target.node),
        message=f"No test comes to the task `{name}`"[:100],
        recipe="Add a test that calls it as a function and asserts what came of it, also when it runs twice",
        confidence=Confidence.LIKELY,
        scope=task.target.name,
        subject=name[:50],
        data={"task": task.target.name},
    )
