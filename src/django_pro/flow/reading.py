"""The flow of one Django root: which relations are read for each row, and which of them were loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django_pro.facts.models import Models
from django_pro.findings.finding import Confidence
from django_pro.flow.apart import Apart
from django_pro.flow.asked import Asked, asked_once
from django_pro.flow.draws import Change, Draw, Twice, Unused
from django_pro.flow.lookups import Lookup
from django_pro.flow.touches import LOADED, MISSING, NARROWED, Ledger, Touch
from django_pro.flow.values import Path, Place
from django_pro.project.project import Project


@dataclass(frozen=True)
class Reading:
    """A relation that is read for each row of a queryset: the queryset's place, the path, and all that read it.

    `state` is `loaded`, `missing`, or why it cannot be told; `asks` tells that a prefetch alone would not do,
    `composed` that the queryset is a side of a union, which takes no join of its own, `walks` that the same is read further
    up a tree, so that no load of this relation alone is enough.
    """

    source: Place
    model: str
    path: Path
    state: str
    confidence: Confidence
    uses: tuple[Touch, ...]
    asks: bool
    composed: bool = False
    walks: bool = False

    @property
    def key_only(self) -> bool:
        """Whether all that is read of the other row is its key, which the row itself holds."""
        return all(touch.key_only for touch in self.uses)


class Flow:
    """What the functions of `files` do with rows."""

    def __init__(self, project: Project, models: Models, files: Iterable[str]) -> None:
        self.project = project
        self.models = models
        self.files = tuple(files)

    def begin(self) -> None:
        """Begin to read in another process, where that is worth it; other rules run meanwhile."""
        _ = self._apart

    @cached_property
    def _apart(self) -> Apart:
        return Apart(self.project, self.models, self.files)

    @cached_property
    def _ledger(self) -> Ledger:
        return self._apart.ledger()

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """Every query that the program makes for each row of a queryset, by its own place."""
        return asked_once(self._ledger.asks)

    @cached_property
    def blocking(self) -> tuple[Asked, ...]:
        """Every query that a coroutine waits for, by its own place."""
        return asked_once(self._ledger.blocking)

    @cached_property
    def draws(self) -> tuple[Draw, ...]:
        """Every place where all rows are fetched for one answer."""
        return tuple(sorted(self._ledger.draws, key=lambda draw: draw.place))

    @cached_property
    def twice(self) -> tuple[Twice, ...]:
        """Every queryset that is asked, and then fetched all the same; one that is fetched in several places counts once."""
        found: dict[tuple[Place, str], Twice] = {}
        for each in sorted(self._ledger.twice, key=lambda each: (each.place, each.again, each.model)):
            found.setdefault((each.place, each.model), each)
        return tuple(found.values())

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every column that is changed from its own value in Python."""
        return tuple(sorted(self._ledger.changes, key=lambda each: each.place))

    @cached_property
    def unused(self) -> tuple[Unused, ...]:
        """Every load that its loop does not use."""
        return tuple(sorted(self._ledger.unused, key=lambda each: each.place))

    @cached_property
    def lookups(self) -> tuple[Lookup, ...]:
        """Every call that narrows a queryset."""
        return tuple(sorted(self._ledger.lookups, key=lambda each: (each.place, each.model)))

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Every relation read for each row, by the place of the queryset."""
        judged = self._ledger.judged()
        composed = self._ledger.composed
        steps = {(source, path): self._before(judged, source, path) for source, path in judged}
        walked = {(source, before) for (source, _), before in steps.items() if before is not None}
        return tuple(
            replace(_judged(source, path, touches), composed=source in composed, walks=(source, path) in walked)
            for (source, path), touches in judged.items()
            if steps[source, path] is None
        )

    def _before(self, judged: Mapping[tuple[Place, Path], list[Touch]], source: Place, path: Path) -> Path | None:
        """Return the path that a function which calls itself read the same by, a step before: its walk is one problem."""
        touches = judged[source, path]
        label = touches[0].model
        for at, step in enumerate(path):
            relation = self.models.relation(label, step)
            if relation is None or not isinstance(relation.to, str):
                return None
            above = judged.get((source, path[:at] + path[at + 1 :]), ()) if relation.to == label else ()
            told = {touch.place for touch in above if touch.state in (MISSING, NARROWED)}
            if told and told.issuperset(touch.place for touch in touches):
                return path[:at] + path[at + 1 :]
            label = relation.to
        return None


def _judged(source: Place, path: Path, touches: list[Touch]) -> Reading:
    missing = [touch for touch in touches if touch.state in (MISSING, NARROWED)]
    loaded = [touch for touch in touches if touch.state == LOADED]
    unknown = [touch for touch in touches if touch.state not in (MISSING, NARROWED, LOADED)]
    uses = unknown or missing or loaded
    state = MISSING if uses is missing else uses[0].state
    sure = not loaded and all(touch.alone and touch.caller is None for touch in missing)
    confidence = Confidence.PROVED if sure else Confidence.LIKELY
    return Reading(
        source,
        touches[0].model,
        path,
        state,
        confidence,
        tuple(uses),
        all(touch.state == NARROWED for touch in uses),
    )
