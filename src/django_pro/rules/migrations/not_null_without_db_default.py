"""DJP207 not-null-without-db-default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.effects import Action
from django_pro.facts.migrations.states import Default
from django_pro.findings.finding import Fix
from django_pro.findings.site import Site
from django_pro.rules.migrating import Operated, broken, listed, together
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.edits import Edit
from django_pro.source.syntax import Call, Chain, Constant, Expression

#: From this Django a field has `db_default`.
DB_DEFAULT = (5, 0)


@rule("DJP207", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    added: list[Operated] = []
    for operation in review.operated:
        if not _breaks_insert(operation) or operation.fails_for_any_two:
            yield check.kept(operation.step.key)
        elif operation.name == "AlterField":
            yield _dropped(operation)
        else:
            added.append(operation)
    yield from together(check, "old-code-insert", added, _said, _mend)


def _breaks_insert(operation: Operated) -> bool:
    if operation.name not in ("AddField", "AlterField", "AlterOrderWithRespectTo") or operation.migration.comes_after:
        return False
    if operation.name == "AlterField" and operation.column_is_new(operation.field_name):
        return False
    inserted = (each.model for each in operation.effect.old if each.action is Action.INSERT)
    # Of a table with one row, the row is there: the release before inserts none.
    return any(not operation.is_new(each) and not operation.review.singletons.holds(each) for each in inserted)


def _mend(added: Sequence[Operated]) -> Fix | None:
    """Return the edits that give columns the default in the database that they have in Python, here and in the models."""
    edits: list[Edit] = []
    for each in added:
        state, model = each.new, each.review.models.get(each.title)
        field = model.field(each.field_name) if model else None
        if state is None or field is None or state.default is not Default.LITERAL or not _knows(each):
            return None
        written = field.argument("default")
        places = ((each.migration.path, _default_of(state.node)), (field.owner.module.path, written))
        for path, value in places:
            if not isinstance(value, Constant):
                return None
            text = each.review.bytes_at(path, value.start, value.end).decode("utf-8", "replace")
            edits.append(Edit(path, value.end, value.end, f", db_default={text}"))
    return Fix(False, tuple(edits))


def _knows(operation: Operated) -> bool:
    """Whether the project's Django is known to have `db_default`."""
    django = operation.review.history.server.django
    return bool(django) and django >= DB_DEFAULT


def _default_of(node: Expression) -> Expression | None:
    call = node.steps[-1] if isinstance(node, Chain) else None
    arguments = call.arguments if isinstance(call, Call) else ()
    return next((each.value for each in arguments if each.name == "default"), None)


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
