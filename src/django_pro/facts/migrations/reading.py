"""The migrations of a project, as their files write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from django_pro.facts.calls import without_last
from django_pro.facts.migrations.heading import Headings
from django_pro.facts.migrations.labels import labelled
from django_pro.facts.migrations.migration import Migration, Operation
from django_pro.facts.models.calls import Construction, construction, statements
from django_pro.facts.models.references import References
from django_pro.project.bindings import Assigned, Bindings
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, Value
from django_pro.project.project import Project
from django_pro.source.syntax import (
    Assign,
    Attribute,
    AugmentedAssign,
    Call,
    Chain,
    Class,
    Conditional,
    Evaluate,
    Expression,
    Function,
    Name,
    Return,
    Sequence,
    Starred,
    Statement,
    body_of,
)  # fmt: skip
from django_pro.source.syntax import Operation as Sum

MIGRATION = "django.db.migrations.migration.Migration"
SEPARATE = "django.db.migrations.operations.special.SeparateDatabaseAndState"
#: Django takes no file for a migration whose name begins with `_` or `~`, or holds a dot.
_FILE = re.compile(r"(?:^|/)(?P<folder>[^/]*migrations)/(?P<name>(?![_~])[^/.]+)\.py$")


class Migrations:
    """Every migration that stands in a file of the project."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def all(self) -> tuple[Migration, ...]:
        """The migrations by app and name."""
        found = [self._read(path, match) for path in self.project.files if (match := _FILE.search(path))]
        named = labelled(self.project.apps, [each for each in found if each])
        return tuple(sorted(named, key=lambda each: (each.app, each.name)))

    def _read(self, path: str, match: re.Match[str]) -> Migration | None:
        module = self.project.modules.at(path)
        cls = next((each for each in self.project.classes.in_module(module) if each.qualname == "Migration"), None)
        if cls is None:
            return None
        reader = _Reader(self.project, path, Bindings(self.project.classes.own(cls), ()))
        lists = [*self._lists(cls), *added(cls.node.body if isinstance(cls.node, Class) else (), "operations")]
        operations = tuple(each for value in lists for each in reader.listed(cls.module, value))
        heading = self._headings
        atomic, initial = heading.flag(cls, "atomic"), heading.flag(cls, "initial")
        return Migration(
            app="",
            name=match["name"],
            path=path,
            cls=cls,
            operations=operations,
            unread=tuple(reader.unread),
            replaces=heading.labels(cls, "replaces"),
            dependencies=heading.labels(cls, "dependencies"),
            run_before=heading.labels(cls, "run_before"),
            initial=initial if isinstance(initial, bool) else None,
            atomic=True if atomic is None else atomic,
            comes_after=heading.comes_after(cls),
        )

    def _lists(self, cls: Defined) -> Iterator[Expression]:
        """Yield what `operations` may be: each side of an `if` in the class counts."""
        bound = self.project.classes.own(cls).get("operations", ())
        written = [each.value for each in bound if isinstance(each, Assigned) and each.value is not None]
        if not written:
            member = self.project.classes.member(cls, "operations")
            written = [member.value] if member and member.value else []
        yield from written

    @cached_property
    def _headings(self) -> Headings:
        return Headings(self.project.classes, References(self.project.names, self.project.settings.texts()))

    @cached_property
    def squashed(self) -> frozenset[str]:
        """The labels of migrations that a squashed one stands for: Django runs them nowhere any more."""
        return frozenset(label for each in self.all for label in each.replaces)


def added(body: tuple[Statement, ...], name: str) -> Iterator[Expression]:
    """Yield the lists that statements add to the list of a name: `+=`, `extend`, and `append` as a list of one."""
    for each in statements(body):
        if isinstance(each, AugmentedAssign) and each.operator == "+" and _is(each.target, name):
            yield each.value
        elif isinstance(each, Evaluate) and isinstance(chain := each.value, Chain) and _is(chain.base, name):
            method, call = (*chain.steps, None, None)[:2]
            if isinstance(method, Attribute) and isinstance(call, Call) and call.arguments:
                value = call.arguments[0].value
                if method.name in ("append", "extend"):
                    yield value if method.name == "extend" else Sequence(value.start, value.end, "list", (value,))


