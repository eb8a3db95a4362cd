"""DJP408 migration-without-test."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.bodies import parts
from django_pro.facts.migrations import Migration, Operation
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Expression

_READING = re.compile(
    rb"\.(?:all|filter|exclude|iterator|update|delete|values|values_list|annotate|first|last|order_by|get)\s*\("
    rb"|\b(?:UPDATE|DELETE FROM)\b"
)


@rule("DJP408", severity=Severity.INFO, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    """Yield each app's last migration, where it changes rows by a function of its own."""
    files = review.endpoints.tests.files
    tests = [(review.project.root / path).read_bytes() for path in files]
    for migration in {each.app: each for each in review.migrations.all}.values():
        moved = next((each for each in migration.operations if _moves_rows(each)), None)
        if moved is None or review.is_vendored(migration.path) or not _reads_rows(review, migration):
            continue
        marks = [migration.name.encode(), *(each.encode() for each in _functions(moved))]
        if any(mark in text for text in tests for mark in marks):
            yield check.kept(migration.label)
        elif tests:
            yield _broken(review, migration, moved)
        else:
            yield check.unknown(migration.label, "the project has no tests at all")


def _reads_rows(review: Reviewed, migration: Migration) -> bool:
    """Whether a migration's file asks for rows that are there: what only makes rows runs in every test's database."""
    return bool(_READING.search((review.project.root / migration.path).read_bytes()))


def _moves_rows(operation: Operation) -> bool:
    return operation.name == "RunPython" and bool(_functions(operation))


def _functions(operation: Operation) -> list[str]:
    given: list[Expression | None] = [operation.argument(0, "code")]
    names = [parts(each)[-1] for each in given if each is not None and parts(each)]
    return [each for each in names if each != "noop"]


def _broken(review: Reviewed, migration: Migration, moved: Operation) -> Site:
    return check.broken(
        migration.label,
        review.headline(moved.path, moved.node),
        message=f"`{migration.label}` changes rows, and no test runs it"[:100],
        recipe="Add a test that migrates to the one before, makes rows, migrates on (`MigrationExecutor`), and looks at them",
        confidence=Confidence.LIKELY,
        scope=f"{review.module(moved.path).name}.Migration",
        subject="RunPython",
        data={"migration": migration.label},
    )
