"""Files of the reviewed tree, and the packages that are installed: whether they are there, and what they say."""

from __future__ import annotations

import configparser
import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.library.environment import name_of, variable_value
from django_pro.project.settings.evaluation.library.paths import ROOT
from django_pro.project.settings.evaluation.library.plain import build
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.memory import Object
from django_pro.project.settings.evaluation.operators import LONGEST
from django_pro.project.settings.evaluation.things import (
    EITHER_BOOL,
    NONE,
    TRUE,
    Const,
    Given,
    Handler,
    Read,
    Thing,
    ways,
)

KIND = "file"
ENTRY_POINT = "entry point"
_METADATA = re.compile(r"^(?P<name>.+?)-(?P<version>[^-]+)\.(?:dist-info|egg-info)$")


def inside(value: Thing | None) -> str | None:
    """Return a path of the tree relative to its top, None for any other; a relative one starts at the top."""
    text = str(value.value) if isinstance(value, Const) and isinstance(value.value, str | PurePosixPath) else None
    if text is None or (text.startswith("/") and not text.startswith(ROOT)):
        return None
    return text.removeprefix(ROOT).strip("/")


def exists(machine: Machine, given: Given) -> Thing:
    """Return that a file or folder of the tree is there; of others nobody knows, git may ignore them."""
    path = inside(given.get(0))
    if path is None:
        return EITHER_BOOL
    return TRUE if path in machine.files or _below(machine, path) else EITHER_BOOL


def _below(machine: Machine, folder: str) -> list[str]:
    """Return the names that stand in a folder of the tree."""
    start = f"{folder}/" if folder else ""
    return sorted({path[len(start) :].partition("/")[0] for path in machine.files if path.startswith(start)})


def listed(machine: Machine, given: Given) -> Thing:
    """`os.listdir(folder)` of the tree, where its order does not matter."""

    def one(value: Thing) -> Thing:
        path = inside(value)
        names = _below(machine, path) if path is not None else []
        if not names:
            machine.may_fail()
            return value if isinstance(value, Unknown) else Unknown("a folder that is not in the tree")
        return machine.list(map(Const, names), "set")

    return machine.over(given.get(0) or Const("."), one)


def opened(machine: Machine, given: Given) -> Thing:
    """`open(path)`: a file of the tree is read, any other is not known."""

    def one(value: Thing) -> Thing:
        text = _text(machine, inside(value))
        if text is not None:
            return machine.memory.new(Object(None, {"(text)": Const(text)}, KIND))
        machine.may_fail()
        return value if isinstance(value, Unknown) else Unknown("a file that is not in the tree")

    return machine.over(given.get(0, "file") or NONE, one)


def _text(machine: Machine, path: str | None) -> str | None:
    if path is None or path not in machine.files:
        return None
    try:
        raw = (machine.sources.root / path).read_bytes()
    except OSError:
        return None
    return raw.decode("utf-8", "replace") if len(raw) <= LONGEST else None


def content(machine: Machine, receiver: Thing, _: Given) -> Thing:
    """`file.read()`."""
    found = machine.content(receiver)
    return found.attributes["(text)"] if isinstance(found, Object) else Unknown("a file that is not known")


def lines(machine: Machine, receiver: Thing, _: Given) -> Thing:
    """`file.readlines()`."""
    text = content(machine, receiver, Given())
    return machine.list(map(Const, str(text.value).splitlines(keepends=True))) if isinstance(text, Const) else text


def first_line(machine: Machine, receiver: Thing, _: Given) -> Thing:
    """`file.readline()`, the first one."""
    text = content(machine, receiver, Given())
    return Const(f"{text.value}".partition("\n")[0] + "\n") if isinstance(text, Const) else text


def read_text(machine: Machine, given: Given) -> Thing:
    """`Path(…).read_text()`."""
    return machine.over(
        opened(machine, Given(given.positional[:1])),
        lambda each: each if isinstance(each, Unknown) else content(machine, each, Given()),
    )


