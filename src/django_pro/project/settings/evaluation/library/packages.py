"""Packages that settings are written with: django-environ, decouple, environs, django-split-settings, Django itself."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from pathlib import PurePosixPath

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.library.databases import parsed
from django_pro.project.settings.evaluation.library.environment import contains, does_nothing, name_of, variable_value
from django_pro.project.settings.evaluation.library.paths import ROOT
from django_pro.project.settings.evaluation.library.python import same, strtobool
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.memory import Entries, Object
from django_pro.project.settings.evaluation.things import (
    FALSE,
    NONE,
    TRUE,
    Closure,
    Const,
    External,
    Given,
    Handler,
    Method,
    Read,
    Scope,
    Scoped,
    Thing,
    either,
    ways,
)  # fmt: skip
from django_pro.project.settings.setting import Place

#: Packages that are known by the names below and never read.
OPAQUE = frozenset(
    "os sys environ decouple dj_database_url environs pydantic pydantic_settings configurations split_settings dotenv"
    " sentry_sdk celery kombu boto3 botocore structlog logging ldap google requests redis typing datetime enum"
    " prettyconf everett".split()
)
#: Methods of an environment object that read an address.
_ADDRESSES = {
    "db": "DATABASE_URL",
    "db_url": "DATABASE_URL",
    "dj_db_url": "DATABASE_URL",
    "database_url": "DATABASE_URL",
}
_TABLES = {
    "cache": "CACHE_URL", "cache_url": "CACHE_URL", "dj_cache_url": "CACHE_URL", "email": "EMAIL_URL", "email_url": "EMAIL_URL",
    "dj_email_url": "EMAIL_URL", "search_url": "SEARCH_URL", "channels_url": "CHANNELS_URL",
}  # fmt: skip
_CASTS = frozenset(
    "str bool int float list tuple dict json url bytes unicode path decimal timedelta date time uuid log_level enum"
    " path_list".split()
)


def _environment(kind: str) -> Handler:
    def handler(machine: Machine, given: Given) -> Thing:
        return machine.memory.new(Object(None, dict(given.keywords), kind))

    return handler


def read_variable(machine: Machine, receiver: Thing, given: Given, name: str) -> Thing:
    """`env("X", default=…)`, `env.bool("X", default)` and the other methods of an environment object."""
    if name in ("read_env", "read_envfile", "seal", "add_parser", "parser_for"):
        return NONE
    if name in _ADDRESSES:
        return _address(machine, given, name)
    if name in _TABLES:
        return _table(machine, given, name)
    if name not in _CASTS and name not in ("__call__", "get_value", "__getitem__", "get"):
        return Unknown(f"`.{name}()` of an environment is not followed")
    variable = name_of(given.get(0, "var"))
    default, place, cast = _default(machine, receiver, given, name, variable)
    label = name if name in _CASTS else _name_of_cast(cast)
    if default is not None and isinstance(default, Const) and isinstance(default.value, str):
        default = cast_value(machine, cast, label, default, given)
    return variable_value(machine, Read(variable, given.place, default, place, label))


def _default(
    machine: Machine, receiver: Thing, given: Given, name: str, variable: str
) -> tuple[Thing | None, Place | None, Thing | None]:
    at = 2 if name in ("__call__", "get_value") else 1
    default, place, cast = given.get(at, "default"), given.place_of(at, "default"), given.get(None, "cast")
    if name == "__call__" and len(given.positional) == 2 and given.get(None, "default") is None:  # decouple, environs
        cast_or_default = given.positional[1]
        if isinstance(cast_or_default, External | Closure):
            cast = cast_or_default
        else:
            default, place = cast_or_default, given.place_of(1)
    content = machine.content(receiver)
    scheme = content.attributes.get(variable) if isinstance(content, Object) else None
    items = machine.items(scheme) if scheme is not None else None
    if items and len(items.items) == 2 and default is None:
        cast, default = items.items[0], items.items[1]
        place = given.place
    elif scheme is not None and items is None:
        cast = cast or scheme
    return default, place, cast


def _name_of_cast(cast: Thing | None) -> str | None:
    name = getattr(cast, "name", None)
    return str(name).rpartition(".")[2] if name else None


def cast_value(machine: Machine, cast: Thing | None, label: str | None, value: Thing, given: Given) -> Thing:
    """Return a default as its cast turns it."""
    if label == "bool":
        return machine.over(strtobool(machine, Given((value,))), lambda each: TRUE if each == Const(1) else FALSE)
    if label in ("list", "tuple", "Csv") and isinstance(value, Const):
        parts = [part.strip() for part in str(value.value).split(",") if part.strip()]
        return machine.list(map(Const, parts), label if label == "tuple" else "list")
    if cast is None:
        return (
            value if label in (None, "str", "url", "unicode", "__call__") else _converted(machine, label, value, given)
        )
    content = machine.content(cast)
    if isinstance(content, Object) and content.kind == "decouple.Csv":
        return cast_value(machine, None, "Csv", value, given)
    return machine.call(cast, Given((value,), place=given.place))


def _converted(machine: Machine, label: str, value: Thing, given: Given) -> Thing:
    return (
        machine.call(External(f"builtins.{label}"), Given((value,), place=given.place))
        if label in ("int", "float")
        else Unknown("a default that is converted")
    )


def _address(machine: Machine, given: Given, name: str) -> Thing:
    variable = name_of(given.get(0, "var")) if given.get(0, "var") else _ADDRESSES[name]
    read = Read(variable, given.place, given.get(1, "default"), given.place_of(1, "default"), "db")
    address = variable_value(machine, read)
    return either(each if machine.content(each) is not None else parsed(machine, each, given) for each in ways(address))


def _table(machine: Machine, given: Given, name: str) -> Thing:
    variable = name_of(given.get(0, "var")) if given.get(0, "var") else _TABLES[name]
    variable_value(machine, Read(variable, given.place, given.get(1, "default"), given.place_of(1, "default"), name))
    return machine.memory.new(Entries({}, f"read from the environment: {variable}"))


def config(machine: Machine, given: Given) -> Thing:
    """`decouple.config("X", default=…, cast=…)`."""
    return read_variable(machine, NONE, given, "__call__")


def csv(machine: Machine, given: Given) -> Thing:
    """`decouple.Csv()`."""
    return machine.memory.new(Object(None, {}, "decouple.Csv"))


def field(machine: Machine, given: Given) -> Thing:
    """pydantic's `Field(default)`."""
    factory = given.get(None, "default_factory")
    if factory is not None:
        return machine.call(factory, Given(place=given.place))
    return given.get(0, "default") or External("(required)")


