"""A setting as a module states it, and the modules that state settings."""

from __future__ import annotations

import msgspec

from django_pro.project.settings.values import Value


class Place(msgspec.Struct, frozen=True, order=True):
    """Where something is written: a file as `ModuleFile.path` names it, and byte offsets."""

    path: str
    start: int
    end: int


class EnvironmentRead(msgspec.Struct, frozen=True):
    """A value that is read from outside: an environment variable, a `.env` file, a configuration module.

    `default` is what stands in the code for when it is not given, `default_place` where; both None where it must be
    given. `cast` is the type it is turned into, as far as written. `source` is the module or file that gives it, empty
    for the environment.
    """

    variable: str
    place: Place
    default: Value | None = None
    default_place: Place | None = None
    cast: str | None = None
    source: str = ""


class Setting(msgspec.Struct, frozen=True):
    """A setting: its value, the module that last assigns it, where, and what is read from outside for it."""

    name: str
    value: Value
    module: str
    place: Place
    reads: tuple[EnvironmentRead, ...] = ()


class SettingsModule(msgspec.Struct, frozen=True):
    """A module of settings.

    `role` is production, development, test, base or other; `imports` are the settings modules it builds on; `missing`
    are those that it would import and that are not there, such as a `local_settings` that git ignores.
    """

    name: str
    path: str
    role: str
    imports: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
