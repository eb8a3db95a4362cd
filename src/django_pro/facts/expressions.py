"""What an expression stands for: a class or function, a text, a list, an attribute that is handed down."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Given
from dataclasses import dataclass

from django_pro.facts.calls import without_last
from django_pro.facts.models import Models
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned, Bindings
from django_pro.project.classes import Classes, describe
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, External, Value
from django_pro.source.syntax import (
    Argument,
    Attribute,
    AugmentedAssign,
    Call,
    Chain,
    Class,
    Constant,
    Expression,
    Mapping,
    Name,
    Operation,
    Sequence,
    Starred,
)  # fmt: skip

#: A name that stands for a name that stands for a name is followed this far.
DEEPEST = 8
#: Calls that hand their argument's items on.
_SAME_ITEMS = frozenset({"list", "tuple", "set", "frozenset", "sorted"})
#: Functions that mark a text for translation.
_TRANSLATED = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ugettext", "ugettext_lazy"})


@dataclass(frozen=True)
class Written:
    """An expression, and the module and function whose names it uses."""

    module: ModuleFile
    value: Expression
    local: Bindings | None = None

    def at(self, value: Expression) -> Written:
        """Return another expression of the same place."""
        return Written(self.module, value, self.local)


class Expressions:
    """Follows expressions through names and through the attributes of classes."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self.names = classes.names

    def defined(self, written: Written) -> Defined | None:
        """Return the class or function that an expression stands for."""
        return next((each for each in self._targets(written) if isinstance(each, Defined)), None)

    def cls(self, written: Written) -> Defined | None:
        """Return the class that an expression stands for."""
        found = (each for each in self._targets(written) if isinstance(each, Defined))
        return next((each for each in found if isinstance(each.node, Class)), None)

    def name(self, written: Written) -> str:
        """Return the full name that an expression stands for, as it is written where nobody knows."""
        for target in self._targets(written):
            if isinstance(target, Defined | External):
                return target.name
        return describe(written.value)

    def _targets(self, written: Written) -> Iterator[object]:
        for target in self.names.resolve(written.module, written.value, written.local):
            yield from self.names.follow(target)
        if isinstance(written.value, Chain) and (member := self._handed_down(written)):
            yield member

    def _handed_down(self, written: Written) -> Defined | None:
        """Return the class or function that `Base.Meta` stands for where `Base` inherits it."""
        found = self._member(written)
        if found is None or isinstance(found, Written):
            return None
        return found

    def value(self, written: Written, depth: int = 0) -> Written:
        """Return what a name or an attribute of a class is assigned, the expression itself where that is not known."""
        if not isinstance(written.value, Name | Chain) or depth > DEEPEST:
            return written
        member = self._member(written) if isinstance(written.value, Chain) else None
        if isinstance(member, Written):
            return self.value(member, depth + 1)
        targets = self.names.resolve(written.module, written.value, written.local)
        if len(targets) == 1 and isinstance(target := targets[0], Value) and target.expression is not written.value:
            local = written.local if target.module == written.module else None
            return self.value(Written(target.module, target.expression, local), depth + 1)
        return written

    def _member(self, written: Written) -> Written | Defined | None:
        """Return what `Owner.name` is, where `Owner` is a class: by method resolution order."""
        chain = written.value
        if not isinstance(chain, Chain) or not isinstance(last := chain.steps[-1], Attribute):
            return None
        owner = self.cls(written.at(without_last(chain)))
        found = self.classes.member(owner, last.name) if owner else None
        if found is None or not isinstance(found.node, Class | Assigned):
            return None
        if isinstance(found.node, Class):
            return Defined(found.owner.module, f"{found.owner.qualname}.{last.name}", found.node)
        return Written(found.owner.module, found.value, self.scope(found.owner)) if found.value else None

    def scope(self, cls: Defined) -> Bindings:
        """Return what the expressions of a class's body see besides the module."""
        return Bindings(self.classes.own(cls), ())

    def text(self, written: Written) -> str | Unknown:
        """Return the text that an expression stands for."""
        found = self.value(written).value
        if isinstance(found, Constant) and isinstance(found.value, str):
            return found.value
        if isinstance(found, Chain) and _called(found) in _TRANSLATED and isinstance(call := found.steps[-1], Call):
            return (
                self.text(written.at(call.arguments[0].value)) if call.arguments else Unknown("nothing is translated")
            )
        return Unknown(f"`{describe(written.value)}` is put together at run time")

    def items(self, written: Written, depth: int = 0) -> tuple[Written, ...] | Unknown:
        """Return the items of a list that is written out, perhaps in parts; none of `None`."""
        followed = self.value(written)
        value = followed.value
        if isinstance(value, Constant) and value.value is None:
            return ()
        if depth > DEEPEST:
            return Unknown("the list is too deep")
        if isinstance(value, Sequence):
            return self._parts([(followed.at(each), isinstance(each, Starred)) for each in value.items], depth)
        if isinstance(value, Operation) and set(value.operators) <= {"+", "|"}:
            return self._parts([(followed.at(each), True) for each in value.operands], depth)
        if isinstance(value, Chain) and _called(value) in _SAME_ITEMS and isinstance(call := value.steps[-1], Call):
            if len(call.arguments) != 1:
                return () if not call.arguments else Unknown("the list is put together at run time")
            return self.items(followed.at(call.arguments[0].value), depth + 1)
        return Unknown(f"`{describe(value)}` is put together at run time")

    def _parts(self, parts: list[tuple[Written, bool]], depth: int) -> tuple[Written, ...] | Unknown:
        found: list[Written] = []
        for part, spread in parts:
            if not spread:
                found.append(part)
                continue
            inner = self.items(part.at(part.value.value) if isinstance(part.value, Starred) else part, depth + 1)
            if isinstance(inner, Unknown):
                return inner
            found.extend(inner)
        return tuple(found)

    def texts(self, written: Written) -> tuple[str, ...] | Unknown:
        """Return the texts that a list holds; a text alone is no list."""
        items = self.items(written)
        if isinstance(items, Unknown):
            return items
        found: list[str] = []
        for each in items:
            text = self.text(each)
            if isinstance(text, Unknown):
                return text
            found.append(text)
        return tuple(found)

    def entries(self, written: Written, depth: int = 0) -> dict[str, Written] | Unknown:
        """Return the entries of a dictionary that is written out with texts as keys; none of `None`."""
        followed = self.value(written)
        value = followed.value
        if isinstance(value, Constant) and value.value is None:
            return {}
        if not isinstance(value, Mapping) or depth > DEEPEST:
            return Unknown(f"`{describe(value)}` is put together at run time")
        found: dict[str, Written] = {}
        for entry in value.entries:
            if entry.key is None:
                inner = self.entries(followed.at(entry.value), depth + 1)
                if isinstance(inner, Unknown):
                    return inner
                found |= inner
                continue
            key = self.text(followed.at(entry.key))
            if isinstance(key, Unknown):
                return key
            found[key] = followed.at(entry.value)
        return found

    def integer(self, written: Written) -> int | Unknown:
        """Return the whole number that an expression stands for."""
        found = self.value(written).value
        if isinstance(found, Constant) and isinstance(found.value, int):
            return found.value
        return Unknown(f"`{describe(written.value)}` is no literal")

    def attribute(self, cls: Defined, name: str) -> Written | None:
        """Return what a class, or one it inherits from, assigns to a name, with what its own body adds by `+=`."""
        member = self.classes.member(cls, name)
        if member is None or member.value is None:
            return None
        value = member.value
        body = member.owner.node.body if isinstance(member.owner.node, Class) else ()
        for statement in body:
            if isinstance(statement, AugmentedAssign) and getattr(statement.target, "id", "") == name:
                value = Operation(value.start, statement.end, (value, statement.value), (statement.operator,))
        return Written(member.owner.module, value, self.scope(member.owner))

    def options(self, cls: Defined, name: str = "Meta") -> Options:
        """Return what the inner class of this name says: its own, or the one that is handed down."""
        member = self.classes.member(cls, name)
        if member is None or not isinstance(member.node, Class):
            return Options({})
        return self._options(Defined(member.owner.module, f"{member.owner.qualname}.{name}", member.node), 0)

    def _options(self, meta: Defined, depth: int) -> Options:
        assert isinstance(meta.node, Class)
        given: dict[str, Written] = {}
        unseen: tuple[str, ...] = ()
        for base in reversed([each for each in meta.node.arguments if each.name is None]):
            above = self._base(meta, base, depth)
            given |= above.given
            unseen += above.unseen
        for option in self.classes.own(meta):
            written = self.attribute(meta, option)
            if written is not None:
                given[option] = written
        return Options(given, unseen)

    def _base(self, meta: Defined, base: Argument, depth: int) -> Options:
        """Return the options of a base of an inner class, perhaps a class that stands beside it."""
        owner, _, own_name = meta.qualname.rpartition(".")
        around = self.names.dotted(f"{meta.module.name}.{owner}") if owner else ()
        outer = next((each for each in around if isinstance(each, Defined)), None)
        written = Written(meta.module, base.value, self.scope(outer) if outer else None)
        if getattr(base.value, "id", None) in (own_name, "object"):
            written = Written(meta.module, base.value)
        found = self.cls(written)
        if found is None or found == meta or depth > DEEPEST:
            return Options({}, () if getattr(base.value, "id", "") == "object" else (describe(base.value),))
        return self._options(found, depth + 1)


