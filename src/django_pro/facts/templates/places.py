"""Where Django looks for templates, and under which names the project's files are found there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django_pro.project.project import Project
from django_pro.project.settings import TREE, Known, Value, alternatives, item, listing

#: Folders of an app that hold templates (Django: "APP_DIRS"; its Jinja2 backend uses the second).
FOLDERS = ("templates", "jinja2")


class Origin(StrEnum):
    """What makes a file a template: the setting, an installed app, or nothing but its folder's name."""

    SETTING = "setting"
    APP = "app"
    FOLDER = "folder"


@dataclass(frozen=True)
class TemplateFile:
    """A template: the name that it is loaded by, and its file; `app` is the label of the app it stands in."""

    name: str
    path: str
    origin: Origin
    app: str | None = None


def template_files(project: Project) -> Iterator[TemplateFile]:
    """Yield the templates of a root in the order that loaders look for them: `DIRS`, installed apps, other folders.

    A file is yielded once for each name it has.
    """
    paths = tuple(_own(project))
    known: set[str] = set()
    for folder, origin, app in _folders(project):
        for path in paths:
            if path.startswith(folder):
                known.add(path)
                yield TemplateFile(path[len(folder) :], path, origin, app)
    for path in paths:
        if path not in known and (name := _guessed(path)):
            yield TemplateFile(name, path, Origin.FOLDER)


def _own(project: Project) -> Iterator[str]:
    """Yield the templates of the tree that belong to no root inside this one."""
    inner = [
        each.folder
        for each in project.repository.projects
        if each.folder != project.folder and each.folder.startswith(project.folder)
    ]
    return (path for path in project.tree.templates if not path.startswith(tuple(inner)))


def _folders(project: Project) -> Iterator[tuple[str, Origin, str | None]]:
    for folder in dict.fromkeys(_stated(project)):
        yield folder, Origin.SETTING, None
    for app in project.apps.installed:
        for name in FOLDERS if app.folder is not None else ():
            yield f"{app.folder}{name}/", Origin.APP, app.label


def _stated(project: Project) -> Iterator[str]:
    """Yield the folders that `DIRS` of any settings module lists, production's first; before Django 1.8 `TEMPLATE_DIRS`."""
    others = [each.name for each in project.settings.modules if each.name != project.settings.production]
    for module in (project.settings.production, *others):
        stated = project.settings.stated("TEMPLATES", module) if module else None
        engines = listing(stated.value).items if stated else ()
        lists = [folders for engine in engines if (folders := item(engine, "DIRS")) is not None]
        older = project.settings.stated("TEMPLATE_DIRS", module) if module else None
        for folders in [*lists, older.value] if older else lists:
            for each in listing(folders).items:
                yield from (found for inner in alternatives(each) if (found := _folder(project, inner)) is not None)


def _folder(project: Project, value: Value) -> str | None:
    """Return a folder of the tree with its slash; a relative one begins where `manage.py` stands."""
    if not isinstance(value, Known) or not isinstance(value.value, str) or value.value.startswith("/"):
        return None
    inside = value.value.startswith(TREE)
    text = value.value.removeprefix(TREE).lstrip("/") if inside else project.folder + value.value
    folder = posixpath.normpath(text) if text else "."
    return None if folder.startswith("..") or folder == "." else f"{folder}/"


def _guessed(path: str) -> str | None:
    """Return a template's name by the outermost folder that is called as template folders are."""
    parts = path.split("/")
    at = next((at for at, part in enumerate(parts[:-1]) if part in FOLDERS), None)
    return "/".join(parts[at + 1 :]) if at is not None else None
