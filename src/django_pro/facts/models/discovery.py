"""Where a project's models are: in its own files, and in the installed apps that it does not hold."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.models.inheritance import is_model
from django_pro.facts.models.meta import meta_of, text_of
from django_pro.project.bindings import Imported
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, absolute
from django_pro.project.project import Project

#: Taken for installed where no settings say what is.
ALWAYS = ("django.contrib.auth", "django.contrib.contenttypes")


def model_classes(project: Project) -> Iterator[tuple[Defined, str]]:
    """Yield each model class with its app's label; those of no installed app are left out unless abstract."""
    seen: set[Defined] = set()
    for cls in _candidates(project):
        if cls not in seen and is_model(project.classes, cls):
            seen.add(cls)
            yield cls, app_of(project, cls)


def app_of(project: Project, cls: Defined) -> str:
    """Return the label of a model class's app: its Meta's, else that of the app its module stands in."""
    stated = text_of(meta_of(project.classes, cls), "app_label")
    return stated or project.apps.label_for(cls.module.name) or cls.module.name.rpartition(".")[0].rpartition(".")[2]


def _candidates(project: Project) -> Iterator[Defined]:
    for path in project.files:
        yield from project.classes.in_file(path)
    installed = [app.module for app in project.apps.installed if not app.project]
    for name in installed or ALWAYS:
        module = project.modules.find(f"{name}.models")
        if module is not None and module.origin != "project":
            yield from _of_package(project, module, name)


def _of_package(project: Project, models: ModuleFile, package: str) -> Iterator[Defined]:
    """Yield the classes of an app's models module and of the modules of the app that it imports."""
    waiting, seen = [models], {models.path}
    while waiting:
        module = waiting.pop()
        yield from project.classes.in_module(module)
        bindings = project.names.bindings(module)
        imports = [each for found in bindings.names.values() for each in found if isinstance(each, Imported)]
        for imported in (*imports, *bindings.stars):
            source = absolute(module, imported)
            if not source.startswith(package) or "migrations" in source:
                continue
            for name in (source, f"{source}.{imported.name}"):
                found = project.modules.find(name)
                if found is not None and found.path not in seen:
                    seen.add(found.path)
                    waiting.append(found)