def loaded(read: Callable[[str], object]) -> Handler:
    """Return the handler of `json.load(file)` and its like."""

    def handler(machine: Machine, given: Given) -> Thing:
        def one(value: Thing) -> Thing:
            if isinstance(value, Unknown):
                return value
            found = machine.content(value)
            text = found.attributes.get("(text)") if isinstance(found, Object) else None
            try:
                return build(machine, read(str(text.value))) if isinstance(text, Const) else Unknown("a file")
            except (ValueError, RecursionError):
                machine.may_fail()
                return Unknown("a file that cannot be read")

        return machine.over(given.get(0) or NONE, one)

    return handler


def home(machine: Machine, given: Given) -> Thing:
    """`os.path.expanduser(path)`, `Path.home()`: the environment's `HOME`, where the path begins with `~`."""
    path = given.get(0)
    if isinstance(path, Const) and not str(path.value).startswith("~"):
        return path
    return variable_value(machine, Read("HOME", given.place))


def _distributions(machine: Machine) -> Iterator[tuple[str, str, Path]]:
    for folder in machine.modules.environment:
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        for name in names:
            if found := _METADATA.match(name):
                yield found["name"], found["version"], folder / name


def version(machine: Machine, given: Given) -> Thing:
    """`importlib.metadata.version(name)` of a package that is installed."""
    wanted = re.sub(r"[-_.]+", "-", name_of(given.get(0))).lower()
    for name, number, _ in _distributions(machine):
        if re.sub(r"[-_.]+", "-", name).lower() == wanted:
            return Const(number)
    machine.may_fail()
    return Unknown("the version of a package that is not here")


def entry_points(machine: Machine, given: Given) -> Thing:
    """`importlib.metadata.entry_points(group=…)` of the packages that are installed; open where none are here."""
    if not machine.modules.environment:
        return machine.list((), "list", "which packages are installed is not known")
    groups = [each.value for each in ways(given.get(0, "group") or NONE) if isinstance(each, Const)]
    found = [
        machine.memory.new(
            Object(None, {"name": Const(name), "value": Const(value), "group": Const(group)}, ENTRY_POINT)
        )
        for _, _, folder in _distributions(machine)
        for group, name, value in _points(folder / "entry_points.txt")
        if group in groups or groups == [None]
    ]
    return machine.list(found)


def _points(file: Path) -> Iterator[tuple[str, str, str]]:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    reader = configparser.RawConfigParser(delimiters=("=",), strict=False)
    reader.optionxform = str  # type: ignore[method-assign,assignment]  # configparser: "Customizing Parser Behaviour"
    try:
        reader.read_string(text)
    except configparser.Error:
        return
    for group in reader.sections():
        for name, value in reader.items(group):
            yield group, name, value


METHODS: dict[str, Callable[..., Thing]] = {
    "read": content, "readlines": lines, "readline": first_line, "__enter__": lambda _, receiver, __: receiver,
    "close": lambda *_: NONE,
}  # fmt: skip
FUNCTIONS: dict[str, Handler] = {
    **{f"os.path.{name}": exists for name in ("exists", "isfile", "isdir", "lexists")}, "os.listdir": listed,
    "builtins.open": opened, "io.open": opened, "codecs.open": opened, "json.load": loaded(json.loads),
    "tomllib.load": loaded(tomllib.loads), "os.path.expanduser": home, "pathlib.Path.home": home,
    **{f"{module}.version": version for module in ("importlib.metadata", "importlib_metadata")},
    **{f"{module}.entry_points": entry_points for module in ("importlib.metadata", "importlib_metadata")},
    "pkg_resources.iter_entry_points": entry_points,
}  # fmt: skip
#: Methods of a path that ask for its file.
OF_PATH: dict[str, Handler] = {
    "exists": exists, "is_file": exists, "is_dir": exists, "open": opened, "read_text": read_text, "expanduser": home,
}  # fmt: skip
