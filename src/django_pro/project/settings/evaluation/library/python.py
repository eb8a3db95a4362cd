"""What Python's own functions give."""

from __future__ import annotations

import builtins
import datetime
import json
import re
import shlex
import textwrap
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.assigning import set_attribute
from django_pro.project.settings.evaluation.classes import lineage
from django_pro.project.settings.evaluation.library.environment import name_of, outside_value
from django_pro.project.settings.evaluation.library.iterables import (
    collection,
    default_dict,
    dict_,
    enumerate_,
    filter_,
    length,
    map_,
    quantified,
    range_,
    sorted_,
    zip_,
)
from django_pro.project.settings.evaluation.library.plain import pure
from django_pro.project.settings.evaluation.machine import Machine, truth
from django_pro.project.settings.evaluation.memory import Entries, Items, Object, Space
from django_pro.project.settings.evaluation.operators import compare
from django_pro.project.settings.evaluation.things import (
    EITHER_BOOL,
    NONE,
    ClassThing,
    Const,
    Either,
    External,
    Given,
    Handler,
    ModuleThing,
    Outside,
    Ref,
    Scope,
    Scoped,
    Thing,
    either,
    is_unsure,
    ways,
)  # fmt: skip

_TRUE = frozenset({"y", "yes", "t", "true", "on", "1"})
_FALSE = frozenset({"n", "no", "f", "false", "off", "0"})


def bool_(machine: Machine, given: Given) -> Thing:
    """`bool(…)`."""
    value = given.get(0)
    return Const(False) if value is None else either(_truth(machine, each) for each in ways(value))


def _truth(machine: Machine, value: Thing) -> Thing:
    known = truth(machine, value)
    return EITHER_BOOL if known is None else Const(known)


def str_(machine: Machine, given: Given) -> Thing:
    """`str(…)` of scalars and paths."""

    def one(value: Thing) -> Thing:
        if isinstance(value, Const) and isinstance(value.value, str | int | float | PurePosixPath | None):
            return Const(str(value.value))
        return value if isinstance(value, Unknown) else Unknown("a text that is not known")

    return machine.over(given.get(0) or Const(""), one)


def getattr_(machine: Machine, given: Given) -> Thing:
    """`getattr(object, name, default)`."""
    value, name, default = given.get(0) or NONE, given.get(1), given.get(2)

    def one(each: Thing) -> Thing:
        if isinstance(each, Outside) or (isinstance(each, External) and each.name.endswith("conf.settings")):
            outside = each if isinstance(each, Outside) else Outside(each.name)
            return outside_value(machine, outside, name_of(name), given, default)
        if not isinstance(name, Const) or not isinstance(name.value, str):
            return Unknown("an attribute whose name is not known")
        if default is None:
            return machine.attribute(each, name.value)
        known = has(machine, each, name.value)
        return (
            default
            if known is False
            else machine.attribute(each, name.value)
            if known
            else either((default, machine.attribute(each, name.value)))
        )

    return machine.over(value, one)


def has(machine: Machine, value: Thing, name: str) -> bool | None:
    """Return whether a value has an attribute, None where that is not known."""
    if isinstance(value, ModuleThing):
        space = machine.memory.space(machine.load(value.module))
        return True if name in space.names else None if space.open else False
    content = machine.content(value)
    cls = value if isinstance(value, ClassThing) else content.cls if isinstance(content, Object) else None
    if cls is not None:
        own = isinstance(content, Object) and name in content.attributes
        return own or any(name in machine.memory.space(each.space).names for each in lineage(cls))
    return (
        None
        if isinstance(value, Unknown | External | Outside)
        else hasattr(value.value, name)
        if isinstance(value, Const)
        else None
    )


def hasattr_(machine: Machine, given: Given) -> Thing:
    """`hasattr(object, name)`."""
    name = given.get(1)
    known = has(machine, given.get(0) or NONE, str(name.value)) if isinstance(name, Const) else None
    return EITHER_BOOL if known is None else Const(known)


def setattr_(machine: Machine, given: Given) -> Thing:
    """`setattr(object, name, value)`."""
    value, name = given.get(0) or NONE, given.get(1)
    if isinstance(name, Const) and len(given.positional) > 2:
        set_attribute(machine, value, str(name.value), given.positional[2])
    elif isinstance(value, ModuleThing):
        machine.open(machine.load(value.module), "names are set that are not known")
    return NONE


def isinstance_(machine: Machine, given: Given) -> Thing:
    """`isinstance(value, class)` for scalars, lists and dicts."""
    cls = given.get(1) or NONE
    items = machine.items(cls)
    names = {getattr(each, "name", "") for each in (items.items if items else (cls,))}

    def one(value: Thing) -> Thing:
        kind = _kind(machine, value)
        return EITHER_BOOL if kind is None else Const(bool(kind & names))

    return machine.over(given.get(0) or NONE, one)


