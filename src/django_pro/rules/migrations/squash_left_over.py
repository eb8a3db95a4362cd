"""DJP231 squash-left-over."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations import Migration
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.migrated import broken_migration
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: So many released migrations that build on a squashed one tell that it was released long ago.
_LATER = 5


@rule("DJP231", severity=Severity.INFO, preview=True, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    there = {each.label: each for each in review.migrations.all}
    for squashed in there.values():
        if not squashed.replaces or _is_moved(squashed):
            continue
        left = [there[label] for label in squashed.replaces if label in there]
        if not left:
            yield _broken(review, squashed, _names_of_none(squashed))
        elif _is_old(review, squashed, left):
            yield _broken(review, squashed, _both(squashed, left))
        else:
            yield check.kept(squashed.label)


def _is_moved(squashed: Migration) -> bool:
    """Whether a migration stands for those of another app, which is how an app gets another label."""
    return any(not label.startswith(f"{squashed.app}.") for label in squashed.replaces)


def _is_old(review: Reviewed, squashed: Migration, left: list[Migration]) -> bool:
    """Whether both a squashed migration and what it replaces are released, and more was released on top of it."""
    if squashed.label in review.migrations.squashed or not all(map(review.is_released, [squashed, *left])):
        return False
    app = review.history.graph.of_app(squashed.app)
    graph = review.history.graph
    later = [each for each in app if squashed.label in graph.ancestors(each.label) and review.is_released(each)]
    return len(later) >= _LATER


def _names_of_none(squashed: Migration) -> tuple[str, str]:
    count = len(squashed.replaces)
    gone = f"{count} migrations that are gone" if count > 1 else "a migration that is gone"
    message = f"`{squashed.label}` replaces {gone}"
    return message, "Take its `replaces` away once every installation has run it"


def _both(squashed: Migration, left: list[Migration]) -> tuple[str, str]:
    message = f"`{squashed.label}` is released, and the {len(left)} it replaces are still there"
    return message, f"Delete the {len(left)} files, name it where they were depended on, drop its `replaces`"


def _broken(review: Reviewed, squashed: Migration, said: tuple[str, str]) -> Site:
    return broken_migration(check, review, squashed, "schema-drift", said, confidence=Confidence.LIKELY)
