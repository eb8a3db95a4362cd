"""Fields as a class body writes them, before they belong to a model."""

from __future__ import annotations

from dataclasses import dataclass

from django_pro.facts.models.calls import Construction, Defaults, Given, construction
from django_pro.facts.models.model import Kind
from django_pro.project.bindings import Assigned
from django_pro.project.classes import Classes
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.source.syntax import (
    Argument,
    Attribute,
    Chain,
    Constant,
    Evaluate,
    Expression,
    Function,
    Statement,
    body_of,
)

FIELD = "django.db.models.fields.Field"
_KINDS = (
    ("django.db.models.fields.related.OneToOneField", Kind.ONE_TO_ONE),
    ("django.db.models.fields.related.ForeignKey", Kind.FOREIGN_KEY),
    ("django.db.models.fields.related.ManyToManyField", Kind.MANY_TO_MANY),
    ("django.contrib.contenttypes.fields.GenericRelation", Kind.GENERIC_RELATION),
    ("django.contrib.contenttypes.fields.GenericForeignKey", Kind.GENERIC_FOREIGN_KEY),
    ("taggit.managers.TaggableManager", Kind.MANY_TO_MANY),
    ("django.db.models.fields.related.ForeignObject", Kind.FOREIGN_KEY),
    (FIELD, Kind.COLUMN),
)
#: Names under which a field class goes that nobody here can see.
_ENDINGS = (
    ("OneToOneField", Kind.ONE_TO_ONE), ("ForeignKey", Kind.FOREIGN_KEY), ("ManyToManyField", Kind.MANY_TO_MANY),
    ("ParentalKey", Kind.FOREIGN_KEY), ("Field", Kind.COLUMN),
)  # fmt: skip
#: What relation fields take by position (Django: the signatures in `django.db.models.fields.related`).
_POSITIONS = {
    Kind.FOREIGN_KEY: ("to", "on_delete", "related_name", "related_query_name"),
    Kind.ONE_TO_ONE: ("to", "on_delete", "to_field"),
    Kind.MANY_TO_MANY: ("to", "related_name", "related_query_name", "limit_choices_to", "symmetrical", "through"),
    Kind.GENERIC_RELATION: ("to",),
}


@dataclass(frozen=True)
class Written:
    """A field as written: its class, its arguments with the module whose names each uses, and where."""

    name: str
    kind: Kind
    class_name: str
    owner: Defined
    start: int
    end: int
    arguments: tuple[Argument, ...]
    defaults: tuple[Given, ...]
    module: ModuleFile
    cls: Defined | None = None

    def given(self, name: str) -> Given | None:
        """Return an argument, given by name or position, or what the field class's own `__init__` sets it to."""
        for argument in self.arguments:
            if argument.name == name:
                return Given(name, argument.value, self.module)
        positions = _POSITIONS.get(self.kind, ())
        if name in positions:
            at = positions.index(name)
            placed = self.arguments[: at + 1]
            if len(placed) == at + 1 and not any(each.name or each.stars for each in placed):
                return Given(name, placed[at].value, self.module)
        return next((each for each in self.defaults if each.name == name), None)

    def is_true(self, name: str) -> bool:
        """Whether an argument is the literal `True`."""
        found = self.given(name)
        return found is not None and isinstance(found.value, Constant) and found.value.value is True


class FieldReader:
    """Reads the fields that classes write."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self.defaults = Defaults(classes)
        self._kinds: dict[Defined, Kind | None] = {}
        self._own: dict[Defined, dict[str, Written | None]] = {}

    def own(self, cls: Defined) -> dict[str, Written | None]:
        """Return the fields a class's body writes, by name; None where it takes an inherited one away."""
        found = self._own.get(cls)
        if found is None:
            found = self._own[cls] = self._read(cls)
        return found

    def _read(self, cls: Defined) -> dict[str, Written | None]:
        found: dict[str, Written | None] = {}
        for name, bindings in self.classes.own(cls).items():
            for binding in bindings:
                if not isinstance(binding, Assigned) or binding.value is None:
                    continue
                if isinstance(binding.value, Constant) and binding.value.value is None:
                    found.setdefault(name, None)
                elif written := self.written(name, cls, cls.module, binding.value):
                    found[name] = written
                    break
        return found

    def written(self, name: str, owner: Defined, module: ModuleFile, value: Expression) -> Written | None:
        """Return the field that an expression constructs, or None where it is none."""
        made = construction(self.classes.names, module, value)
        kind = self.kind(made) if made else None
        if made is None or kind is None:
            return None
        given = self.defaults.of(made.cls) if made.cls else ()
        return Written(
            name, kind, made.name, owner, value.start, value.end, made.arguments, given, made.module, made.cls
        )

    def kind(self, made: Construction) -> Kind | None:
        """Return what a class is as a field, or None where it is no field."""
        if made.cls is None:
            last = made.name.rpartition(".")[2]
            return next((kind for ending, kind in _ENDINGS if last.endswith(ending) and "forms" not in made.name), None)
        if made.cls not in self._kinds:
            names = self.classes.mro(made.cls).names
            self._kinds[made.cls] = (
                next((kind for name, kind in _KINDS if name in names), None)
                or self._unseen(made.cls)
                or self._adds_itself(made.cls)
            )
        return self._kinds[made.cls]

    def _adds_itself(self, cls: Defined) -> Kind | None:
        """Return that a class is a field where it is no `Field` but adds itself to the fields of its model."""
        method = self.classes.method(cls, "contribute_to_class")
        if method is None or method.name.startswith("django.") or not isinstance(method.node, Function):
            return None
        return Kind.COLUMN if any(_calls(each, "add_field") for each in body_of(method.node)) else None

    def _unseen(self, cls: Defined) -> Kind | None:
        """Return the kind that the name of an unseen base tells."""
        for name in self.classes.mro(cls).unseen:
            last = name.rpartition(".")[2]
            for ending, kind in _ENDINGS:
                if last.endswith(ending) and ".forms" not in name and "serializers" not in name:
                    return kind
        return None


def _calls(statement: Statement, name: str) -> bool:
    """Whether a statement is a call of the named method."""
    if not isinstance(statement, Evaluate) or not isinstance(statement.value, Chain):
        return False
    return any(isinstance(step, Attribute) and step.name == name for step in statement.value.steps)