def _kind(machine: Machine, value: Thing) -> set[str] | None:
    if isinstance(value, Const):
        return {f"builtins.{each.__name__}" for each in type(value.value).__mro__}
    content = machine.content(value)
    if isinstance(content, Items):
        return {f"builtins.{content.kind}"}
    return {"builtins.dict"} if isinstance(content, Entries) else None


def import_module(machine: Machine, given: Given) -> Thing:
    """`importlib.import_module(name)`: one whose name is read from outside, or that is not there, is provided."""

    def one(value: Thing) -> Thing:
        if not isinstance(value, Const) or str(value.value).startswith("."):
            return Outside("a module that is named from outside")
        found = machine.import_module(str(value.value))
        if isinstance(found, External) and found.missing:
            machine.may_fail()
            return Outside(str(value.value))
        return found

    machine.may_fail()
    return machine.over(given.get(0, "name") or NONE, one)


def modules_item(machine: Machine, given: Given) -> Thing:
    """`sys.modules[name]`."""
    name = given.get(0)
    return machine.import_module(str(name.value)) if isinstance(name, Const) else Unknown("a module that is not known")


def members(machine: Machine, given: Given) -> Thing:
    """`inspect.getmembers(object)` of objects and classes that can be read."""
    value = given.get(0) or NONE
    names = _names(machine, value)
    if names is None:
        return Unknown("the members of a value")
    pairs = [machine.list((Const(name), machine.attribute(value, name)), "tuple") for name in names]
    return machine.list(pairs)


def dir_of(machine: Machine, value: Thing) -> Thing:
    """Return what `dir(value)` lists."""
    names = _names(machine, value)
    return Unknown("the names of a value") if names is None else machine.list(map(Const, names))


def _names(machine: Machine, value: Thing) -> list[str] | None:
    content = machine.content(value)
    cls = value if isinstance(value, ClassThing) else content.cls if isinstance(content, Object) else None
    found: set[str] = set(content.attributes) if isinstance(content, Object) else set()
    if cls is not None:
        for each in lineage(cls):
            found.update(name for name in machine.memory.space(each.space).names if name.isidentifier())
    elif isinstance(value, ModuleThing):
        found.update(machine.memory.space(machine.load(value.module)).names)
    else:
        return None
    return sorted(found)


def copy(machine: Machine, given: Given) -> Thing:
    """`copy.deepcopy(…)`, `copy.copy(…)`."""
    return copied(machine, given.get(0) or NONE, 0)


def copied(machine: Machine, value: Thing, depth: int) -> Thing:
    """Return a value whose lists and dicts are new ones."""
    content = machine.content(value)
    if isinstance(value, Either):
        return either(copied(machine, each, depth) for each in value.values)
    if depth < 20 and isinstance(content, Items):
        return machine.list((copied(machine, each, depth + 1) for each in content.items), content.kind, content.open)
    if depth < 20 and isinstance(content, Entries):
        entries = {key: copied(machine, each, depth + 1) for key, each in content.entries.items()}
        return machine.memory.new(Entries(entries, content.open, content.default))
    return value


def chain(machine: Machine, given: Given) -> Thing:
    """`itertools.chain(…)`."""
    lists = [machine.items(each) for each in given.positional]
    why = "" if None not in lists and not given.open else "it is made of a value that is not known"
    known = [each for each in lists if each is not None]
    return machine.list(
        (item for each in known for item in each.items),
        "list",
        why or next((each.open for each in known if each.open), ""),
    )


def strtobool(machine: Machine, given: Given) -> Thing:
    """`distutils.util.strtobool(…)`."""

    def one(value: Thing) -> Thing:
        text = str(value.value).lower() if isinstance(value, Const) else ""
        return Const(1) if text in _TRUE else Const(0) if text in _FALSE else either((Const(0), Const(1)))

    return machine.over(given.get(0) or NONE, one)


def same(_: Machine, given: Given) -> Thing:
    """Return the first argument: `gettext_lazy("…")`, `cast(type, value)` and their like."""
    return given.get(0) or NONE


def second(_: Machine, given: Given) -> Thing:
    """Return the second argument: `typing.cast(type, value)`."""
    return given.get(1) or NONE


def next_(machine: Machine, given: Given) -> Thing:
    """`next(…)` of what was just made."""
    items = machine.items(given.get(0) or NONE)
    if items and items.items and not is_unsure(items.items[0]):
        return items.items[0]
    default = given.get(1)
    if items is not None and not items.items and not items.open and default is not None:
        return default
    return Unknown("an item that is not known")


def _extreme(operator: str, function: Callable[..., Any]) -> Handler:
    def handler(machine: Machine, given: Given) -> Thing:
        if len(given.positional) == 2 and not given.keywords:
            left, right = given.positional
            known = truth(machine, compare(machine, operator, left, right))
            return either((left, right)) if known is None else left if known else right
        return pure(function)(machine, given)

    return handler