def _is(target: Expression, name: str) -> bool:
    return isinstance(target, Name) and target.id == name


class _Reader:
    """Reads the operations of one migration; `body` are the names that its class's own body binds."""

    def __init__(self, project: Project, path: str, body: Bindings) -> None:
        self.project = project
        self.path = path
        self.body = body
        self.following: list[Expression] = []
        self.unread: list[str] = []

    def listed(self, module: ModuleFile, value: Expression) -> Iterator[Operation]:
        """Yield the operations of `operations` itself."""
        self.following = [value]
        yield from self.operations(module, value)

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
        elif isinstance(value, Chain) and (function := self._function(module, value)):
            yield from self._returned(function)
        else:
            self.unread.append(f"operations made by a {type(value).__name__.lower()}")

    def _named(self, module: ModuleFile, value: Name) -> Iterator[Operation]:
        local = self.body if module.path == self.path else None
        for target in (*self.project.names.resolve(module, value, local), *self.project.names.resolve(module, value)):
            if isinstance(target, Value) and target.module.path == module.path and self._is_new(target.expression):
                self.following.append(target.expression)
                yield from self.operations(target.module, target.expression)
                self.following.pop()
                return
        self.unread.append(f"`{value.id}` holds operations that are put together elsewhere")

    def _function(self, module: ModuleFile, value: Expression) -> Defined | None:
        """Return the project's own function that a call asks for operations."""
        if not isinstance(value, Chain) or not isinstance(value.steps[-1], Call):
            return None
        found = self.project.names.resolve(module, without_last(value))
        functions = (each for each in found if isinstance(each, Defined) and isinstance(each.node, Function))
        return next(functions, None)

    def _returned(self, function: Defined) -> Iterator[Operation]:
        """Yield the operations of the last list that a function returns: those before are for settings of few."""
        assert isinstance(function.node, Function)
        body = body_of(function.node)
        values = [each.value for each in statements(body) if isinstance(each, Return) and each.value is not None]
        last = values[-1] if values else None
        if isinstance(last, Name):
            made = [each for each in statements(body) if isinstance(each, Assign) and _is(each.targets[0], last.id)]
            lists = [*(each.value for each in made), *added(body, last.id)]
        else:
            lists = [last] if last is not None else []
        if last is None or any(each is lists[0] for each in self.following):
            self.unread.append(f"`{function.qualname}` makes operations that cannot be seen")
            return
        for each in lists:
            self.following.append(each)
            yield from self.operations(function.module, each)
            self.following.pop()

    def _is_new(self, value: Expression) -> bool:
        """Whether a list is not part of itself: `operations = operations + [...]`."""
        return all(each is not value for each in self.following)

    def _item(self, module: ModuleFile, value: Expression) -> Iterator[Operation]:
        if isinstance(value, Conditional):  # as each side of an `if` in the class, either may run
            yield from self._item(module, value.body)
            yield from self._item(module, value.orelse)
            return
        made = construction(self.project.names, module, value)
        if made is None:
            if isinstance(value, Name | Sequence) or self._function(module, value):
                yield from self.operations(module, value)
            else:
                self.unread.append(f"an operation made by a {type(value).__name__.lower()}")
            return
        kind = self._kind(made)
        if kind == SEPARATE:
            yield from self._halves(made, value.start)
        else:
            operation = Operation(kind, self.path, value, made, given=self._given(made))
            yield operation
            if operation.name == "RunSQL" and (states := operation.argument(2, "state_operations")):
                for each in self.operations(made.module, states):
                    yield replace(each, in_database=False)

    def _kind(self, made: Construction) -> str:
        if made.cls is None or not isinstance(made.cls.node, Class):
            return made.name
        names = (each.name for each in self.project.classes.mro(made.cls).classes)
        return next(
            (name for name in names if name.startswith(("django.db.migrations.", "django.contrib."))), made.name
        )

    def _halves(self, made: Construction, group: int) -> Iterator[Operation]:
        for at, (half, database) in enumerate((("database_operations", True), ("state_operations", False))):
            value = made.keyword(half) or (made.positional[at] if at < len(made.positional) else None)
            for each in self.operations(made.module, value) if isinstance(value, Sequence | Name | Sum) else ():
                yield replace(each, in_database=database, in_state=not database, group=group)

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
