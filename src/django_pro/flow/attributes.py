"""Attributes of classes and of their objects: methods, properties, class attributes, and what `self.x = …` leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django_pro.flow import forms
from django_pro.flow.arguments import Arguments
from django_pro.flow.frame import Frame
from django_pro.flow.library import methods
from django_pro.flow.library.django import VIEW_ATTRIBUTES
from django_pro.flow.names import from_targets
from django_pro.flow.values import (
    ClassValue,
    FunctionValue,
    Instance,
    Library,
    Method,
    ModelClass,
    Place,
    Request,
    Row,
    Rows,
    Super,
    Value,
    Values,
    join,
    unknown,
)  # fmt: skip
from django_pro.project.bindings import Assigned, Imported
from django_pro.project.classes import Member
from django_pro.project.names import Defined
from django_pro.source.syntax import (
    AnnotatedAssign,
    Assign,
    Attribute,
    Chain,
    Class,
    Expression,
    For,
    Function,
    If,
    Match,
    Name,
    Statement,
    Try,
    While,
    With,
)  # fmt: skip

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: Decorators that make a method an attribute, by the last part of their names.
PROPERTIES = frozenset({"property", "cached_property", "abstractproperty", "classproperty", "cached_class_property"})
_STATIC, _OF_CLASS = "staticmethod", "classmethod"


class Attributes:
    """What methods assign to `self`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._values: dict[tuple[Instance, str], Values] = {}
        self._asked: set[tuple[Instance, str]] = set()
        self._assigning: dict[tuple[Defined, str], list[tuple[Defined, str]]] = {}
        self._read: set[tuple[Instance, Defined, str]] = set()
        self._assigned: dict[Defined, dict[str, list[str]]] = {}

    def set(self, instance: Instance, name: str, values: Values) -> None:
        """Note that a method assigns an attribute."""
        key = (instance, name)
        self._values[key] = join(self._values.get(key, ()), values)

    def of(self, instance: Instance, name: str, place: Place) -> Values:
        """Return what any method assigns to an attribute, nothing where none does."""
        key = (instance, name)
        if key not in self._asked:
            self._asked.add(key)
            for owner, method in self._setters(instance.cls, name):
                self._run(instance, owner, method, place)
        return self._values.get(key) or self._shared(instance, name)

    def _shared(self, instance: Instance, name: str) -> Values:
        """Return what was assigned while a method was read for all classes that share it."""
        found: Values = ()
        for owner, method in self._setters(instance.cls, name):
            function = self.engine.classes.method(owner, method)
            shared = self.engine.sharing.widest(instance, function, owner) if function else instance
            if shared != instance:
                found = join(found, self._values.get((shared, name), ()))
        return found

    def _setters(self, cls: Defined, name: str) -> list[tuple[Defined, str]]:
        key = (cls, name)
        if key not in self._assigning:
            self._assigning[key] = self._find_setters(cls, name)
        return self._assigning[key]

    def _find_setters(self, cls: Defined, name: str) -> list[tuple[Defined, str]]:
        owners = (owner for owner in self.engine.classes.mro(cls).classes if owner.module.origin == "project")
        return [(owner, method) for owner in owners for method in self.assigned_by(owner).get(name, ())]

    def _run(self, instance: Instance, owner: Defined, method: str, place: Place) -> None:
        """Read a method for what it assigns, once for each object, or they go round for ever."""
        key = (instance, owner, method)
        function = self.engine.classes.method(owner, method)
        if key not in self._read and function is not None:
            self._read.add(key)
            self.engine.enter(function, instance, instance.made if method == "__init__" else (), place)

    def assigned_by(self, cls: Defined) -> dict[str, list[str]]:
        """Return the methods of a class that assign each attribute of `self`."""
        found = self._assigned.get(cls)
        if found is None:
            collected: dict[str, list[str]] = defaultdict(list)
            for name, bindings in self.engine.classes.own(cls).items():
                for node in bindings:
                    if isinstance(node, Function) and node.parameters:
                        body = self.engine.body(self.engine.names.define(cls.module, f"{cls.qualname}.{name}", node))
                        for attribute in sorted(_assigned(body, node.parameters[0].name)):
                            collected[attribute].append(name)
            found = self._assigned[cls] = dict(collected)
        return found


def _assigned(body: Iterable[Statement], self_name: str) -> set[str]:
    found: set[str] = set()
    for statement in _flat(body):
        targets: tuple[Expression, ...] = ()
        if isinstance(statement, Assign):
            targets = statement.targets
        elif isinstance(statement, AnnotatedAssign):
            targets = (statement.target,)
        for target in targets:
            if isinstance(target, Chain) and isinstance(target.base, Name) and target.base.id == self_name:
                first = target.steps[0]
                if len(target.steps) == 1 and isinstance(first, Attribute):
                    found.add(first.name)
    return found


def _flat(body: Iterable[Statement]) -> Iterator[Statement]:
    for statement in body:
        yield statement
        if isinstance(statement, If):
            yield from _flat(each for branch in statement.branches for each in branch.body)
            yield from _flat(statement.orelse)
        elif isinstance(statement, For | While):
            yield from _flat((*statement.body, *statement.orelse))
        elif isinstance(statement, With):
            yield from _flat(statement.body)
        elif isinstance(statement, Try):
            yield from _flat((*statement.body, *statement.orelse, *statement.finalbody))
            yield from _flat(each for handler in statement.handlers for each in handler.body)
        elif isinstance(statement, Match):
            yield from _flat(each for case in statement.cases for each in case.body)


