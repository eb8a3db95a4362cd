"""Follows calls: functions that can be read, methods, classes; what is only known by name gives nothing known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.classes import SETTINGS_CLASSES, external_bases, lineage, member
from django_pro.project.settings.evaluation.library import FUNCTIONS
from django_pro.project.settings.evaluation.library.environment import field_value
from django_pro.project.settings.evaluation.library.methods import call_method
from django_pro.project.settings.evaluation.library.records import is_record, record
from django_pro.project.settings.evaluation.machine import Frame, Machine
from django_pro.project.settings.evaluation.memory import Object, Space
from django_pro.project.settings.evaluation.things import (
    NONE,
    ClassThing,
    Closure,
    Const,
    Either,
    External,
    Given,
    Member,
    Method,
    Native,
    Outside,
    Read,
    Ref,
    Scope,
    Scoped,
    Super,
    Thing,
    either,
    ways,
)  # fmt: skip
from django_pro.source.syntax import Function, Lambda, body_of

#: Decorators that leave a function what it is.
_TRANSPARENT = (
    "functools.wraps",
    "functools.lru_cache",
    "functools.cache",
    "builtins.staticmethod",
    "contextlib.contextmanager",
)
_PROPERTIES = (
    "builtins.property",
    "functools.cached_property",
    "django.utils.functional.cached_property",
    "abc.abstractproperty",
)


def call(machine: Machine, function: Thing, given: Given) -> Thing:
    """Return what a call of one value gives."""
    if isinstance(function, Native):
        return function.function(machine, given)
    if isinstance(function, Closure):
        return _function(machine, function, given)
    if isinstance(function, Method):
        if function.function is not None:
            return machine.call(function.function, given.before(function.receiver))
        return call_method(machine, function.receiver, function.name, given)
    if isinstance(function, ClassThing):
        return made(machine, function, given)
    if isinstance(function, External):
        return _external(machine, function, given)
    if isinstance(function, Ref) and isinstance(machine.content(function), Object):
        return call_method(machine, function, "__call__", given)
    machine.may_fail()
    return _unread(function)


def _function(machine: Machine, function: Closure, given: Given) -> Thing:
    if function.scope.module.origin == "project" or isinstance(function.node, Lambda):
        return closure(machine, function, given)
    return _external(machine, External(function.name), given)


def _external(machine: Machine, function: External, given: Given) -> Thing:
    known = FUNCTIONS.get(function.name)
    if known is not None:
        return known(machine, given)
    machine.may_fail()
    return Unknown(f"`{function.name}()` is not followed")


def _unread(function: Thing) -> Unknown:
    if isinstance(function, Unknown):
        return function
    if isinstance(function, Outside):
        return Unknown(f"`{function.name}` is not here")
    return Unknown(f"a call of `{getattr(function, 'name', 'a value')}` is not followed")


def closure(machine: Machine, function: Closure, given: Given) -> Thing:
    """Return what a function that can be read returns, with what it does to lists and dicts done."""
    if isinstance(function.node, Function) and function.node.asynchronous:
        return Unknown("a coroutine")
    body = () if isinstance(function.node, Lambda) else body_of(function.node)
    scope = Scope(machine.memory.new(Space({})).id, function.scope.module, function.scope)
    bind_arguments(machine, function, given, scope)
    with machine.reads() as reads:
        if isinstance(function.node, Lambda):
            result = machine.evaluate(function.node.body, scope)
        else:
            result = _followed(machine, body, scope)
    machine.read(*_at_the_call(reads, function, given, result))
    return result


def _followed(machine: Machine, body: Iterable[object], scope: Scope) -> Thing:
    frame = Frame()
    machine.frames.append(frame)
    loops, machine.loops = machine.loops, []
    start = machine.memory
    machine.memory = start.fork()
    try:
        goes_on = machine.execute(body, scope)  # type: ignore[arg-type]  # `body_of` gives statements
    finally:
        machine.frames.pop()
        machine.loops = loops
    ends = [*frame.returned, *([(machine.memory, NONE)] if goes_on else [])]
    machine.memory = start
    if not ends:
        machine.may_fail()
        return Unknown("a function that always raises")
    start.take(memory for memory, _ in ends)
    return either(value for _, value in ends)


def bind_arguments(machine: Machine, function: Closure, given: Given, scope: Scope) -> None:
    """Bind a function's parameters."""
    left, keywords = list(given.positional), dict(given.keywords)
    defaults = dict(function.defaults)
    if isinstance(function.node, Lambda):
        for each in function.node.parameters:
            if each.default is not None:
                defaults[each.name] = machine.evaluate(each.default, function.scope)
    for parameter in function.node.parameters:
        name = parameter.name
        if parameter.kind == "args":
            value: Thing = machine.list(left, "tuple", "more arguments may be given" if given.open else "")
            left = []
        elif parameter.kind == "kwargs":
            value = machine.dict(keywords, "more arguments may be given" if given.open else "")
            keywords = {}
        elif left and parameter.kind != "keyword":
            value = left.pop(0)
        elif name in keywords:
            value = keywords.pop(name)
        else:
            value = (
                Unknown("an argument that is not known")
                if given.open
                else defaults.get(name, Unknown(f"no argument `{name}`"))
            )
        machine.bind(scope, name, value)
    if function.owner is not None:
        first = given.positional[0] if given.positional else Unknown("no receiver")
        machine.bind(scope, "super()", Super(first, function.owner))


