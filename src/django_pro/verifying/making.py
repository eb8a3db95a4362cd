"""How a test makes rows of a model: by the project's own factory, else by the fields that a row must have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django_pro.facts.models import Models
from django_pro.facts.models.model import Field, Kind, Model
from django_pro.facts.subclasses import subclasses
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Assign, Class, Constant, Name

_FACTORY = "factory.django.DjangoModelFactory"
#: A value for each kind of field, as Python writes it; `number` is that of the row.
_VALUES = {
    "BooleanField": "False", "DateField": "timezone.localdate()", "DateTimeField": "timezone.now()",
    "DurationField": "timezone.timedelta(minutes=1)", "EmailField": 'f"row{number}@example.com"',
    "GenericIPAddressField": '"127.0.0.1"', "IPAddressField": '"127.0.0.1"', "JSONField": "{}",
    "TimeField": "timezone.now().time()", "URLField": 'f"https://example.com/{number}"', "UUIDField": "uuid4()",
}  # fmt: skip
_NUMBERS = ("IntegerField", "DecimalField", "FloatField", "AutoField")
_TEXTS = ("CharField", "TextField", "SlugField", "FileField", "ImageField", "FilePathField")
_GIVEN = ("default", "db_default", "auto_now", "auto_now_add")
_ASIDE = (Kind.MANY_TO_MANY, Kind.GENERIC_FOREIGN_KEY, Kind.GENERIC_RELATION)
#: So deep rows of rows are made.
_DEEP = 4


@dataclass
class Making:
    """The functions that make rows, as text by model, and what they import."""

    project: Project
    models: Models
    functions: dict[str, str] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)

    def call(self, label: str, depth: int = 0) -> str | Unknown:
        """Return the call that makes row `number` of a model."""
        model = self.models.get(label)
        if model is None or model.abstract or depth > _DEEP:
            return Unknown(f"how a row of {label} is made is not known")
        factory = self._factory(model)
        if factory is not None:
            self.imports.add(f"from {factory.module.name} import {factory.qualname}")
            return f"{factory.qualname}()"
        name = f"make_{label.rpartition('.')[2].lower()}"
        if label not in self.functions:
            arguments = list(self._arguments(model, depth))
            unknown = next((each for each in arguments if isinstance(each, Unknown)), None)
            if unknown is not None:
                return unknown
            cls = model.cls.qualname
            self.imports.add(f"from {model.cls.module.name} import {cls}")
            given = ", ".join(str(each) for each in arguments)
            self.functions[label] = f"def {name}(number):\n    return {cls}.objects.create({given})\n"
        return f"{name}(number)"

    def _factory(self, model: Model) -> Defined | None:
        """Return the project's factory of a model (factory_boy: "Django")."""
        every = subclasses(self.project, _FACTORY, endings=("DjangoModelFactory",))
        return next((each for each in every if self._model_of(each) == model.label), None)

    def _model_of(self, factory: Defined) -> str | None:
        meta = next((each for each in _body(factory) if isinstance(each, Class) and each.name == "Meta"), None)
        for each in meta.body if meta else ():
            if isinstance(each, Assign) and isinstance(each.targets[0], Name) and each.targets[0].id == "model":
                found = self.models.named(factory.module, each.value)
                return found.label if found else _text(each)
        return None

    def _arguments(self, model: Model, depth: int) -> Iterator[str | Unknown]:
        for each in model.fields:
            if not _is_wanted(each):
                continue
            value = self._value(each, depth)
            yield value if isinstance(value, Unknown) else f"{each.name}={value}"

    def _value(self, each: Field, depth: int) -> str | Unknown:
        if each.to is not None:
            return each.to if isinstance(each.to, Unknown) else self.call(each.to, depth + 1)
        name = each.class_name.rpartition(".")[2]
        if name in _VALUES:
            self._import_for(_VALUES[name])
            return _VALUES[name]
        if name.endswith(_NUMBERS):
            return "number"
        if name.endswith(_TEXTS):
            return 'f"row{number}"'
        return Unknown(f"what a `{name}` holds is not known: `{each.name}`")

    def _import_for(self, value: str) -> None:
        if "timezone" in value:
            self.imports.add("from django.utils import timezone")
        if "uuid4" in value:
            self.imports.add("from uuid import uuid4")


def _is_wanted(each: Field) -> bool:
    """Whether a row cannot be made without a value for a field."""
    if each.kind in _ASIDE or each.null or "auto" in each.class_name.rpartition(".")[2].lower():
        return False
    key = each.argument("primary_key")
    is_key = isinstance(key, Constant) and key.value is True
    return not is_key and not any(each.argument(name) is not None for name in _GIVEN)


def _body(cls: Defined) -> tuple[object, ...]:
    return cls.node.body if isinstance(cls.node, Class) else ()


def _text(statement: Assign) -> str | None:
    value = statement.value
    return str(value.value) if isinstance(value, Constant) and isinstance(value.value, str) else None
