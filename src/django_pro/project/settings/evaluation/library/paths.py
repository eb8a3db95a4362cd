"""Paths: `os.path` and `pathlib`, on names alone; whether a file is there is not known."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from pathlib import PurePosixPath

from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.operators import constant
from django_pro.project.settings.evaluation.things import (
    EITHER_BOOL,
    Const,
    Given,
    Handler,
    Method,
    Thing,
    either,
    ways,
)
from django_pro.project.settings.values import TREE

#: Where the tree stands while settings are followed: deep enough that `..` above its top can be told apart.
ABOVE = "/{above}/{above}/{above}/{above}"
ROOT = f"{ABOVE}/{TREE}"
_PATHS = ("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath", "path.Path", "unipath.Path")


def file_of(module: ModuleFile) -> Thing:
    """Return a module's `__file__`."""
    return Const(f"{ROOT}/{module.path}") if module.origin == "project" else Unknown("the place of a package")


def shown(text: str) -> str | None:
    """Return a path as a value shows it, beginning with `{tree}` or `{tree}/..`; None for one that leaves the disk."""
    inside = text.replace(ROOT, TREE)
    if "{above}" not in inside:
        return inside
    above, _, below = inside.rpartition("{above}")
    if not ABOVE.startswith(f"{above}{{above}}") or "{above}" in below:
        return None
    levels = ABOVE.count("{above}") - above.count("{above}")
    return TREE + "/.." * levels + below


def texts(given: Given) -> list[str] | None:
    """Return arguments that are all texts or paths."""
    found = [
        str(each.value)
        for each in given.positional
        if isinstance(each, Const) and isinstance(each.value, str | PurePosixPath)
    ]
    return found if len(found) == len(given.positional) and not given.open else None


def lifted(function: Callable[[Machine, Given], Thing]) -> Handler:
    """Return a function that takes its first argument's alternatives apart."""

    def handler(machine: Machine, given: Given) -> Thing:
        if not given.positional:
            return function(machine, given)
        rest = given.after(1)
        return either(function(machine, rest.before(each)) for each in ways(given.positional[0]))

    return handler


def _function(name: str, function: Callable[..., object]) -> Handler:
    def handler(_: Machine, given: Given) -> Thing:
        parts = texts(given)
        if not parts:
            return Unknown(f"`{name}` of a path that is not known")
        return constant(function(*parts))

    return lifted(handler)


def _real(path: str) -> str:
    return posixpath.normpath(path)


def _pair(name: str, function: Callable[[str], tuple[str, str]]) -> Handler:
    def handler(machine: Machine, given: Given) -> Thing:
        parts = texts(given)
        return machine.list(map(Const, function(parts[0])), "tuple") if parts else Unknown(f"`{name}` of a path")

    return handler


def path(_: Machine, given: Given) -> Thing:
    """Return `Path(…)`."""
    parts = texts(given)
    return Unknown("a path that is not known") if parts is None else Const(PurePosixPath(*parts))


def is_link(_: Machine, __: Given) -> Thing:
    """Return that a file may be a link or not."""
    return EITHER_BOOL


def path_attribute(value: PurePosixPath, name: str) -> Thing:
    """Return an attribute of a path."""
    if name == "parent":
        return Const(value.parent)
    if name in ("name", "stem", "suffix"):
        return Const(getattr(value, name))
    return Method(Const(value), name)


def path_method(machine: Machine, value: PurePosixPath, name: str, given: Given) -> Thing:
    """Return what a method of a path gives."""
    if name in ("resolve", "absolute"):
        return Const(PurePosixPath(_real(str(value))))
    if name in ("as_posix", "__str__", "__fspath__"):
        return Const(str(value))
    parts = texts(given)
    if name in ("joinpath", "__truediv__", "child") and parts is not None:
        return Const(value.joinpath(*parts))
    if name in ("with_name", "with_suffix") and parts and "/" not in parts[0]:
        return Const(getattr(value, name)(parts[0]))
    if name == "ancestor" and isinstance(given.get(0), Const):
        return _ancestor(value, given.positional[0])
    machine.may_fail()
    return Const(None) if name in ("mkdir", "touch") else Unknown(f"`{name}()` of a path")


def _ancestor(value: PurePosixPath, count: Thing) -> Thing:
    levels = count.value if isinstance(count, Const) and isinstance(count.value, int) else 0
    return Const(value.parents[levels - 1]) if 0 < levels <= len(value.parents) else Unknown("a path above the top")


FUNCTIONS: dict[str, Handler] = {
    "os.path.join": _function("join", posixpath.join),
    "os.path.dirname": _function("dirname", posixpath.dirname),
    "os.path.basename": _function("basename", posixpath.basename),
    "os.path.abspath": _function("abspath", _real),
    "os.path.realpath": _function("realpath", _real),
    "os.path.normpath": _function("normpath", _real),
    "os.path.normcase": _function("normcase", str),
    "os.path.split": _pair("split", posixpath.split),
    "os.path.splitext": _pair("splitext", posixpath.splitext),
    "os.fspath": _function("fspath", str),
    "os.path.islink": is_link,
    **{name: lifted(path) for name in _PATHS},
}
VALUES: dict[str, Callable[[Machine], Thing]] = {
    "os.sep": lambda _: Const("/"),
    "os.path.sep": lambda _: Const("/"),
    "os.pardir": lambda _: Const(".."),
    "os.path.pardir": lambda _: Const(".."),
    "os.curdir": lambda _: Const("."),
    "os.linesep": lambda _: Const("\n"),
    "os.pathsep": lambda _: Const(":"),
}
