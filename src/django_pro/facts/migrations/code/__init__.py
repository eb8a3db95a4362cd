"""What the code of data migrations (`RunPython`) does to rows."""

from __future__ import annotations

from functools import cached_property

from django_pro.facts.calls import without_last
from django_pro.facts.expressions import Expressions, Written
from django_pro.facts.migrations.code.deeds import WRITES, Deed, Kind, Loop
from django_pro.facts.migrations.code.running import Running
from django_pro.facts.migrations.code.values import Apps, Closure, Editor, Value
from django_pro.facts.migrations.states import Step
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Call, Chain, Expression, Function, Name

__all__ = ["WRITES", "Code", "Deed", "Kind", "Loop"]


class Code:
    """Reads the functions of `RunPython` operations, each once.

    `steps` are all operations of the project: those that give a model managers of its own count.
    """

    def __init__(self, project: Project, steps: list[Step]) -> None:
        self.expressions = Expressions(project.classes)
        self.classes = project.classes
        self._steps = steps
        self._found: dict[tuple[str, str], tuple[Deed, ...]] = {}

    def forwards(self, step: Step) -> tuple[Deed, ...]:
        """Return what a `RunPython` does, nothing for another operation."""
        return self._deeds(step, 0, "code")

    def backwards(self, step: Step) -> tuple[Deed, ...]:
        """Return what undoing a `RunPython` does."""
        return self._deeds(step, 1, "reverse_code")

    def _deeds(self, step: Step, position: int, name: str) -> tuple[Deed, ...]:
        if step.operation.name != "RunPython":
            return ()
        key = (step.key, name)
        if key not in self._found:
            self._found[key] = self._read(step, step.operation.argument(position, name))
        return self._found[key]

    def _read(self, step: Step, value: Expression | None) -> tuple[Deed, ...]:
        closure = self._function(step, value) if value is not None else None
        if closure is None:
            return ()
        running = Running(self.expressions, step.before, closure.module, self._with_managers)
        given: dict[str, Value] = {}
        handed: tuple[Value, ...] = (Apps(), Editor())
        for parameter, each in zip(closure.function.parameters, handed, strict=False):
            given[parameter.name] = each
        running.run(closure, given)
        return tuple(running.deeds)

    def function(self, step: Step, position: int = 0, name: str = "code") -> Closure | None:
        """Return the function that a `RunPython` runs, None where it cannot be seen."""
        value = step.operation.argument(position, name)
        return self._function(step, value) if value is not None else None

    def _function(self, step: Step, value: Expression) -> Closure | None:
        if isinstance(value, Name):
            for node in self.classes.own(step.migration.cls).get(value.id, ()):
                if isinstance(node, Function):
                    return Closure(node, step.migration.cls.module)
        if isinstance(value, Chain) and isinstance(call := value.steps[-1], Call) and call.arguments:
            partial = self.expressions.name(Written(step.operation.made.module, without_last(value)))
            if partial in ("functools.partial", "partial"):
                return self._function(step, call.arguments[0].value)
        defined = self.expressions.defined(Written(step.operation.made.module, value))
        return _closure(defined)

    @cached_property
    def _with_managers(self) -> frozenset[str]:
        """The models that have managers of their own in migrations (Django: `use_in_migrations`)."""
        named = [step for step in self._steps if step.operation.name in ("CreateModel", "AlterModelManagers")]
        positions = {"CreateModel": 4, "AlterModelManagers": 1}
        return frozenset(
            f"{step.migration.app}.{step.named}".lower()
            for step in named
            if step.operation.argument(positions[step.operation.name], "managers") is not None
        )


def _closure(defined: Defined | None) -> Closure | None:
    if defined is None or not isinstance(defined.node, Function) or defined.module.origin != "project":
        return None
    return Closure(defined.node, defined.module)
