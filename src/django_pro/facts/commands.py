"""Management commands (Django: "How to create custom django-admin commands")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Class

#: A command's file: names that begin with an underscore are passed over.
_FILE = re.compile(r"(?:^|/)management/commands/(?P<name>[^_/][^/]*)\.py$")
_PACKAGE = re.compile(r"(?:^|/)management/commands/(?P<name>[^_/][^/]*)/__init__\.py$")
#: Methods that do a command's work, the general one first.
_HANDLES = ("handle", "handle_app_config", "handle_label")


@dataclass(frozen=True)
class Command:
    """A management command: `app` is the label of its app; `cls` is `Unknown` where the module has no `Command`.

    `handle` is the project's own method that does the work, None where it has none.
    """

    name: str
    app: str | None
    module: ModuleFile
    cls: Defined | Unknown
    handle: Defined | None


class Commands:
    """Questions about management commands."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def all(self) -> tuple[Command, ...]:
        """Every command that stands in a file of the project; modules there without a `Command` are none."""
        found = (
            self._read(path, match["name"])
            for path in self.project.files
            if (match := _FILE.search(path) or _PACKAGE.search(path))
        )
        return tuple(each for each in found if each is not None)

    def named(self, name: str) -> Command | None:
        """Return a command by its name: of several apps' the one installed first, as Django takes it."""
        order = {app.label: at for at, app in enumerate(self.project.apps.installed)}
        found = [each for each in self.all if each.name == name]
        return min(found, key=lambda each: order.get(each.app or "", len(order)), default=None)

    def _read(self, path: str, name: str) -> Command | None:
        module = self.project.modules.at(path)
        targets = self.project.names.name(module, "Command")
        followed = [each for target in targets for each in self.project.names.follow(target)]
        if not followed:
            return None
        cls = next((each for each in followed if isinstance(each, Defined) and isinstance(each.node, Class)), None)
        app = self.project.apps.label_for(module.name)
        return Command(
            name, app, module, cls or Unknown("`Command` cannot be seen"), self._handle(cls) if cls else None
        )

    def _handle(self, cls: Defined) -> Defined | None:
        methods = (self.project.classes.method(cls, name) for name in _HANDLES)
        return next((each for each in methods if each is not None and not each.name.startswith("django.")), None)
