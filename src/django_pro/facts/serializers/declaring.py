"""The fields that a serializer class declares, as DRF's `SerializerMetaclass` gathers them."""

from __future__ import annotations

from django_pro.facts.calls import argument_of
from django_pro.facts.declared import declared
from django_pro.facts.expressions import Expressions, Written, truth
from django_pro.facts.models.calls import Construction, Defaults, construction
from django_pro.facts.serializers.serializer import SerializerField
from django_pro.findings.blind import Unknown
from django_pro.project.classes import Classes
from django_pro.project.names import Defined
from django_pro.source.syntax import Constant, Expression

FIELD = "rest_framework.fields.Field"
SERIALIZER = "rest_framework.serializers.BaseSerializer"
_METACLASS = "rest_framework.serializers.Serializer"
_METHOD = "rest_framework.fields.SerializerMethodField"
_LISTS = (
    "rest_framework.serializers.ListSerializer",
    "rest_framework.fields.ListField",
    "rest_framework.fields.DictField",
)
#: Fields that are never written to (DRF: "Serializer fields").
_READ_ONLY = (
    _METHOD,
    "rest_framework.fields.ReadOnlyField",
    "rest_framework.relations.HyperlinkedIdentityField",
    "rest_framework.relations.StringRelatedField",
)


class Declaring:
    """Reads the declared fields of serializers."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self.expressions = Expressions(classes)
        self.defaults = Defaults(classes)

    def fields(self, cls: Defined) -> tuple[SerializerField, ...]:
        """Return what a class declares; mixins that are no serializers hand no fields down."""
        found: list[SerializerField] = []
        for name, member in declared(self.classes, cls, _METACLASS).items():
            field = self._field(cls, name, member.owner, member.value) if member.value is not None else None
            if field is not None:
                found.append(field)
        return tuple(found)

    def _field(self, cls: Defined, name: str, owner: Defined, value: Expression) -> SerializerField | None:
        made = construction(self.classes.names, owner.module, value)
        if made is None or not self._is_field(made):
            return None
        serializer, many = self._nested(made)
        return SerializerField(
            name, made.name, made.cls, owner, value, made.arguments, self._source(made, name), many,
            self._is(made, "read_only", _READ_ONLY), self._is(made, "write_only", ("rest_framework.fields.HiddenField",)),
            serializer, self._method(cls, made, name),
        )  # fmt: skip

    def _is_field(self, made: Construction) -> bool:
        if made.cls is None:
            return made.name.endswith(("Field", "Serializer"))
        return self.classes.inherits(made.cls, FIELD) or any(
            each.endswith(("Field", "Serializer")) for each in self.classes.mro(made.cls).unseen
        )

    def _given(self, made: Construction, name: str) -> Written | None:
        """Return an argument, or what the field class's own `__init__` sets it to."""
        value = made.keyword(name)
        if value is not None:
            return Written(made.module, value)
        given = self.defaults.of(made.cls) if made.cls is not None else ()
        return next((Written(each.module, each.value, each.local) for each in given if each.name == name), None)

    def _source(self, made: Construction, name: str) -> str | Unknown:
        given = self._given(made, "source")
        if given is None or (isinstance(given.value, Constant) and given.value.value is None):
            return "*" if self._inherits(made, _METHOD) else name
        return self.expressions.text(given)

    def _is(self, made: Construction, name: str, always: tuple[str, ...]) -> bool | Unknown:
        if self._inherits(made, *always):
            return True
        given = self._given(made, name)
        return (truth(given.value) or False) if given else False

    def _inherits(self, made: Construction, *names: str) -> bool:
        return made.cls is not None and self.classes.inherits(made.cls, *names)

    def _nested(self, made: Construction) -> tuple[Defined | None, bool | Unknown]:
        """Return the serializer a field nests, and whether it shows many."""
        many = truth(made.keyword("many")) or False
        if self._inherits(made, *_LISTS):
            child = made.keyword("child")
            inner = construction(self.classes.names, made.module, child) if child is not None else None
            nested = inner.cls if inner is not None and self._inherits(inner, SERIALIZER) else None
            return nested or (made.cls if self._inherits(made, SERIALIZER) else None), True
        return (made.cls if self._inherits(made, SERIALIZER) else None), many

    def _method(self, cls: Defined, made: Construction, name: str) -> Defined | Unknown | None:
        if not self._inherits(made, _METHOD):
            return None
        given = argument_of(made.arguments, 0, "method_name")
        text = self.expressions.text(Written(made.module, given)) if given is not None else f"get_{name}"
        if isinstance(text, Unknown):
            return text
        found = self.classes.method(cls, text)
        return found or Unknown(f"`{cls.qualname}` has no `{text}`")
