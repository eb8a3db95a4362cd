"""DJP230 edited-after-release."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations import Migration
from django_pro.facts.migrations.shapes import shapes
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrated import broken_migration
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.lowering import read_python
from django_pro.source.text import UnreadableText, read_text


@rule("DJP230", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    changed = review.released.changed
    for migration in review.migrations.all:
        if migration.label in changed and not migration.replaces:
            yield _compared(review, migration, changed[migration.label])
        elif review.is_released(migration):
            yield check.kept(migration.label)


def _compared(review: Reviewed, migration: Migration, released: bytes) -> Site:
    try:
        before = shapes(read_python(read_text(released)))
    except UnreadableText as error:
        return check.unknown(migration.label, f"as it was released: {error}")
    now = shapes(review.syntax(migration.path))
    differing = [*(now - before), *(before - now)]
    if not differing:
        return check.kept(migration.label)
    name, _ = differing[0]
    message = f"`{migration.label}` has another `{name}` since its release: who ran it keeps the old one"
    recipe = "Put it back as it was, and say what is new in a migration of its own"
    return broken_migration(check, review, migration, "schema-drift", (message, recipe))
