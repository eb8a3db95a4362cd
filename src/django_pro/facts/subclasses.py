"""The classes of a project that come from a library's, even where the classes between cannot be seen."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.project.classes import Classes
from django_pro.project.names import Defined
from django_pro.project.project import Project


def subclasses(project: Project, *names: str, endings: tuple[str, ...] = ()) -> Iterator[Defined]:
    """Yield the project's classes that inherit from one of the names, or from an unseen base whose name ends so."""
    for path in project.files:
        for cls in project.classes.in_file(path):
            if is_one(project.classes, cls, names, endings):
                yield cls


def is_one(classes: Classes, cls: Defined, names: tuple[str, ...], endings: tuple[str, ...] = ()) -> bool:
    """Whether a class inherits from one of the names, or from an unseen base whose name ends so."""
    return classes.inherits(cls, *names) or (
        bool(endings) and any(each.endswith(endings) for each in classes.mro(cls).unseen)
    )
