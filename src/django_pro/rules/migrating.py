"""What the rules about migrations share: the operations to judge, and how a finding about one is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

from django_pro.facts.migrations import Migration
from django_pro.facts.migrations.effects import Act, Effect
from django_pro.facts.migrations.states import FieldState, ModelState, Part, Step
from django_pro.findings.finding import Confidence, Fix, Severity, Span
from django_pro.findings.finding import Step as Line
from django_pro.findings.site import Site, Verdict
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import Rule


@dataclass(frozen=True)
class Operated:
    """An operation that the rules judge, and what it does to the database."""

    review: Reviewed
    step: Step
    effect: Effect

    @property
    def migration(self) -> Migration:
        """The migration that it stands in."""
        return self.step.migration

    @property
    def name(self) -> str:
        """What Django calls the operation."""
        return self.step.operation.name

    @property
    def model(self) -> ModelState | None:
        """The model that it is about."""
        return self.step.model

    @property
    def title(self) -> str:
        """What people call that model; of raw SQL, the first table that it touches."""
        if self.model:
            return self.model.title
        return self.titled(self.effect.acts[0].table) if self.effect.acts else self.step.named

    @property
    def field_name(self) -> str:
        """The name of the field that it is about."""
        return self.step.applying.text(1, "old_name" if self.name == "RenameField" else "name")

    @property
    def part(self) -> Part | None:
        """The index or constraint that it adds."""
        written = self.step.applying.written(1, "index") or self.step.applying.written(1, "constraint")
        is_added = self.name.startswith(("AddIndex", "AddConstraint"))
        return self.step.applying.reader.part(written) if written and is_added else None

    @property
    def subject(self) -> str:
        """What it is about, as people call it: a field, an index, a constraint, the columns of one."""
        named = self.part.name if self.part else self.field_name
        columns = ", ".join(dict.fromkeys(act.column for act in self.effect.acts if act.column))
        return (named if isinstance(named, str) else "") or columns or self.name

    @property
    def old(self) -> FieldState | None:
        """The field as it was."""
        model = self.step.before.model(self.migration.app, self.step.named)
        return model.field(self.field_name) if model else None

    @property
    def new(self) -> FieldState | None:
        """The field as it becomes."""
        model = self.step.after.model(self.migration.app, self.step.named)
        return model.field(self.field_name) if model else None

    @property
    def fails_for_any_two(self) -> bool:
        """Whether a new unique column gets one value for all rows: then nothing else about it matters."""
        return self.name == "AddField" and self.effect.sure and self.new is not None and self.new.unique

    def titled(self, table: str) -> str:
        """Return what people call a table."""
        if "." not in table:
            return table
        app, _, rest = table.partition(".")
        name, _, relation = rest.partition(".")
        found = self.step.before.model(app, name) or self.step.after.model(app, name)
        title = found.title if found else f"{app}.{name}"
        return f"{title}.{relation}" if relation else title

    def is_new(self, table: str) -> bool:
        """Whether a table came with the same release, and so has no rows and no users."""
        return self.review.history.is_new(self.step, table)

    def column_is_new(self, name: str) -> bool:
        """Whether a column of the model, or the whole table, came with the same release."""
        label = self.model.label if self.model else ""
        return self.is_new(label) or self.is_new(f"{label}.{name.lower()}")

    def is_small(self, table: str) -> bool:
        """Whether a table has few rows: the configuration says so, or it holds one."""
        small = {each.lower() for each in self.review.project.configuration.migrations.small_tables}
        return table in small or self.review.singletons.holds(table)

    def acts(self) -> Iterator[Act]:
        """Yield what is done to tables that have been there before, and are not small."""
        return (act for act in self.effect.acts if not self.is_new(act.table) and not self.is_small(act.table))


def operated(review: Reviewed) -> Iterator[Operated]:
    """Yield the operations that will meet a database with rows in it.

    Released migrations ran already; a squashed one runs where there is no row yet.
    """
    for step in review.history.steps:
        migration = step.migration
        if step.operation.in_database and not migration.replaces and not review.is_released(migration):
            yield Operated(review, step, review.history.effect(step))


class Told(TypedDict, total=False):
    """What few findings about operations say besides."""

    severity: Severity
    confidence: Confidence
    fix: Fix | None
    trace: tuple[Line, ...]


def broken(rule: Rule, operation: Operated, hazard: str, message: str, recipe: str, **told: Unpack[Told]) -> Site:
    """Return a site that breaks a rule: an operation, with its hazard."""
    step = operation.step
    return rule.broken(
        step.key,
        span_of(operation.review, step),
        message=message,
        recipe=recipe,
        confidence=told.get("confidence", sureness(operation)),
        severity=told.get("severity", rule.severity),
        scope=f"{operation.review.module(step.operation.path).name}.Migration",
        fix=told.get("fix"),
        trace=told.get("trace", ()),
        delegate="database-optimizer",
        data={"hazard": hazard, "migration": step.migration.label, "operation": operation.name},
    )


Said = Callable[[Sequence[Operated]], tuple[str, str]]
Mend = Callable[[Sequence[Operated]], Fix | None]


def together(
    rule: Rule, hazard: str, operations: Iterable[Operated], say: Said, mend: Mend | None = None
) -> Iterator[Site]:
    """Yield a site for each operation, with one finding for those of a migration that are about one model."""
    for group in by_model(operations):
        yield from one_finding(rule, hazard, group, say(group), mend(group) if mend else None)


def by_model(operations: Iterable[Operated]) -> Iterable[list[Operated]]:
    """Return operations in groups: those of one migration that are about one model."""
    groups: dict[tuple[str, str], list[Operated]] = {}
    for each in operations:
        groups.setdefault((each.migration.label, each.title), []).append(each)
    return groups.values()


def one_finding(
    rule: Rule, hazard: str, group: Sequence[Operated], said: tuple[str, str], fix: Fix | None = None
) -> Iterator[Site]:
    """Yield a site for each operation of a group, all with the finding of the first."""
    first = broken(rule, group[0], hazard, *said, trace=_others(group), fix=fix)
    yield from (Site(each.step.key, Verdict.BROKEN, first.finding) for each in group)


def _others(group: Sequence[Operated]) -> tuple[Line, ...]:
    return tuple(Line(span_of(each.review, each.step), f"`{each.subject}` of `{each.title}` too") for each in group[1:])


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence lists them: two, and how many more there are."""
    every = [f"`{name}`" for name in dict.fromkeys(names)]
    if len(every) > 2:
        return f"{every[0]}, {every[1]} and {len(every) - 2} more"
    return " and ".join(every)


def span_of(review: Reviewed, step: Step) -> Span:
    """Return where an operation stands."""
    return review.span(step.operation.path, step.operation.node)


def sureness(operation: Operated) -> Confidence:
    """Return how sure it is: as sure as it is which database the migrations are for."""
    return Confidence.PROVED if operation.review.history.server_is_sure else Confidence.LIKELY
