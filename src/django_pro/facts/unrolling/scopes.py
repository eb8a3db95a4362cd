"""The names that unrolled code sees."""

from __future__ import annotations

from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined


class Scope:
    """The names of a module, function or comprehension, and the scope around it.

    `receiver` and `owner` tell what `super()` means in a method.
    """

    def __init__(self, module: ModuleFile, parent: Scope | None = None, name: str = "") -> None:
        self.module = module
        self.parent = parent
        self.name = name
        self.names: dict[str, object] = {}
        self.returned: list[object] = []
        self.globals: set[str] = set()
        self.receiver: object = None
        self.owner: Defined | None = None

    def holder(self, name: str) -> Scope | None:
        """Return the nearest scope that binds a name."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope
            scope = scope.parent
        return None

    def top(self) -> Scope:
        """Return the module's own scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def bind(self, name: str, value: object) -> None:
        """Bind a name here, or where a `global` or `nonlocal` statement says."""
        if name in self.globals and self.parent is not None:
            (self.parent.holder(name) or self.top()).names[name] = value
        else:
            self.names[name] = value

    def method(self) -> Scope:
        """Return the scope of the method that this one stands in."""
        scope = self
        while scope.owner is None and scope.parent is not None:
            scope = scope.parent
        return scope
