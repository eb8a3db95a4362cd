"""The functions of the test files that may make requests for the tests that call them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.tests.requests import has_requests, makes_requests
from django_pro.project.project import Project
from django_pro.source.syntax import Class, Function, ImportFrom, source_of

_CALLED = re.compile(rb"(\w+)\s*\(")


def helper_names(project: Project, files: tuple[str, ...]) -> frozenset[str]:
    """Return what the helpers of the files are called, there and where they are imported."""
    waiting: dict[str, set[bytes]] = {}
    found: set[str] = set()
    for function in _functions(project, files):
        if makes_requests(function):
            found.add(function.name)
        elif has_requests(function):
            waiting.setdefault(function.name, set()).update(_CALLED.findall(source_of(function) or b""))
    while True:
        marks = {each.encode() for each in found}
        more = {name for name, called in waiting.items() if called & marks} - found
        if not more:
            break
        found |= more
    return frozenset(found.union(_aliases(project, files, found)))


def _functions(project: Project, files: tuple[str, ...]) -> Iterator[Function]:
    for path in files:
        for statement in project.sources.module(path).body:
            for each in (statement, *(statement.body if isinstance(statement, Class) else ())):
                if isinstance(each, Function):
                    yield each


def _aliases(project: Project, files: tuple[str, ...], names: set[str]) -> Iterator[str]:
    for path in files:
        for each in project.sources.module(path).body:
            if isinstance(each, ImportFrom):
                yield from (name.alias for name in each.names if name.alias and name.name in names)
