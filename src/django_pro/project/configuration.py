"""`[tool.django-pro]` of the nearest `pyproject.toml`: what the project wants of its review."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from django_pro.source.errors import UsageError

FILE = "pyproject.toml"
TABLE = "tool.django-pro"


class Migrating(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What `[tool.django-pro.migrations]` says.

    since         the commit, tag or branch whose migrations are released ("beginning": none is); without it, where this
                  branch left the main branch
    small-tables  models ("shop.Publisher") with so few rows that no lock on their tables lasts
    """

    since: str | None = None
    small_tables: tuple[str, ...] = ()


class Rehearsing(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What `[tool.django-pro.rehearsal]` says.

    max-stall  the longest that a session of the release before may wait for one statement: "500ms", "1s"
    """

    max_stall: str = "1s"


class Configuration(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What `[tool.django-pro]` says; a path is relative to the reviewed tree, a rule is a code, its beginning or a name.

    root              folder of the one Django root to review, where a tree holds several
    python            the project's interpreter or virtual environment, for its packages
    settings          the settings module that production uses
    select, ignore    the rules to run, and those not to
    preview           also run the rules that have not yet earned their place
    exclude           files and folders to leave out, as in `.gitignore`
    per-path-ignores  patterns as in `.gitignore`, each with the rules that are not wanted there
    fail-on           the severity, perhaps with a confidence, from which on a command exits with 1
    baseline          the file of the findings that are known
    command           what runs the tests, for `verify`: "pytest -n 2", "tox -e py312"
    migrations        what is wanted of migrations alone
    rehearsal         what is wanted of rehearsals
    """

    root: str | None = None
    python: str | None = None
    settings: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool = False
    exclude: tuple[str, ...] = ()
    per_path_ignores: dict[str, tuple[str, ...]] = {}
    fail_on: str = "error:likely"
    baseline: str | None = None
    command: str | None = None
    migrations: Migrating = Migrating()
    rehearsal: Rehearsing = Rehearsing()


def read_configuration(folder: Path, top: Path) -> Configuration:
    """Return what the nearest file that speaks of us says, from a folder up to the tree's top."""
    for place in (folder, *folder.parents):
        table = _table(place / FILE)
        if table is not None:
            return _configuration(place / FILE, table)
        if place == top:
            break
    return Configuration()


def _table(path: Path) -> object:
    """Return our table, None where the file has none or is not there."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if TABLE.rpartition(".")[2] not in text:
            return None
        tools: Any = tomllib.loads(text).get("tool", {})
    except OSError:
        return None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} is no valid TOML: {error}", "Repair it; [tool.django-pro] stands in it.") from None
    return tools.get(TABLE.rpartition(".")[2]) if isinstance(tools, dict) else None


def _configuration(path: Path, table: object) -> Configuration:
    known = [field.encode_name for field in msgspec.structs.fields(Configuration)]
    for key in table if isinstance(table, dict) else ():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
            raise UsageError(f"[{TABLE}] in {path} has no setting {key}", hint)
    try:
        return msgspec.convert(table, Configuration)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        place = where.rstrip("`").lstrip(".") or "the table"
        raise UsageError(f"[{TABLE}] in {path}: {place}: {what}", "See `django-pro check --help`.") from None