def _at_the_call(reads: list[Read], function: Closure, given: Given, result: Thing) -> list[Read]:
    """Return reads that a helper does itself as reads of its caller's, with the default that the caller gives."""
    path, node = function.scope.module.path, function.node
    found: list[Read] = []
    for read in reads:
        if read.place.path != path or not node.start <= read.place.start < node.end:
            found.append(read)
            continue
        passed = [*given.positional, *(value for _, value in given.keywords)]
        default, place = read.default, read.default_place
        if default is None or default == NONE:
            known = [
                each for each in ways(result) if isinstance(each, Const) and each.value is not None and each in passed
            ]
            default = known[0] if known else default
            place = next((p for key, p in given.places if known and _argument(given, key) == known[0]), place)
        found.append(replace(read, place=given.place, default=default, default_place=place))
    return found


def _argument(given: Given, key: int | str) -> Thing | None:
    return given.get(key) if isinstance(key, int) else given.get(None, key)


def made(machine: Machine, cls: ClassThing, given: Given) -> Thing:
    """Return an object of a class that can be read."""
    if cls.scope.module.origin != "project":
        known = FUNCTIONS.get(cls.name)
        return known(machine, given) if known else Unknown(f"an object of {cls.name}")
    if is_record(machine, cls):
        return record(machine, cls, given)
    ref = machine.memory.new(Object(cls, {}))
    if any(base in SETTINGS_CLASSES for base in external_bases(cls)):
        machine.memory.contents[ref.id] = Object(cls, _fields(machine, cls, given))
        return ref
    init = member(machine, lineage(cls), "__init__")
    if init is not None and isinstance(init[0].value, Closure):
        machine.call(init[0].value, given.before(ref))
    return ref


def _fields(machine: Machine, cls: ClassThing, given: Given) -> dict[str, Thing]:
    """Return the fields of a settings class of pydantic's: each is read from the environment (pydantic: "Settings")."""
    found: dict[str, Thing] = {}
    for each in reversed(lineage(cls)):
        space = machine.memory.space(each.space)
        for name, binding in space.names.items():
            annotation = space.names.get(f"annotation {name}")
            if annotation is not None and given.get(None, name) is None:
                found[name] = field_value(machine, name, binding, annotation.value)
    return found | dict(given.keywords)


def decorated(machine: Machine, function: Closure, decorators: tuple[Thing, ...]) -> Thing:
    """Return a function as its decorators leave it."""
    owner = None
    value: Thing = replace(function, owner=owner)
    for each in reversed(decorators):
        name = getattr(each, "name", "")
        if name in _PROPERTIES:
            value = Method(NONE, "property", function)
        elif name in ("builtins.staticmethod", "builtins.classmethod"):
            value = Method(NONE, name.rpartition(".")[2], function)
        elif name not in _TRANSPARENT and not isinstance(each, Method | Member | Either | Scoped):
            value = Unknown(f"a function decorated with `{name or 'a value'}`")
    return value
