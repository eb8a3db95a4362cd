"""Which arguments of a field differ from one installation to the next: those that settings or the environment decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.models.model import Field
from django_pro.facts.models.references import References
from django_pro.facts.views.functions import walk
from django_pro.project.modules import ModuleFile
from django_pro.project.project import Project
from django_pro.project.settings.values import Known, alternatives, is_outside
from django_pro.source.syntax import (
    AnnotatedAssign,
    Assign,
    Attribute,
    Chain,
    Class,
    Conditional,
    Expression,
    If,
    Name,
    Statement,
)  # fmt: skip

#: Names that give what the environment holds.
_ENVIRONMENT = frozenset({"environ", "getenv"})
#: Arguments that `Field.deconstruct` leaves out of migrations, or writes as the name of what is given.
_NAMED = frozenset({"default", "upload_to", "validators", "on_delete", "through"})


class Deciding:
    """Looks for what decides the arguments of fields."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._references = References(project.names, project.settings.texts())

    def of(self, field: Field) -> tuple[str, str] | None:
        """Return an argument of a field, and the setting or variable that it hangs on; None where nothing does."""
        module = field.owner.module
        for argument in field.arguments:
            if argument.name and (decider := self._decider(field, argument.name, argument.value, module)):
                return argument.name, decider
        return None

    def _decider(self, field: Field, name: str, value: Expression, module: ModuleFile) -> str:
        if isinstance(value, Conditional):
            return self._asked(value.test, module)
        if isinstance(value, Name):
            body = field.owner.node.body if isinstance(field.owner.node, Class) else ()
            places = (*body, *self._project.sources.module(module.path).body)
            return next((self._asked(test, module) for test in _tests(places, value.id)), "")
        setting = self._setting(module, value) if name not in _NAMED else ""
        return setting if setting and self._is_open(setting) else ""

    def _asked(self, test: Expression, module: ModuleFile) -> str:
        """Return the setting or the variable that a condition looks at."""
        for node in walk(test):
            if isinstance(node, Chain) and (found := self._setting(module, node) or _variable(node)):
                return "" if self._is_fixed(found) else found
        return ""

    def _setting(self, module: ModuleFile, value: Expression) -> str:
        """Return the setting that `settings.NAME` stands for, where `settings` is Django's or the project's own module."""
        if (
            not isinstance(value, Chain)
            or not isinstance(first := value.steps[0], Attribute)
            or not first.name.isupper()
        ):
            return ""
        if found := self._references.setting(module, value):
            return found
        base = value.base
        return first.name if isinstance(base, Name) and base.id == "settings" else ""

    def _is_fixed(self, setting: str) -> bool:
        """Whether the settings themselves give the value, and but one."""
        return isinstance(self._project.settings.value(setting), Known)

    def _is_open(self, setting: str) -> bool:
        """Whether whoever runs the project gives the value."""
        return any(is_outside(each) for each in alternatives(self._project.settings.value(setting)))


def _variable(chain: Chain) -> str:
    named = {each.name for each in chain.steps if isinstance(each, Attribute)} | {getattr(chain.base, "id", "")}
    return "the environment" if named & _ENVIRONMENT else ""


def _tests(statements: Sequence[Statement], name: str) -> Iterator[Expression]:
    """Yield the conditions under which a name is assigned one thing, or another."""
    for statement in statements:
        if isinstance(statement, If) and any(_assigns(each.body, name) for each in statement.branches):
            yield from (each.test for each in statement.branches)


def _assigns(body: Sequence[Statement], name: str) -> bool:
    return any(
        (isinstance(each, Assign) and any(getattr(target, "id", "") == name for target in each.targets))
        or (isinstance(each, AnnotatedAssign) and getattr(each.target, "id", "") == name)
        for each in body
    )
