"""What came of a rehearsal, migration by migration, and the verdict on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django_pro.rehearsal.told import (
    BehindReader,
    Event,
    Failed,
    Filled,
    Met,
    Migrated,
    Prepared,
    Reversed,
    Rolled,
    Stall,
    Unfilled,
)  # fmt: skip

Key = tuple[str, str]


@dataclass
class Rehearsed:
    """All that was seen of one migration."""

    migrated: Migrated
    met: Met | None = None
    behind: BehindReader | None = None
    reversed: Reversed | None = None
    rolled: Rolled | None = None

    @property
    def label(self) -> str:
        """What Django calls it: `shop.0002_fill`."""
        return f"{self.migrated.app}.{self.migrated.name}"

    @property
    def longest(self) -> Stall | None:
        """The longest stall of any session."""
        return max(self.migrated.stalls, key=lambda each: each.longest, default=None)

    @property
    def stall(self) -> float:
        """How long that was, in milliseconds."""
        return self.longest.longest if self.longest else 0.0

    @property
    def broken(self) -> bool:
        """Whether the migration failed, or the release before does not survive it."""
        return self.migrated.error is not None or bool(self.migrated.failed)


@dataclass
class Rehearsal:
    """A rehearsal as far as it came; `failed` says why it came no further."""

    prepared: Prepared | None = None
    filled: list[Filled] = field(default_factory=list)
    unfilled: list[Unfilled] = field(default_factory=list)
    migrations: list[Rehearsed] = field(default_factory=list)
    failed: Failed | None = None

    @property
    def rows(self) -> int:
        """How many rows there were in all."""
        return sum(each.rows for each in self.filled)

    def stalled(self, most: float) -> list[Rehearsed]:
        """Return the migrations during which a session waited longer than `most` milliseconds."""
        return [each for each in self.migrations if each.stall > most]

    def passes(self, most: float) -> bool:
        """Whether all ran to the end, nobody waited too long, and no statement of the release before failed."""
        return self.failed is None and not self.stalled(most) and not any(each.broken for each in self.migrations)

    def take(self, event: Event) -> None:
        """Take in one event."""
        match event:
            case Prepared():
                self.prepared = event
            case Filled():
                self.filled.append(event)
            case Unfilled():
                self.unfilled.append(event)
            case Migrated():
                self.migrations.append(Rehearsed(event))
            case Failed():
                self.failed = event
            case Met() | BehindReader() | Reversed() | Rolled():
                self._add(event)

    def _add(self, event: Met | BehindReader | Reversed | Rolled) -> None:
        found = next((each for each in self.migrations if each.label == f"{event.app}.{event.name}"), None)
        if found is None:
            return
        match event:
            case Met():
                found.met = event
            case BehindReader():
                found.behind = event
            case Reversed():
                found.reversed = event
            case Rolled():
                found.rolled = event


def rehearsal_of(events: Iterable[Event]) -> Rehearsal:
    """Return what events tell."""
    found = Rehearsal()
    for event in events:
        found.take(event)
    return found
