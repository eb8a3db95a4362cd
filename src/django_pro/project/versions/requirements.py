"""The versions that requirements allow: requirements files, pyproject.toml, setup.cfg, Pipfile."""

from __future__ import annotations

import configparser
import re
import tomllib
from collections.abc import Iterator, Mapping

from django_pro.project.versions.version import Version, normal

# A requirement (PEP 508): a name, perhaps extras, perhaps a version; markers and comments end it.
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?((?:[=<>!~]=?=?\s*[\w.*+!-]+\s*,?\s*)*)")
_PINNED = re.compile(r"^={2,3}\s*([\w.+!-]+)$")
_POETRY_EXACT = re.compile(r"^\d+\.\d+(?:\.\d+)*$")


def of_lines(text: str, path: str) -> Iterator[Version]:
    """Yield what a requirements file asks for; options, addresses and what has no version are passed over."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.lstrip().startswith(("-", "#", "git+", "http")):
            yield from of_requirement(line, path, number)


def of_requirement(text: str, path: str, line: int = 0) -> Iterator[Version]:
    """Yield the version of one requirement, where it states one."""
    found = _REQUIREMENT.match(text)
    if found and (wanted := found[2].strip().rstrip(",").strip()):
        pinned = _PINNED.match(wanted)
        exact = pinned is not None and "*" not in wanted
        yield Version(normal(found[1]), pinned[1] if pinned and exact else wanted, exact, path, line)


def of_pyproject(text: str, path: str) -> Iterator[Version]:
    """Yield what `project`, its extras, dependency groups and Poetry's tables ask for, and the Python they need."""
    tables = _toml(text)
    project = _table(tables, "project")
    if isinstance(python := project.get("requires-python"), str):
        yield Version("python", python, False, path)
    groups = [
        project.get("dependencies"),
        *_table(project, "optional-dependencies").values(),
        *_table(tables, "dependency-groups").values(),
    ]
    for group in groups:
        for each in group if isinstance(group, list) else ():
            if isinstance(each, str):
                yield from of_requirement(each, path)
    poetry = _table(_table(tables, "tool"), "poetry")
    yield from of_table(_table(poetry, "dependencies"), path)
    for group in _table(poetry, "group").values():
        yield from of_table(_table(group, "dependencies"), path)


def of_pipfile(text: str, path: str) -> Iterator[Version]:
    """Yield what a Pipfile asks for."""
    tables = _toml(text)
    for name in ("packages", "dev-packages"):
        yield from of_table(_table(tables, name), path)
    python = _table(tables, "requires").get("python_version")
    if isinstance(python, str):
        yield Version("python", python, True, path)


def of_setup(text: str, path: str) -> Iterator[Version]:
    """Yield what `install_requires` and `python_requires` of a setup.cfg ask for."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    for line in parser.get("options", "install_requires", fallback="").splitlines():
        yield from of_requirement(line, path)
    if python := parser.get("options", "python_requires", fallback=""):
        yield Version("python", python, False, path)


def of_table(table: Mapping[str, object], path: str) -> Iterator[Version]:
    """Yield what a table of names and versions, as Poetry and Pipenv write them, asks for."""
    for name, value in table.items():
        wanted = value.get("version") if isinstance(value, dict) else value
        if isinstance(wanted, str) and wanted.strip() not in ("", "*"):
            exact = _PINNED.match(wanted) or _POETRY_EXACT.match(wanted)
            yield Version(normal(name), wanted.lstrip("= ") if exact else wanted, bool(exact), path)


def _toml(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # half-written, or a template of a file: it states nothing
        return {}


def _table(table: object, name: str) -> dict[str, object]:
    inner = table.get(name) if isinstance(table, dict) else None
    return inner if isinstance(inner, dict) else {}
