"""DJP226 collation-on-indexed-text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.expressions import Written
from django_pro.facts.migrations.states import FieldState
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: From this PostgreSQL pattern matching works with nondeterministic collations.
PATTERNS = (18,)
#: From this Django such a column has no index for LIKE (Django: `_create_like_index_sql` of its PostgreSQL back-end).
LEAVES_OUT = (4, 2)
_BELOW = re.compile(r"<\s*(\d+(?:\.\d+)*)")


@rule("DJP226", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    loose = _nondeterministic(review)
    server = review.history.server
    is_refused = server.engine == "postgresql" and (not server.version or server.version < PATTERNS)
    for operation in review.operated:
        field = operation.new if operation.name in ("AddField", "AlterField") else None
        collation = field.text("db_collation") if field else None
        message = _said(review, operation, field, collation) if field and is_refused and collation in loose else ""
        if message:
            name = operation.field_name
            recipe = f"Take `unique` and `db_index` off `{name}` first, and hold it unique by a `UniqueConstraint`"
            yield broken(check, operation, "collation-unique", message, recipe)
        else:
            yield check.kept(operation.step.key)


def _said(review: Reviewed, operation: Operated, field: FieldState, collation: str | None) -> str:
    """Say which index PostgreSQL refuses: one that is there and has to be built again, or one that Django makes."""
    old = operation.old if operation.name == "AlterField" else None
    if old is not None and old.has_index and old.text("db_collation") is None:
        if str(old.base).startswith("CI"):  # a plain text to Django 5.1 and later
            return f"From Django 5.1 on `{field.name}` has an index for LIKE, refused with the collation `{collation}`"
        return f"PostgreSQL refuses the LIKE index of `{field.name}` with the collation `{collation}`"
    if field.has_index and _makes_patterns(review):
        return f"PostgreSQL refuses the LIKE index of `{field.name}` with the collation `{collation}`"
    return ""


def _makes_patterns(review: Reviewed) -> bool:
    """Whether the project's Django surely makes the index for LIKE, which later ones leave out."""
    version = review.project.versions.of("django")
    if isinstance(version, Unknown):
        return False
    below = _BELOW.search(version.text)
    if below:
        return _numbers(below[1]) <= LEAVES_OUT
    is_pinned = version.exact or version.text.startswith("==") or len(version.release) > 2  # `~=4.1.0`
    return is_pinned and not version.text.startswith(">") and version.release < LEAVES_OUT


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _nondeterministic(review: Reviewed) -> frozenset[str]:
    """Return the names of the collations that the migrations make with `deterministic=False`."""
    return frozenset(name for each in review.operated if each.name == "CreateCollation" for name in _named(each))


def _named(operation: Operated) -> Iterator[str]:
    applying = operation.step.applying
    written: Written | None = applying.written(4, "deterministic")
    if written is not None and applying.reader.literal(written) == (True, False):
        yield applying.text(0, "name")