def globals_(machine: Machine, _: Given, scope: Scope) -> Thing:
    """`globals()`: the module's namespace itself."""
    return Ref(scope.top.space)


def locals_(machine: Machine, given: Given, scope: Scope) -> Thing:
    """`locals()`, `vars()`: the namespace here; `vars(object)` is not followed."""
    return Unknown("the attributes of a value") if given.positional else Ref(scope.space)


def dir_(machine: Machine, given: Given, scope: Scope) -> Thing:
    """`dir()` and `dir(value)`."""
    if given.positional:
        return machine.over(given.positional[0], lambda each: dir_of(machine, each))
    content = machine.memory.contents[scope.space]
    names = [name for name in content.names if name.isidentifier()] if isinstance(content, Space) else []
    return machine.list(map(Const, sorted(names)))


def exec_(machine: Machine, _: Given, scope: Scope) -> Thing:
    """`exec(…)`: whatever it does is not followed."""
    machine.open(scope.top.space, "`exec()` may set any name")
    return NONE


_SCOPED = {"globals": globals_, "locals": locals_, "vars": locals_, "dir": dir_, "exec": exec_}


def builtin(name: str) -> Thing:
    """Return a name of Python's own."""
    if name in _SCOPED:
        return Scoped(f"builtins.{name}", _SCOPED[name])
    if hasattr(builtins, name):
        return External(f"builtins.{name}")
    return Unknown(f"`{name}` is bound nowhere")


def _substituted(pattern: str, replacement: str, text: str) -> str:
    """`re.sub(…)`, for patterns that cannot take long on any text."""
    if sum(map(pattern.count, "*+{")) > 1:
        raise ValueError
    return re.sub(pattern, replacement, text)


_PURE: dict[str, Handler] = {
    "re.compile": pure(re.compile), "re.sub": pure(_substituted), "re.escape": pure(re.escape),
    "textwrap.dedent": pure(textwrap.dedent), "shlex.split": pure(shlex.split), "shlex.join": pure(shlex.join),
    "shlex.quote": pure(shlex.quote), "datetime.date": pure(datetime.date), "datetime.datetime": pure(datetime.datetime),
    "datetime.time": pure(datetime.time), "datetime.datetime.strptime": pure(datetime.datetime.strptime),
    "datetime.date.fromisoformat": pure(datetime.date.fromisoformat),
    "datetime.datetime.fromisoformat": pure(datetime.datetime.fromisoformat),
}  # fmt: skip


def _number(value: int) -> Callable[[Machine], Thing]:
    return lambda _: Const(value)


FUNCTIONS: dict[str, Handler] = {
    "builtins.list": collection("list"), "builtins.tuple": collection("tuple"), "builtins.set": collection("set"),
    "builtins.frozenset": collection("set"), "builtins.iter": same, "builtins.next": next_, "builtins.dict": dict_,
    "collections.OrderedDict": dict_, "collections.defaultdict": default_dict, "builtins.len": length,
    "builtins.sorted": sorted_, "builtins.range": range_, "builtins.zip": zip_, "builtins.enumerate": enumerate_,
    "builtins.map": map_, "builtins.filter": filter_, "builtins.any": quantified(True), "builtins.all": quantified(False),
    "builtins.bool": bool_, "builtins.str": str_, "builtins.int": pure(int), "builtins.float": pure(float),
    "builtins.abs": pure(abs), "builtins.round": pure(round), "builtins.sum": pure(sum), "builtins.repr": pure(repr),
    "builtins.min": _extreme("<=", min), "builtins.max": _extreme(">=", max),
    "builtins.reversed": pure(lambda value: list(reversed(value))), "builtins.getattr": getattr_,
    "builtins.hasattr": hasattr_, "builtins.setattr": setattr_, "builtins.isinstance": isinstance_,
    "builtins.property": same, "datetime.timedelta": pure(datetime.timedelta), "copy.deepcopy": copy, "copy.copy": copy,
    "json.loads": pure(json.loads), "importlib.import_module": import_module, "builtins.__import__": import_module,
    "sys.modules.__getitem__": modules_item, "sys.modules.get": modules_item, "inspect.getmembers": members,
    "itertools.chain": chain, "distutils.util.strtobool": strtobool, "setuptools.distutils.util.strtobool": strtobool,
    "typing.cast": second,
    **_PURE, "types.MappingProxyType": same,
    "functools.partial": lambda _, given: Unknown("a partial function"),
}  # fmt: skip


def _constant(value: object) -> Callable[[Machine], Thing]:
    return lambda _: Const(value)


VALUES: dict[str, Callable[[Machine], Thing]] = {
    "sys.maxsize": lambda _: Const(2**63 - 1),
    "typing.TYPE_CHECKING": lambda _: Const(False),
    **{f"re.{name}": _number(int(flag)) for name, flag in re.RegexFlag.__members__.items()},
}
