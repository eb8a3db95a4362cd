"""What a block of statements binds names to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django_pro.source.syntax import (
    AnnotatedAssign,
    Assign,
    AugmentedAssign,
    Chain,
    Class,
    Expression,
    For,
    Function,
    If,
    Import,
    ImportFrom,
    Match,
    Name,
    Sequence,
    Statement,
    Try,
    TypeAlias,
    While,
    With,
)  # fmt: skip


@dataclass(frozen=True)
class Imported:
    """A name bound by an import: `module` as written after its dots, `name` None for the module itself."""

    module: str
    level: int
    name: str | None


@dataclass(frozen=True)
class Assigned:
    """A name bound by an assignment; `value` is None where only the annotation is known, or it is unpacked."""

    value: Expression | None
    annotation: Expression | None = None


Binding = Imported | Assigned | Class | Function


@dataclass(frozen=True)
class Bindings:
    """Names to what they may be bound to, in order; a binding that always happens replaces those before it."""

    names: dict[str, tuple[Binding, ...]]
    stars: tuple[Imported, ...]


def bindings_of(body: Iterable[Statement]) -> Bindings:
    """Return what the statements bind, those inside branches and loops included."""
    collector = _Collector()
    collector.block(body, certain=True)
    typing = _Collector()
    typing.block(collector.typing, certain=False)
    names = {name: tuple(found) for name, found in (typing.names | collector.names).items()}
    return Bindings(names, (*typing.stars, *collector.stars))


class _Collector:
    def __init__(self) -> None:
        self.names: dict[str, list[Binding]] = {}
        self.stars: list[Imported] = []
        self.typing: list[Statement] = []

    def block(self, body: Iterable[Statement], *, certain: bool) -> None:
        for statement in body:
            self.statement(statement, certain)

    def bind(self, name: str, binding: Binding, certain: bool) -> None:
        if certain:
            self.names[name] = [binding]
        else:
            self.names.setdefault(name, []).append(binding)

    def statement(self, node: Statement, certain: bool) -> None:
        if isinstance(node, Class | Function):
            self.bind(node.name, node, certain)
        elif isinstance(node, Assign):
            for target in node.targets:
                self.target(target, node.value, certain)
        elif isinstance(node, AnnotatedAssign) and isinstance(node.target, Name):
            if node.value is not None or node.target.id not in self.names:  # a mere annotation takes no value away
                self.bind(node.target.id, Assigned(node.value, node.annotation), certain)
        elif isinstance(node, Import | ImportFrom):
            self.imports(node, certain)
        elif isinstance(node, TypeAlias):
            self.bind(node.name, Assigned(node.value), certain)
        elif isinstance(node, AugmentedAssign):
            pass
        else:
            self.nested(node, certain)

    def nested(self, node: Statement, certain: bool) -> None:
        if isinstance(node, If):
            for branch in node.branches:
                if _is_type_checking(branch.test):  # only a type checker comes here: names bound elsewhere win
                    self.typing.extend(branch.body)
                else:
                    self.block(branch.body, certain=False)
            self.block(node.orelse, certain=False)
        elif isinstance(node, Try):
            self.block(node.body, certain=certain)
            for handler in node.handlers:
                self.block(handler.body, certain=False)
            self.block(node.orelse, certain=False)
            self.block(node.finalbody, certain=certain)
        elif isinstance(node, For):
            self.target(node.target, None, False)
            self.block((*node.body, *node.orelse), certain=False)
        elif isinstance(node, While):
            self.block((*node.body, *node.orelse), certain=False)
        elif isinstance(node, With):
            self.block(node.body, certain=certain)
        elif isinstance(node, Match):
            for case in node.cases:
                self.block(case.body, certain=False)

    def target(self, target: Expression, value: Expression | None, certain: bool) -> None:
        if isinstance(target, Name):
            self.bind(target.id, Assigned(value), certain)
        elif isinstance(target, Sequence):
            same = isinstance(value, Sequence) and len(value.items) == len(target.items)
            values = value.items if same and isinstance(value, Sequence) else (None,) * len(target.items)
            for inner, part in zip(target.items, values, strict=True):
                self.target(inner, part, certain)

    def imports(self, node: Import | ImportFrom, certain: bool) -> None:
        for alias in node.names:
            if isinstance(node, ImportFrom):
                imported = Imported(node.module, node.level, alias.name)
                if alias.name == "*":
                    self.stars.append(imported)
                else:
                    self.bind(alias.alias or alias.name, imported, certain)
            elif alias.alias:
                self.bind(alias.alias, Imported(alias.name, 0, None), certain)
            else:
                first = alias.name.partition(".")[0]
                self.bind(first, Imported(first, 0, None), certain)


def _is_type_checking(test: Expression) -> bool:
    if isinstance(test, Chain):
        return getattr(test.steps[-1], "name", "") == "TYPE_CHECKING"
    return isinstance(test, Name) and test.id == "TYPE_CHECKING"
