"""DJP226 collation-on-indexed-text."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.expressions import Written
from django_pro.findings.finding import Severity
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: From this PostgreSQL pattern matching works with nondeterministic collations.
PATTERNS = (18,)


@rule("DJP226", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    loose = _nondeterministic(review)
    server = review.history.server
    meets = server.engine == "postgresql" and (not server.version or server.version < PATTERNS)
    for operation in review.operated:
        field = operation.new
        collation = field.text("db_collation") if field else None
        if (
            operation.name not in ("AddField", "AlterField")
            or collation not in loose
            or not (field and field.has_index)
        ):
            yield check.kept(operation.step.key)
        elif meets:
            message = f"PostgreSQL refuses the LIKE index of `{field.name}` with the collation `{collation}`"
            recipe = f"Take `unique` and `db_index` off `{field.name}` and hold it unique by a `UniqueConstraint`"
            yield broken(check, operation, "collation-unique", message, recipe)
        else:
            yield check.kept(operation.step.key)


def _nondeterministic(review: Reviewed) -> frozenset[str]:
    """Return the names of the collations that the migrations make with `deterministic=False`."""
    return frozenset(name for each in review.operated if each.name == "CreateCollation" for name in _named(each))


def _named(operation: Operated) -> Iterator[str]:
    applying = operation.step.applying
    written: Written | None = applying.written(4, "deterministic")
    if written is not None and applying.reader.literal(written) == (True, False):
        yield applying.text(0, "name")
