"""A migration and its operations, as a file writes them."""

from __future__ import annotations

from dataclasses import dataclass

from django_pro.facts.models.calls import Construction
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.source.syntax import Call, Expression


@dataclass(frozen=True)
class Operation:
    """One operation: `kind` is its class's full name, the nearest of Django's own where a project's class extends one.

    `in_database` and `in_state` tell which half of a `SeparateDatabaseAndState` it stands in, both where in none.
    `given` is the call of `super().__init__` where a project's class has an `__init__` of its own: its arguments count,
    not the migration's.  `group` is where the `SeparateDatabaseAndState` that holds it begins.
    """

    kind: str
    path: str
    node: Expression
    made: Construction
    in_database: bool = True
    in_state: bool = True
    given: Call | None = None
    group: int | None = None

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

    `replaces` are the labels of those that a squashed migration stands for; `dependencies` and `run_before` are labels too,
    perhaps with `__first__` or `__latest__` for a name; `initial` is None where the class does not say; `comes_after` where
    it says that it runs once the release before is gone.
    """

    app: str
    name: str
    path: str
    cls: Defined
    operations: tuple[Operation, ...]
    unread: tuple[str, ...]
    replaces: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    run_before: tuple[str, ...] = ()
    initial: bool | None = None
    atomic: bool | Unknown = True
    comes_after: bool = False

    @property
    def label(self) -> str:
        """Return what Django calls it: `shop.0002_fill`."""
        return f"{self.app}.{self.name}"
