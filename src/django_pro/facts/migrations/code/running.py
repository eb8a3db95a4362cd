"""Runs the statements of a data migration in one's head, and notes what is done to rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django_pro.facts.migrations.code.calling import Calling
from django_pro.facts.migrations.code.deeds import Kind, Loop
from django_pro.facts.migrations.code.values import Closure, Loaded, ModelClass, Pages, Row, Rows, Value
from django_pro.source.syntax import (
    AnnotatedAssign,
    Assign,
    Attribute,
    AugmentedAssign,
    Call,
    Chain,
    Comprehension,
    Evaluate,
    Expression,
    For,
    Function,
    If,
    Match,
    Name,
    Return,
    Sequence,
    Statement,
    Try,
    While,
    With,
    body_of,
)

#: Functions that go over their first argument.
_OVER = frozenset({"enumerate", "tqdm", "iter", "reversed", "list", "tuple", "sorted", "set", "progressbar", "map"})
#: Words in the name of what gives portions.
_PORTIONS = ("batch", "chunk", "page", "range")


class Running(Calling):
    """One run of a function; `deeds` are what it does."""

    def run(self, closure: Closure, given: dict[str, Value]) -> Value:
        """Run a function with its arguments and return what it returns."""
        if self.depth > self.DEEPEST or closure.function in self.running:
            return None
        self.running.append(closure.function)
        outer, self.module = self.module, closure.module
        names = {**closure.names, **given}
        try:
            return self._block(body_of(closure.function), names)
        finally:
            self.module = outer
            self.running.pop()

    def _block(self, body: Iterable[Statement], names: dict[str, Value]) -> Value:
        result: Value = None
        for statement in body:
            found = self._statement(statement, names)
            result = result or found
        return result

    def _statement(self, statement: Statement, names: dict[str, Value]) -> Value:  # noqa: PLR0912
        match statement:
            case Assign():
                value = self.value(statement.value, names)
                for target in statement.targets:
                    self._assign(target, value, names)
            case AnnotatedAssign(value=value) if value is not None:
                self._assign(statement.target, self.value(value, names), names)
            case AugmentedAssign():
                self.value(statement.value, names)
                self._assign(statement.target, None, {})
            case Evaluate():
                self.value(statement.value, names)
            case Return(value=value) if value is not None:
                return self.value(value, names)
            case For():
                return self._for(statement, names)
            case While():
                self.value(statement.test, names)
                with self._inside(Loop.BATCHES):
                    return self._block(statement.body, names)
            case If():
                for branch in statement.branches:
                    self.value(branch.test, names)
                bodies = [*(branch.body for branch in statement.branches), statement.orelse]
                return _first(self._block(body, names) for body in bodies)
            case Try():
                handlers = [each for handler in statement.handlers for each in handler.body]
                return self._block((*statement.body, *handlers, *statement.orelse, *statement.finalbody), names)
            case With():
                for item in statement.items:
                    value = self.value(item.context, names)
                    if item.target is not None:
                        self._assign(item.target, value, names)
                return self._block(statement.body, names)
            case Match():
                return next(
                    (each for each in [self._block(case.body, names) for case in statement.cases] if each), None
                )
            case Function():
                names[statement.name] = Closure(statement, self.module, names)
            case _:
                pass
        return None

    @contextmanager
    def _inside(self, loop: Loop, item: Value = None) -> Iterator[None]:
        self.loops.append((loop, item.model if isinstance(item, Row) else None))
        try:
            yield
        finally:
            self.loops.pop()

    def _for(self, statement: For, names: dict[str, Value]) -> Value:
        loop, item = self._over(statement.iterable, names)
        target = statement.target
        if isinstance(target, Sequence) and _called(statement.iterable) == "enumerate" and len(target.items) == 2:
            target = target.items[1]
        self._assign(target, item, names)
        with self._inside(loop, item):
            found = self._block(statement.body, names)
        return found or self._block(statement.orelse, names)

    def _over(self, iterable: Expression, names: dict[str, Value]) -> tuple[Loop, Value]:
        """Return what a loop goes over, and what one item is."""
        inner = iterable
        while _called(inner) in _OVER and isinstance(inner, Chain) and isinstance(call := inner.steps[-1], Call):
            if not call.arguments:
                break
            inner = call.arguments[-1 if _called(inner) == "map" else 0].value
        value = self.value(inner, names)
        if isinstance(value, Rows):
            if not value.chunked and not value.narrow:
                self.note(Kind.LOAD, value, iterable)
            return (Loop.VALUES if value.narrow else Loop.ROWS), None if value.plain else Row(
                value.model, orphaned=value.orphaned
            )
        if isinstance(value, Loaded):
            return Loop.VALUES if value.rows.narrow else Loop.ROWS, Row(value.rows.model, orphaned=value.rows.orphaned)
        if isinstance(value, Pages):
            return Loop.BATCHES, value
        return (Loop.BATCHES if _is_portions(inner) else Loop.VALUES), None

    def _assign(self, target: Expression, value: Value, names: dict[str, Value]) -> None:
        if isinstance(target, Name):
            names[target.id] = value
        elif isinstance(target, Sequence):
            for item in target.items:
                self._assign(item, value if isinstance(value, Row) else None, names)
        elif isinstance(target, Chain) and isinstance(last := target.steps[-1], Attribute):
            owner = (
                self.value(Chain(target.start, target.end, target.base, target.steps[:-1]), names)
                if len(target.steps) > 1
                else self.value(target.base, names)
            )
            if isinstance(owner, ModelClass):
                self.assigned.add((owner.label, last.name))
            if isinstance(owner, Row):
                self.note(Kind.SET, owner, target, text=last.name)
                self.set_field(owner, last.name, target)

    def comprehension(self, node: Comprehension, names: dict[str, Value]) -> Value:
        """Return the list that a comprehension makes."""
        inner = dict(names)
        depth = len(self.loops)
        for clause in node.clauses:
            loop, item = self._over(clause.iterable, inner)
            self._assign(clause.target, item, inner)
            self.loops.append((loop, item.model if isinstance(item, Row) else None))
            for condition in clause.conditions:
                self.value(condition, inner)
        element = self.value(node.element, inner)
        if node.value is not None:
            self.value(node.value, inner)
        del self.loops[depth:]
        made = element if isinstance(element, Row) else None
        return Loaded(Rows(made.model, filtered=True)) if made else None


def _called(value: Expression) -> str:
    """Return the name of the plain function that an expression calls."""
    if isinstance(value, Chain) and len(value.steps) == 1 and isinstance(value.steps[0], Call):
        return value.base.id if isinstance(value.base, Name) else ""
    return ""


def _is_portions(value: Expression) -> bool:
    names = [value.base.id] if isinstance(value, Chain) and isinstance(value.base, Name) else []
    names += [step.name for step in value.steps if isinstance(step, Attribute)] if isinstance(value, Chain) else []
    names += [value.id] if isinstance(value, Name) else []
    return any(word in name.lower() for name in names for word in _PORTIONS)


def _first(values: Iterable[Value]) -> Value:
    """Return the first value that matters; all are made."""
    return next((each for each in list(values) if each is not None), None)
