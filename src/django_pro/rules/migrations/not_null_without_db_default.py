"""DJP207 not-null-without-db-default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.effects import Action
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken, listed, operated, together
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: From this Django a field has `db_default`.
DB_DEFAULT = (5, 0)


@rule("DJP207", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    added: list[Operated] = []
    for operation in operated(review):
        if not _breaks_insert(operation) or operation.fails_for_any_two:
            yield check.kept(operation.step.key)
        elif operation.name == "AlterField":
            yield _dropped(operation)
        else:
            added.append(operation)
    yield from together(check, "old-code-insert", added, _said)


def _breaks_insert(operation: Operated) -> bool:
    if operation.name not in ("AddField", "AlterField", "AlterOrderWithRespectTo"):
        return False
    if operation.name == "AlterField" and operation.column_is_new(operation.field_name):
        return False
    return any(each.action is Action.INSERT and not operation.is_new(each.model) for each in operation.effect.old)


def _dropped(operation: Operated) -> Site:
    name = operation.field_name
    message = f"`{name}` loses its default in the database: the release before cannot insert a `{operation.title}`"
    return broken(check, operation, "old-code-insert", message, f"Drop `db_default` of `{name}` one release later")


def _said(added: Sequence[Operated]) -> tuple[str, str]:
    names = listed(each.field_name if each.name == "AddField" else "_order" for each in added)
    message = f"The release before cannot insert a `{added[0].title}`: NOT NULL without default: {names}"
    if added[0].review.history.server.before(DB_DEFAULT):
        return message, f"Add {names} with `null=True`, or SET DEFAULT with `RunSQL` in this migration"
    return message, f"Give {names} a `db_default`, or `null=True` first"
