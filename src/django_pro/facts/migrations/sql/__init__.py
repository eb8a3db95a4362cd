"""What a `RunSQL` does: its SQL as statements."""

from __future__ import annotations

from django_pro.facts.calls import without_last
from django_pro.facts.expressions import Written
from django_pro.facts.migrations.migration import Operation
from django_pro.facts.migrations.sql.reading import read_sql
from django_pro.facts.migrations.sql.statement import Dialectal, Kind, Statement
from django_pro.facts.migrations.sql.texts import Texts
from django_pro.findings.blind import Unknown
from django_pro.project.project import Project
from django_pro.source.syntax import Attribute, Chain, Constant, Sequence

__all__ = ["Dialectal", "Kind", "RawSql", "Statement", "read_sql"]

#: The statements of some SQL, or why they are not known.
Statements = tuple[Statement, ...] | Unknown


class RawSql:
    """Reads the SQL of `RunSQL` operations, each once."""

    def __init__(self, project: Project) -> None:
        self._texts = Texts(project)
        self._forwards: dict[int, Statements] = {}

    def forwards(self, operation: Operation) -> Statements:
        """Return what a `RunSQL` does, none for another operation; state operations beside it change nothing."""
        if operation.name != "RunSQL" or not operation.in_database:
            return ()
        found = self._forwards.get(id(operation))
        if found is None:
            found = self._forwards[id(operation)] = self._argument(operation, 0, "sql")
        return found

    def backwards(self, operation: Operation) -> Statements:
        """Return what undoing a `RunSQL` does, none where nothing is said."""
        return self._argument(operation, 1, "reverse_sql") if operation.name == "RunSQL" else ()

    def _argument(self, operation: Operation, position: int, name: str) -> Statements:
        value = operation.argument(position, name)
        if value is None:
            return ()
        return self._statements(Written(operation.made.module, value))

    def _statements(self, written: Written) -> Statements:
        if _is_noop(written):
            return ()
        found = self._texts.expressions.value(written)
        if isinstance(found.value, Constant) and found.value.value is None:
            return ()
        if not isinstance(found.value, Sequence):
            text = self._texts.text(found)
            return text if isinstance(text, Unknown) else read_sql(text)
        items = self._texts.expressions.items(found)
        if isinstance(items, Unknown):
            return items
        read = [self._item(each) for each in items]
        unknown = next((each for each in read if isinstance(each, Unknown)), None)
        return unknown or tuple(each for inner in read if not isinstance(inner, Unknown) for each in inner)

    def _item(self, written: Written) -> Statements:
        """Return the statements of an item of a list: a text, or a text with its parameters."""
        found = self._texts.expressions.value(written)
        if isinstance(found.value, Sequence) and found.value.items:
            found = found.at(found.value.items[0])
        text = self._texts.text(found)
        return text if isinstance(text, Unknown) else read_sql(text)


def _is_noop(written: Written) -> bool:
    """Whether an expression is `RunSQL.noop`."""
    value = written.value
    if not isinstance(value, Chain) or not isinstance(last := value.steps[-1], Attribute) or last.name != "noop":
        return False
    owner = without_last(value)
    before = owner.steps[-1] if isinstance(owner, Chain) else owner
    return getattr(before, "name", getattr(before, "id", "")) == "RunSQL"
