"""The process's environment: what is read from it is not known, but for the default that stands in the code."""

from __future__ import annotations

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.things import (
    EITHER_BOOL,
    FALSE,
    NONE,
    TRUE,
    Absent,
    Binding,
    Const,
    External,
    Given,
    Handler,
    Outside,
    Read,
    Thing,
    either,
    ways,
)  # fmt: skip
from django_pro.project.settings.setting import Place
from django_pro.project.settings.values import OUTSIDE

_BOOLEAN = frozenset({"bool", "builtins.bool", "boolean"})


def variable_value(machine: Machine, read: Read) -> Thing:
    """Return what a read gives: its default, or something not known; a truth value is one of two."""
    machine.read(read)
    if read.default is None:
        machine.may_fail()
    why = Unknown(f"{OUTSIDE}: {read.variable}")
    if read.cast in _BOOLEAN:
        default = (*ways(read.default),) if read.default is not None else ()
        return either((*default, FALSE, TRUE))
    return either((read.default, why)) if read.default is not None else why


def name_of(value: Thing | None) -> str:
    """Return the name of a variable, as far as it is known."""
    found = [each.value for each in ways(value) if isinstance(each, Const)] if value is not None else []
    return str(found[0]) if found else "(a variable)"


def get(machine: Machine, given: Given) -> Thing:
    """`os.environ.get(name, default)`, `os.getenv(…)`: None where no default is given."""
    default = given.get(1, "default")
    place = given.place_of(1, "default")
    return variable_value(machine, Read(name_of(given.get(0, "key")), given.place, default or NONE, place))


def getitem(machine: Machine, given: Given) -> Thing:
    """`os.environ[name]`."""
    return variable_value(machine, Read(name_of(given.get(0)), given.place))


def contains(machine: Machine, given: Given) -> Thing:
    """`name in os.environ`."""
    machine.read(Read(name_of(given.get(0)), given.place))
    return EITHER_BOOL


def outside_value(
    machine: Machine, value: Outside, name: str, given: Given | None = None, default: Thing | None = None
) -> Thing:
    """Return an attribute of what whoever runs the project provides."""
    place = given.place if given else machine.place or Place("", 0, 0)
    where = given.place_of(2) if given else None
    return variable_value(machine, Read(name, place, default, where, source=value.name))


def field_value(machine: Machine, name: str, binding: Binding, annotation: Thing) -> Thing:
    """Return a field of a settings class of pydantic's, whose default may stand in `Field(default)`."""
    default: Thing | None = binding.value
    if isinstance(default, External | Absent | Unknown):
        default = None
    cast = getattr(annotation, "name", "").rpartition(".")[2] or None
    return variable_value(machine, Read(name.upper(), binding.place, default, binding.place if default else None, cast))


def does_nothing(_: Machine, __: Given) -> Thing:
    """Return None: what is done has no effect on settings."""
    return NONE


def exit_(_: Machine, __: Given) -> Thing:
    """Return what stands for the end of the program."""
    return External("(exit)")


FUNCTIONS: dict[str, Handler] = {
    "os.environ.get": get,
    "os.getenv": get,
    "os.environ.__getitem__": getitem,
    "os.environ.__contains__": contains,
    "os.environ.pop": get,
    "os.environ.setdefault": get,
    "os.environ.update": does_nothing,
    "os.putenv": does_nothing,
    "sys.exit": exit_,
    "os._exit": exit_,
    "builtins.exit": exit_,
    "builtins.quit": exit_,
    "dotenv.load_dotenv": does_nothing,
    "dotenv.read_dotenv": does_nothing,
    "django_dotenv.read_dotenv": does_nothing,
    "os.makedirs": does_nothing,
    "os.mkdir": does_nothing,
    "os.umask": does_nothing,
    "warnings.warn": does_nothing,
    "warnings.filterwarnings": does_nothing,
    "warnings.simplefilter": does_nothing,
    "builtins.print": does_nothing,
}
