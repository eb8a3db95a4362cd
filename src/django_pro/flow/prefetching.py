"""`Prefetch("books", queryset=Book.objects.select_related("publisher"))`: many rows with their foreign keys, by one query."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.facts.models import Models
from django_pro.flow.values import Path
from django_pro.project.modules import ModuleFile
from django_pro.project.project import Project
from django_pro.source.edits import Edit
from django_pro.source.syntax import Import, ImportFrom, Module, Name, Statement

_DJANGO = "django.db.models"


@dataclass(frozen=True)
class Prefetching:
    """A `Prefetch`: the lookup whose place it takes, its text, and the edits that import what it names."""

    lookup: str
    text: str
    imports: tuple[Edit, ...]


def prefetching(project: Project, models: Models, path: str, label: str, steps: Path) -> Prefetching | None:
    """Return the `Prefetch` that loads a path of many rows and then foreign keys, where the file can name it."""
    at = _end_of_many(models, label, steps)
    if at is None:
        return None
    model = models.get(at[1])
    module = project.modules.at(path)
    if model is None or models.named(module, Name(0, 0, model.name)) != model:
        return None
    joins = _joins(models, at[1], steps[at[0] :])
    named = _named(project, module, path)
    if joins is None or named is None:
        return None
    lookup = "__".join(steps[: at[0]])
    queryset = f'{model.name}.{model.default_manager}.select_related("{joins}")'
    return Prefetching(lookup, f'{named[0]}("{lookup}", queryset={queryset})', named[1])


def _end_of_many(models: Models, label: str, steps: Path) -> tuple[int, str] | None:
    """Return how many steps lead to the last of many rows, and their model; None where nothing follows them."""
    found: tuple[int, str] | None = None
    for number, name in enumerate(steps, 1):
        relation = models.relation(label, name)
        if relation is None or not isinstance(relation.to, str):
            return None
        label = relation.to
        if relation.many:
            found = (number, label)
    return found if found is not None and found[0] < len(steps) else None


def _joins(models: Models, label: str, steps: Path) -> str | None:
    found: list[str] = []
    for name in steps:
        relation = models.relation(label, name)
        if relation is None or not relation.joinable or not isinstance(relation.to, str):
            return None
        found.append(relation.query_name)
        label = relation.to
    return "__".join(found)


def _named(project: Project, module: ModuleFile, path: str) -> tuple[str, tuple[Edit, ...]] | None:
    """Return what the file calls `Prefetch`, and the edit that imports it."""
    if project.names.name(module, "Prefetch"):
        return "Prefetch", ()
    syntax = project.sources.module(path)
    for statement in _imports(syntax):
        names = statement.names if isinstance(statement, ImportFrom) and statement.level == 0 else ()
        if isinstance(statement, ImportFrom) and statement.module == _DJANGO and names and names[-1].name != "*":
            return "Prefetch", (Edit(path, names[-1].end, names[-1].end, ", Prefetch"),)
        if any(each.name == "models" and each.alias in (None, "models") for each in names) and _is_db(statement):
            return "models.Prefetch", ()
    first = next((each for each in _imports(syntax) if not _is_standard(each)), None)
    if first is None:
        return None
    return "Prefetch", (Edit(path, first.start, first.start, f"from {_DJANGO} import Prefetch\n"),)


def _imports(module: Module) -> Iterator[Statement]:
    return (each for each in module.body if isinstance(each, Import | ImportFrom))


def _is_db(statement: Statement) -> bool:
    return isinstance(statement, ImportFrom) and statement.module == "django.db"


def _is_standard(statement: Statement) -> bool:
    """Whether an import is of Python's own library, above which others are not written."""
    if isinstance(statement, ImportFrom):
        return statement.level == 0 and statement.module.partition(".")[0] in sys.stdlib_module_names
    names = statement.names if isinstance(statement, Import) else ()
    return all(each.name.partition(".")[0] in sys.stdlib_module_names for each in names)
