"""Which project is run, and with which settings."""

from __future__ import annotations

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


def asked_settings(project: Project) -> str | None:
    """Return the settings module that is asked for."""
    return project.repository.options.settings or project.configuration.settings


def managed_settings(project: Project) -> str | None:
    """Return the settings module that `manage.py` names."""
    there = {module.name for module in project.settings.modules}
    managed = (each.module for each in mentions(project.tree, project.folder) if each.kind == "managed")
    return next((each for each in managed if each in there), None)


def settings_or_refuse(*found: str | None) -> str:
    """Return the first settings module that there is; `UsageError` where there is none."""
    first = next((each for each in found if each), None)
    if not first:
        raise UsageError("no settings module was found", "Name it: --settings MODULE")
    return first