@dataclass(frozen=True)
class Options:
    """The options of an inner class by name; `unseen` are bases of it that could not be read."""

    given: Given[str, Written]
    unseen: tuple[str, ...] = ()

    def get(self, name: str) -> Written | Unknown | None:
        """Return an option as written; None where it is surely not given."""
        found = self.given.get(name)
        if found is None and self.unseen:
            return Unknown(f"the base `{self.unseen[0]}` cannot be seen")
        return found


def _called(chain: Chain) -> str:
    """Return the bare name that an expression calls, "" where it is anything else."""
    called = chain.base if len(chain.steps) == 1 and isinstance(chain.steps[0], Call) else None
    return called.id if isinstance(called, Name) else ""


def label_of(models: Models, written: Written | Unknown | None) -> str | Unknown | None:
    """Return the label of the model that an expression names."""
    if written is None or isinstance(written, Unknown):
        return written
    if isinstance(written.value, Constant) and written.value.value is None:
        return None
    found = models.named(written.module, written.value, written.local)
    if found is None and (through := _through(models, written)) is not None:
        return through
    return found.label if found else Unknown(f"`{describe(written.value)}` is no model that can be seen")


def _through(models: Models, written: Written) -> str | Unknown | None:
    """Return the model between two of `Book.authors.through`, None where an expression is no such thing."""
    value = written.value
    names = [step.name for step in value.steps if isinstance(step, Attribute)] if isinstance(value, Chain) else []
    if not isinstance(value, Chain) or len(names) != len(value.steps) or names[-1] != "through":
        return None
    field = without_last(value)
    owner = models.named(written.module, without_last(field), written.local) if isinstance(field, Chain) else None
    relation = owner.field(names[-2]) if owner is not None and len(names) > 1 else None
    if owner is None or relation is None or relation.through is not None:
        return relation.through if relation is not None else None
    made = models.get(f"{owner.label}_{relation.name}")  # Django makes it
    return made.label if made is not None else None


def truth(value: Expression | None) -> bool | Unknown | None:
    """Return a literal truth value; None where there is no expression."""
    if value is None:
        return None
    if isinstance(value, Constant) and isinstance(value.value, bool):
        return value.value
    return Unknown(f"`{describe(value)}` is no literal")
