"""What the rules about migrations as a whole share: which to judge, and how a finding about one is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypedDict, Unpack

from django_pro.facts.migrations import Migration
from django_pro.facts.migrations.states import Step
from django_pro.findings.finding import Confidence, Fix, Severity
from django_pro.findings.finding import Step as Line
from django_pro.findings.site import Site, Verdict
from django_pro.rules.migrating import span_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import Rule
from django_pro.source.edits import Edit
from django_pro.source.syntax import Assign, Class, Constant, Evaluate

#: Operations whose effect stands in a function or in SQL.
_BY_HAND = frozenset({"RunPython", "RunSQL"})


@dataclass(frozen=True)
class Migrated:
    """A migration with those of its operations that reach the database."""

    review: Reviewed
    migration: Migration
    steps: tuple[Step, ...]

    @property
    def scope(self) -> str:
        """The qualified name of its class."""
        return f"{self.review.module(self.migration.path).name}.Migration"

    @property
    def working(self) -> tuple[Step, ...]:
        """Those of its operations that do something there."""
        return tuple(step for step in self.steps if self._works(step))

    def _works(self, step: Step) -> bool:
        if step.operation.name in _BY_HAND:
            return step.operation.name != "RunSQL" or self.review.raw_sql.forwards(step.operation) != ()
        effect = self.review.history.effect(step)
        return bool(effect.acts or effect.unknown)


def migrated(review: Reviewed, *, released: bool = True) -> Iterator[Migrated]:
    """Yield the migrations that Django runs, in their order; those that are not `released` alone where that is wanted.

    What a lock or a failure does to a database in use is asked of those that have not run yet; whether a migration can be
    undone, and whether the graph is whole, of all.
    """
    for label, found in groupby(review.history.steps, key=lambda step: step.migration.label):
        migration = review.history.graph.nodes[label]
        if released or not review.is_released(migration):
            yield Migrated(review, migration, tuple(step for step in found if step.operation.in_database))


class Told(TypedDict, total=False):
    """What few findings say besides."""

    severity: Severity
    confidence: Confidence
    fix: Fix | None
    trace: tuple[Line, ...]


def broken_steps(
    rule: Rule, migrated: Migrated, steps: Sequence[Step], hazard: str, said: tuple[str, str], **told: Unpack[Told]
) -> Iterator[Site]:
    """Yield a site for each of some operations, with one finding for all; `said` are message and recipe."""
    first = steps[0]
    message, recipe = said
    site = rule.broken(
        first.key,
        span_of(migrated.review, first),
        message=message,
        recipe=recipe,
        confidence=told.get("confidence", Confidence.PROVED),
        severity=told.get("severity", rule.severity),
        scope=migrated.scope,
        fix=told.get("fix"),
        trace=told.get("trace", ()),
        data={"hazard": hazard, "migration": migrated.migration.label, "operation": first.operation.name},
    )
    yield from (Site(each.key, site.verdict, site.finding) for each in steps)


def broken_migration(
    rule: Rule, review: Reviewed, migration: Migration, hazard: str, said: tuple[str, str], **told: Unpack[Told]
) -> Site:
    """Return a site that breaks a rule as a whole; the finding stands on the class."""
    message, recipe = said
    return rule.broken(
        migration.label,
        review.headline(migration.path, migration.cls.node),
        message=message,
        recipe=recipe,
        confidence=told.get("confidence", Confidence.PROVED),
        severity=told.get("severity", rule.severity),
        scope=f"{review.module(migration.path).name}.Migration",
        fix=told.get("fix"),
        trace=told.get("trace", ()),
        data={"hazard": hazard, "migration": migration.label, "operation": "Migration"},
    )


def kept(rule: Rule, steps: Sequence[Step]) -> Iterator[Site]:
    """Yield a kept site for each operation."""
    return (Site(each.key, Verdict.KEPT) for each in steps)


def without_transaction(review: Reviewed, migration: Migration) -> Fix | None:
    """Return the edit that takes a migration out of its transaction."""
    cls = migration.cls.node
    if not isinstance(cls, Class):
        return None
    for statement in cls.body:
        if isinstance(statement, Assign) and getattr(statement.targets[0], "id", "") == "atomic":
            value = statement.value
            return Fix(False, (Edit(migration.path, value.start, value.end, "False"),))
    body = [each for each in cls.body if not is_docstring(each)]
    if not body:
        return None
    start = body[0].start
    line = review.project.sources.lines(migration.path)
    indent = " " * (start - line.start(line.line(start)))
    return Fix(False, (Edit(migration.path, start, start, f"atomic = False\n{indent}"),))


def is_docstring(statement: object) -> bool:
    """Whether a statement is nothing but a text."""
    return isinstance(statement, Evaluate) and isinstance(statement.value, Constant)
