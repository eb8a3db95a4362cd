"""Edits that write a migration anew: operations taken out, put in, and moved to migrations of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django_pro.facts.migrations import Migration
from django_pro.facts.migrations.states import Step
from django_pro.rules.migrated import without_transaction
from django_pro.rules.reviewed import Reviewed
from django_pro.source.edits import Edit
from django_pro.source.syntax import Assign, Class, Expression, ImportFrom
from django_pro.source.syntax import Sequence as Listed

#: Names before a dot.
_OWNERS = re.compile(r"(?<![\w.\"'])([A-Za-z_]\w*)(?=\.)")
_NUMBER = re.compile(r"(\d+)")
#: What a migration with Django's own operations of PostgreSQL imports them from.
POSTGRES = "django.contrib.postgres.operations"
NOT_VALID, VALIDATE = "AddConstraintNotValid", "ValidateConstraint"
#: The name of an index or constraint, as its operation is written.
NAMED = re.compile(r"""name\s*=\s*["'](\w+)["']""")
_FILE = """{imports}


class Migration(migrations.Migration):
{atomic}    dependencies = [("{app}", "{before}")]

    operations = [
{operations}
    ]
"""


@dataclass(frozen=True)
class Following:
    """A migration to be written: its name without a number, its operations as text, what they need besides."""

    name: str
    operations: tuple[str, ...]
    imports: tuple[str, ...] = ()
    atomic: bool = True


class Rewriting:
    """Writes edits for the last migration of an app; of others nothing may be moved away."""

    def __init__(self, review: Reviewed, migration: Migration) -> None:
        self.review = review
        self.migration = migration
        self.raw = review.bytes_at(migration.path, 0, self._size(migration.path))

    def _size(self, path: str) -> int:
        return (self.review.project.root / path).stat().st_size

    @property
    def is_last(self) -> bool:
        """Whether it is the only last migration of its app, so that others can follow it."""
        leaves = self.review.history.graph.leaves(self.migration.app)
        dependent = any(self.migration.label in each.dependencies for each in self.review.migrations.all)
        return leaves == (self.migration.label,) and not dependent

    def text(self, node: Expression) -> str:
        """Return an expression as it is written."""
        return self.raw[node.start : node.end].decode("utf-8", "replace")

    @property
    def listed(self) -> Listed | None:
        """The display of its operations, None where they are put together otherwise."""
        cls = self.migration.cls.node
        for each in cls.body if isinstance(cls, Class) else ():
            if isinstance(each, Assign) and getattr(each.targets[0], "id", "") == "operations":
                return each.value if isinstance(each.value, Listed) and each.value.kind == "list" else None
        return None

    def stands_alone(self, step: Step) -> bool:
        """Whether an operation is an item of that display itself."""
        return self.place(step) is not None

    def place(self, step: Step) -> int | None:
        """Return which item of that display an operation is, from 0; None where it is none itself."""
        listed = self.listed
        items = listed.items if listed is not None else ()
        return next((at for at, each in enumerate(items) if each is step.operation.node), None)

    def without(self, nodes: Iterable[Expression]) -> tuple[Edit, ...]:
        """Return the edits that take operations out of the display, their commas and lines with them."""
        return tuple(self._without(node) for node in nodes)

    def _without(self, node: Expression) -> Edit:
        end = node.end
        while self.raw[end : end + 1] in (b",", b" "):
            end += 1
        start = node.start
        while start and self.raw[start - 1 : start] in (b" ", b"\t"):
            start -= 1
        if self.raw[end : end + 1] == b"\n":
            end += 1
        return Edit(self.migration.path, start, end, "")

    def imported(self, module: str, names: Sequence[str]) -> tuple[Edit, ...]:
        """Return the edit that imports names which the file does not import yet, before its first import from Django."""
        body = self.review.syntax(self.migration.path).body
        there = {alias.name for each in body if isinstance(each, ImportFrom) for alias in each.names}
        missing = [name for name in names if name not in there]
        first = next((each for each in body if isinstance(each, ImportFrom) and each.module.startswith("django")), None)
        if not missing or first is None:
            return ()
        return (Edit(self.migration.path, first.start, first.start, f"from {module} import {', '.join(missing)}\n"),)

    def replaced(self, step: Step, text: str) -> Edit:
        """Return the edit that writes another operation in place of one."""
        node = step.operation.node
        return Edit(self.migration.path, node.start, node.end, text)

    def is_plain(self, step: Step) -> bool:
        """Whether an operation names nothing but what `django.db` gives, so that it can stand in another file."""
        return set(_OWNERS.findall(self.text(step.operation.node))) <= {"models", "migrations"}

    def out_of_transaction(self) -> tuple[Edit, ...]:
        """Return the edit that sets `atomic = False`."""
        fix = without_transaction(self.review, self.migration)
        return fix.edits if fix else ()

    def following(self, wanted: Sequence[Following]) -> tuple[Edit, ...]:
        """Return the edits that make files of migrations after this one, each depending on the one before."""
        found: list[Edit] = []
        before, folder = self.migration.name, self.migration.path.rpartition("/")[0]
        for each in wanted:
            name = following_name(before, each.name)
            text = _FILE.format(
                imports="\n".join((*each.imports, "from django.db import migrations, models")),
                atomic="" if each.atomic else "    atomic = False\n\n",
                app=self.migration.app,
                before=before,
                operations="\n".join(f"        {operation}," for operation in each.operations),
            )
            found.append(Edit(f"{folder}/{name}.py", 0, 0, text if "models." in text else _plain(text)))
            before = name
        return tuple(found)


def _plain(text: str) -> str:
    return text.replace("from django.db import migrations, models", "from django.db import migrations")


def following_name(before: str, name: str) -> str:
    """Return the name of a migration that comes after one, its number as wide as Django writes it."""
    found = _NUMBER.match(before)
    return f"{int(found[1]) + 1:04}_{name}" if found else f"0002_{name}"
