"""How the project is run: with which interpreter, and with which settings."""

from __future__ import annotations

from pathlib import Path

from django_pro.project.project import Project, Repository
from django_pro.project.settings.choosing import mentions
from django_pro.source.errors import UsageError


def one_of(tree: Repository) -> Project:
    """Return the one Django project of a tree; `UsageError` where there are several."""
    if len(tree.projects) > 1:
        roots = ", ".join(each.folder or "." for each in tree.projects)
        raise UsageError(
            f"there are {len(tree.projects)} Django projects here: {roots}", "Choose one with --root FOLDER"
        )
    return tree.projects[0]


def interpreter(project: Project, doing: str) -> Path:
    """Return the project's own Python; `UsageError` where none is known."""
    prefix = project.environment.prefix
    found = [prefix / place for place in ("bin/python", "Scripts/python.exe")] if prefix else []
    python = next((each for each in found if each.exists()), None)
    if python is None:
        raise UsageError(
            f"the project's interpreter is not known, and {doing} runs its code",
            "Name it, or its virtual environment: --python PATH, or python in [tool.django-pro]",
        )
    return python


def asked_settings(project: Project) -> str | None:
    """Return the settings module that is asked for."""
    return project.repository.options.settings or project.configuration.settings


def managed_settings(project: Project) -> str | None:
    """Return the settings module that `manage.py` names."""
    there = {module.name for module in project.settings.modules}
    managed = (each.module for each in mentions(project.tree, project.folder) if each.kind == "managed")
    return next((each for each in managed if each in there), None)


def variables(given: list[str]) -> dict[str, str]:
    """Return what `--env NAME=VALUE` says, by name."""
    return dict(map(_variable, given))


def _variable(written: str) -> tuple[str, str]:
    name, sign, value = written.partition("=")
    if not sign or not name:
        raise UsageError(f"--env {written} sets nothing", "Write --env NAME=VALUE")
    return name, value


def settings_or_refuse(*found: str | None) -> str:
    """Return the first settings module that there is; `UsageError` where there is none."""
    first = next((each for each in found if each), None)
    if not first:
        raise UsageError("no settings module was found", "Name it: --settings MODULE")
    return first
