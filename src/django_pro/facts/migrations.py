"""The migrations of a project, as their files write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django_pro.facts.models.calls import Construction, construction, statements
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, Value
from django_pro.project.project import Project
from django_pro.source.syntax import (
    Attribute,
    Call,
    Chain,
    Class,
    Constant,
    Evaluate,
    Expression,
    Function,
    Name,
    Sequence,
    Starred,
    body_of,
)  # fmt: skip
from django_pro.source.syntax import Operation as Sum

MIGRATION = "django.db.migrations.migration.Migration"
SEPARATE = "django.db.migrations.operations.special.SeparateDatabaseAndState"
_FILE = re.compile(r"(?:^|/)(?P<folder>[^/]*migrations)/(?P<name>(?!__init__)[^/]+)\.py$")


@dataclass(frozen=True)
class Operation:
    """One operation: `kind` is its class's full name, the nearest of Django's own where a project's class extends one.

    `in_database` and `in_state` tell which half of a `SeparateDatabaseAndState` it stands in, both where in none.
    `given` is the call of `super().__init__` where a project's class has an `__init__` of its own: its arguments count,
    not the migration's.
    """

    kind: str
    path: str
    node: Expression
    made: Construction
    in_database: bool = True
    in_state: bool = True
    given: Call | None = None

    @property
    def name(self) -> str:
        """Return the class's own name: `RunPython`."""
        return self.kind.rpartition(".")[2]

    def argument(self, position: int, name: str) -> Expression | None:
        """Return an argument given by position or by name."""
        arguments = self.given.arguments if self.given else self.made.arguments
        named = next((each.value for each in arguments if each.name == name), None)
        if named is not None:
            return named
        positional = [each.value for each in arguments if each.name is None and not each.stars]
        return positional[position] if position < len(positional) else None


@dataclass(frozen=True)
class Migration:
    """A migration: `unread` tells why some of its operations could not be read.

    `replaces` are the labels of those that a squashed migration stands for.
    """

    app: str
    name: str
    path: str
    cls: Defined
    operations: tuple[Operation, ...]
    unread: tuple[str, ...]
    replaces: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return what Django calls it: `shop.0002_fill`."""
        return f"{self.app}.{self.name}"


class Migrations:
    """Every migration that stands in a file of the project."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def all(self) -> tuple[Migration, ...]:
        """The migrations by app and name."""
        found = [self._read(path, match) for path in self.project.files if (match := _FILE.search(path))]
        return tuple(sorted((each for each in found if each), key=lambda each: (each.app, each.name)))

    def _read(self, path: str, match: re.Match[str]) -> Migration | None:
        module = self.project.modules.at(path)
        cls = next((each for each in self.project.classes.in_module(module) if each.qualname == "Migration"), None)
        if cls is None:
            return None
        package = module.name.rpartition(".")[0].rpartition(".")[0]
        app = self.project.apps.label_for(package) or package.rpartition(".")[2]
        reader = _Reader(self.project, path)
        value = self.project.classes.member(cls, "operations")
        operations = tuple(reader.operations(cls.module, value.value)) if value and value.value else ()
        replaces = tuple(self._replaced(cls))
        return Migration(app, match["name"], path, cls, operations, tuple(reader.unread), replaces)

    def _replaced(self, cls: Defined) -> Iterator[str]:
        member = self.project.classes.member(cls, "replaces")
        pairs = member.value.items if member and isinstance(member.value, Sequence) else ()
        for pair in pairs:
            texts = (
                [each.value for each in pair.items if isinstance(each, Constant)] if isinstance(pair, Sequence) else []
            )
            if len(texts) == 2:
                yield f"{texts[0]}.{texts[1]}"

    @cached_property
    def squashed(self) -> frozenset[str]:
        """The labels of migrations that a squashed one stands for: Django runs them nowhere any more."""
        return frozenset(label for each in self.all for label in each.replaces)


class _Reader:
    def __init__(self, project: Project, path: str) -> None:
        self.project = project
        self.path = path
        self.unread: list[str] = []

    def operations(self, module: ModuleFile, value: Expression) -> Iterator[Operation]:
        """Yield the operations that an expression lists: displays, names, and sums of them."""
        if isinstance(value, Sequence):
            for item in value.items:
                inner = item.value if isinstance(item, Starred) else item
                yield from self._item(module, inner)
        elif isinstance(value, Sum) and set(value.operators) == {"+"}:
            for side in value.operands:
                yield from self.operations(module, side)
        elif isinstance(value, Name):
            yield from self._named(module, value)
        else:
            self.unread.append(f"operations made by a {type(value).__name__.lower()}")

    def _named(self, module: ModuleFile, value: Name) -> Iterator[Operation]:
        for target in self.project.names.resolve(module, value):
            if isinstance(target, Value) and target.module.path == module.path:
                yield from self.operations(target.module, target.expression)
                return
        self.unread.append(f"`{value.id}` holds operations that are put together elsewhere")

    def _item(self, module: ModuleFile, value: Expression) -> Iterator[Operation]:
        made = construction(self.project.names, module, value)
        if made is None:
            if isinstance(value, Name | Sequence):
                yield from self.operations(module, value)
            else:
                self.unread.append(f"an operation made by a {type(value).__name__.lower()}")
            return
        kind = self._kind(made)
        if kind == SEPARATE:
            yield from self._halves(made)
        else:
            yield Operation(kind, self.path, value, made, given=self._given(made))

    def _kind(self, made: Construction) -> str:
        if made.cls is None or not isinstance(made.cls.node, Class):
            return made.name
        names = (each.name for each in self.project.classes.mro(made.cls).classes)
        return next(
            (name for name in names if name.startswith(("django.db.migrations.", "django.contrib."))), made.name
        )

    def _halves(self, made: Construction) -> Iterator[Operation]:
        for at, (half, database) in enumerate((("database_operations", True), ("state_operations", False))):
            value = made.keyword(half) or (made.positional[at] if at < len(made.positional) else None)
            for each in self.operations(made.module, value) if isinstance(value, Sequence | Name | Sum) else ():
                yield Operation(each.kind, each.path, each.node, each.made, database, not database, each.given)

    def _given(self, made: Construction) -> Call | None:
        """Return the call of the parent's `__init__` in the `__init__` of a project's own operation."""
        if made.cls is None or made.cls.name.startswith("django."):
            return None
        init = self.project.classes.method(made.cls, "__init__")
        if init is None or init.name.startswith("django.") or not isinstance(init.node, Function):
            return None
        for statement in statements(body_of(init.node)):
            if isinstance(statement, Evaluate) and isinstance(statement.value, Chain):
                *_, before, last = (None, *statement.value.steps)
                if isinstance(last, Call) and isinstance(before, Attribute) and before.name == "__init__":
                    return last
        return None


__all__ = ["Migration", "Migrations", "Operation"]