def owner_of(engine: Engine, function: Defined) -> Defined | None:
    """Return the class that a method is written in."""
    outer = function.qualname.rpartition(".")[0]
    if not outer:
        return None
    key = (function.module.path, outer)
    if key not in engine.owners:
        found = (cls for cls in engine.classes.in_module(function.module) if cls.qualname == outer)
        engine.owners[key] = next(found, None)
    return engine.owners[key]


def of_instance(engine: Engine, instance: Instance, name: str, place: Place) -> Values:
    """Return an attribute of an object of the project's own classes."""
    for known, values in instance.known:
        if known == name:
            return values
    assigned = engine.attributes.of(instance, name, place)
    if assigned:
        return assigned
    found = engine.member_of(instance.cls, name)
    if found is not None and not isinstance(found.node, Assigned):
        return member(engine, found, instance, place)
    for made, values in instance.made:
        if made == name:
            return values
    if found is not None:
        return member(engine, found, instance, place)
    if name == "cleaned_data" and (cleaned := forms.cleaned(engine, instance.cls, place)) is not None:
        return cleaned
    if name == "request":
        return (Request(),)
    if name in VIEW_ATTRIBUTES:
        return engine.call_of(engine.get(instance, VIEW_ATTRIBUTES[name], place), Arguments(), place)
    return unknown(f"`{name}` of {instance.cls.qualname}")


def of_super(engine: Engine, value: Super, name: str, place: Place) -> Values:
    """Return an attribute of the classes after one."""
    owner = value.owner
    if isinstance(owner, Rows):
        classes = [each for cls in owner.methods for each in engine.classes.mro(cls).classes]
    else:
        cls = _class_of(engine, owner)
        classes = list(engine.classes.mro(cls).classes) if cls else []
    after = classes[classes.index(value.after) + 1 :] if value.after in classes else classes
    for each in after:
        found = engine.classes.own(each).get(name)
        if found:
            return member(engine, Member(each, name, found[-1]), owner, place)
    return engine.get(owner, name, place) if isinstance(owner, Rows) else _of_library(owner, name)


def _of_library(owner: Value, name: str) -> Values:
    if isinstance(owner, Row):
        return (Method(owner, name),)
    return unknown(f"`{name}` of a class that cannot be seen")


def _class_of(engine: Engine, owner: Value) -> Defined | None:
    if isinstance(owner, Instance):
        return owner.cls
    if isinstance(owner, ClassValue):
        return owner.defined
    if isinstance(owner, Row | ModelClass):
        model = engine.models.get(owner.model if isinstance(owner, Row) else owner.label)
        return model.cls if model else None
    return None


def member(engine: Engine, found: Member, value: Value, place: Place) -> Values:
    """Return what a member of a class is, looked up on a value."""
    node = found.node
    if isinstance(node, Function):
        return _method(engine, engine.method_in(found.owner, found.name, node), found, value, place)
    if isinstance(node, Class):
        return from_targets(
            engine, (engine.names.define(found.owner.module, f"{found.owner.qualname}.{found.name}", node),)
        )
    if isinstance(node, Imported):
        return unknown("imported inside a class")
    return _assigned_value(engine, found, node)


def _assigned_value(engine: Engine, found: Member, node: Assigned) -> Values:
    if node.value is None or found.owner.module.origin != "project":
        return unknown(f"`{found.name}` has no value that can be read")
    return class_attribute(engine, found.owner, node.value)


def class_attribute(engine: Engine, owner: Defined, value: Expression) -> Values:
    """Return what a class attribute is assigned."""
    key = (owner.module.path, value.start, value.end)
    known = engine.values.get(key)
    if known is None:
        engine.values[key] = unknown("it is defined by itself")
        frame = Frame(owner.module, owner=owner)
        outer, engine.frame = engine.frame, frame
        known = engine.values[key] = engine.evaluate(frame, value)
        engine.frame = outer
    return known


def _method(engine: Engine, function: Defined, found: Member, value: Value, place: Place) -> Values:
    if function.module.origin != "project":
        return _library_method(engine, function, found, value, place)
    assert isinstance(function.node, Function)
    kinds = {last_name(decorator) for decorator in function.node.decorators}
    if kinds & PROPERTIES:
        return engine.enter(function, value, (), place)
    if _STATIC in kinds:
        return (FunctionValue(function),)
    if _OF_CLASS in kinds:
        return (FunctionValue(function, _as_class(value)),)
    return (FunctionValue(function, value if not isinstance(value, ClassValue | ModelClass) else None),)


def _library_method(engine: Engine, function: Defined, found: Member, value: Value, place: Place) -> Values:
    full = f"{found.owner.name}.{found.name}"
    if isinstance(value, Instance) and full in methods.METHODS:
        return (Method(value, full),)
    if isinstance(value, Instance) and full in methods.PROPERTIES:
        return methods.PROPERTIES[full](engine, value, place)
    if isinstance(value, Rows | Row):
        return (Method(value, found.name),)
    return (Library(function.name),)


def _as_class(value: Value) -> Value:
    if isinstance(value, Row):
        return ModelClass(value.model)
    return ClassValue(value.cls) if isinstance(value, Instance) else value


def last_name(decorator: Expression) -> str:
    """Return the last part of a decorator's name."""
    if isinstance(decorator, Name):
        return decorator.id
    if isinstance(decorator, Chain):
        names = [step.name for step in decorator.steps if isinstance(step, Attribute)]
        return names[-1] if names else last_name(decorator.base)
    return ""
