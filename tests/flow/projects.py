"""Small Django projects, and what the flow says of them."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.models import Models
from django_pro.flow.reading import Flow, Reading
from django_pro.flow.touches import MISSING
from django_pro.project.project import Options, Project, open_tree
from tests.rules.projects import write_project


def flow_of(folder: Path, files: dict[str, str]) -> tuple[Project, tuple[Reading, ...]]:
    """Write a project and return it with its readings."""
    repository = open_tree(write_project(folder, files), Options(cache=False, parallel=False))
    project = repository.projects[0]
    models = Models(project)
    judged = tuple(path for path in project.files if path.startswith("shop/"))
    return project, Flow(project, models, judged).readings


def missing(project: Project, readings: tuple[Reading, ...]) -> set[tuple[str, int, str]]:
    """Return every read that is missing, as path, line and relation."""
    found: set[tuple[str, int, str]] = set()
    for reading in readings:
        if reading.state == MISSING:
            for use in reading.uses:
                line = project.sources.line(use.place.path, use.place.end - 1)
                found.add((use.place.path, line, "__".join(reading.path)))
    return found