def value(cast: str) -> Handler:
    """Return `values.BooleanValue(default, environ_name=…)` of django-configurations."""

    def handler(machine: Machine, given: Given) -> Thing:
        named = given.get(None, "environ_name")
        default = given.get(0, "default")
        if given.get(None, "environ") == FALSE:
            return default or NONE
        read = Read(
            name_of(named) if named else "(the setting's name)",
            given.place,
            default or NONE,
            given.place_of(0, "default"),
            cast,
        )
        return variable_value(machine, read)

    return handler


def include(machine: Machine, given: Given, scope: Scope) -> Thing:
    """django-split-settings' `include("components/*.py")`: the files are followed in the module that includes them."""
    folder = PurePosixPath(scope.module.path).parent
    for each in given.positional:
        for name in (name for name in ways(each) if isinstance(name, Const)):
            pattern = str(name.value)
            below = pattern.removeprefix(ROOT + "/") if pattern.startswith(ROOT) else _normal(f"{folder}/{pattern}")
            found = sorted(
                path
                for path in machine.modules.files
                if fnmatch.fnmatchcase(path, below) and path.count("/") == below.count("/")
            )
            for path in found:
                machine.execute(machine.sources.module(path).body, Scope(scope.space, machine.modules.at(path)))
    return NONE


def _normal(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in (".", ""):
            parts.append(part)
    return "/".join(parts)


def deferred(_: Machine, given: Given) -> Thing:
    """Return that a value is only known when the project runs."""
    return Unknown("known only when the project runs")


#: Classes of django-configurations' `values`, with the types they read.
_VALUES = {
    "Value": None, "BooleanValue": "bool", "IntegerValue": "int", "PositiveIntegerValue": "int", "FloatValue": "float",
    "ListValue": "list", "TupleValue": "tuple", "SetValue": "set", "DictValue": "dict", "SecretValue": "str",
    "PathValue": "path",
    "URLValue": "str", "EmailValue": "str", "DatabaseURLValue": "db", "CacheURLValue": "cache", "EmailURLValue": "email",
    "RegexValue": "str", "DecimalValue": "decimal",
}  # fmt: skip
_LAZY = ("gettext_lazy", "gettext", "ugettext_lazy", "ugettext", "gettext_noop", "ugettext_noop", "pgettext_lazy")
OBJECT_METHODS: dict[str, dict[str, Callable[..., Thing]]] = {
    "environment": {"*": read_variable, "__contains__": lambda machine, _, given: contains(machine, given)},
}
FUNCTIONS: dict[str, Handler] = {
    "environ.Env": _environment("environment"), "environ.FileAwareEnv": _environment("environment"),
    "environ.Env.read_env": does_nothing, "environs.Env": _environment("environment"),
    "environs.FileAwareEnv": _environment("environment"),
    "decouple.config": config, "decouple.Csv": csv, "decouple.Config": _environment("environment"),
    "decouple.AutoConfig": _environment("environment"), "pydantic.Field": field, "pydantic.fields.Field": field,
    **{f"configurations.values.{name}": value(cast or "str") for name, cast in _VALUES.items()},
    **{f"django.utils.translation.{name}": same for name in _LAZY},
    "django.conf.global_settings.gettext_noop": same, "django.utils.safestring.mark_safe": same,
    "django.urls.reverse_lazy": deferred, "django.urls.base.reverse_lazy": deferred, "django.utils.functional.lazy": deferred,
    "split_settings.tools.optional": same,
}  # fmt: skip
VALUES: dict[str, Callable[[Machine], Thing]] = {
    "split_settings.tools.include": lambda _: Scoped("split_settings.tools.include", include),
    "environs.env": lambda machine: machine.memory.new(Object(None, {}, "environment")),
    "django.VERSION": lambda _: Unknown("Django's version"),
}
__all__ = ["FUNCTIONS", "OBJECT_METHODS", "OPAQUE", "VALUES", "Method"]
