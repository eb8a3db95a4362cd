"""DJP331 manual-validation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.facts.forms import Form, Forms
from django_pro.facts.forms.checks import Limit, Reading, WrittenCheck
from django_pro.facts.models import Model
from django_pro.facts.serializers import Serializer, Serializers
from django_pro.findings.finding import Confidence, Fix, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.edits import Edit
from django_pro.source.syntax import Argument, Call, Chain, Constant, Expression, Function

#: Classes of fields that count in whole numbers, and those that a bound can be given to at all.
_WHOLE = ("IntegerField",)
_NUMBERS = ("IntegerField", "FloatField", "DecimalField")
_TEXTS = ("CharField", "EmailField", "SlugField", "URLField", "RegexField")
_MODEL = {"min_value": "MinValueValidator", "max_value": "MaxValueValidator", "min_length": "MinLengthValidator",
          "max_length": "MaxLengthValidator", "regex": "RegexValidator", "choices": "choices"}  # fmt: skip
_CLASSES = {"regex": "RegexField", "choices": "ChoiceField"}


@dataclass(frozen=True)
class _Method:
    """A method that checks, of which class, and the fields that the class declares: their classes and what they are given."""

    cls: Defined
    function: Defined
    declared: dict[str, tuple[str, Expression]]
    inherited: frozenset[str] = frozenset()
    model: Model | None = None

    @property
    def node(self) -> Function:
        """Return the method as it is written."""
        assert isinstance(self.function.node, Function)
        return self.function.node


@rule("DJP331", severity=Severity.INFO)
def check(review: Reviewed) -> Iterator[Site]:
    for method in _methods(review):
        key = method.function.name
        found = next(_known(method), None)
        if found is None:
            yield check.kept(key)
            continue
        path = method.function.module.path
        said = " and ".join(_said(review, path, each) for each in found.limits)
        yield check.broken(
            key,
            review.span(path, found.node.branches[0].test),
            message=f"`{method.node.name[:28]}` checks by hand what a field says: `{said[:36]}`",
            recipe=_recipe(method, found, said),
            confidence=Confidence.LIKELY,
            scope=method.function.name,
            fix=_fix(review, method, found),
            data={"field": found.field, "arguments": [each.argument for each in found.limits]},
        )


def _methods(review: Reviewed) -> Iterator[_Method]:
    serializers, forms = Serializers(review.project, review.models), Forms(review.project, review.models)
    declaring: list[Serializer | Form] = [*serializers.all, *forms.all]
    for each in declaring:
        own = {field.name: (field.class_name, field.value) for field in each.declared if field.owner == each.cls}
        inherited = frozenset(field.name for field in each.declared) - set(own)
        for function in _own(review, each.cls, ("validate", "clean"), ("validate_", "clean_")):
            yield _Method(each.cls, function, own, inherited)
    for model in review.models.all():
        for function in _own(review, model.cls, ("clean",), ()):
            yield _Method(model.cls, function, {}, frozenset(), model)


def _own(review: Reviewed, cls: Defined, names: tuple[str, ...], starts: tuple[str, ...]) -> Iterator[Defined]:
    """Yield a class's own methods that check."""
    if cls.module.origin != "project" or review.is_aside(cls.module.path):
        return
    for name, found in review.project.classes.own(cls).items():
        node = found[-1]
        if isinstance(node, Function) and (name in names or name.startswith(starts)):
            yield review.project.names.define(cls.module, f"{cls.qualname}.{name}", node)


def _known(method: _Method) -> Iterator[WrittenCheck]:
    """Yield the checks whose field can say it: a number's bound, a text's length, pattern or choices."""
    columns = frozenset(field.name for field in method.model.fields) if method.model is not None else None
    for found in Reading(method.node, columns).checks():
        if found.field not in method.inherited and all(_can_say(method, found.field, each) for each in found.limits):
            yield found


def _can_say(method: _Method, field: str, limit: Limit) -> bool:
    name, _ = method.declared.get(field, ("", None))
    column = method.model.field(field) if method.model is not None else None
    if column is not None:
        name = column.class_name
        if column.argument(limit.argument) is not None:
            return False
    if limit.argument.endswith("value"):
        whole = name.endswith(_WHOLE)
        return (not name or name.endswith(_NUMBERS)) and (whole or not limit.added)  # no field says "more than 0"
    return not name or name.endswith((*_TEXTS, "TextField"))


def _said(review: Reviewed, path: str, limit: Limit) -> str:
    if limit.number is not None:
        return f"{limit.argument}={limit.number}"
    if limit.bound is None or limit.argument in _CLASSES:
        return _CLASSES.get(limit.argument, limit.argument)
    return f"{limit.argument}={_source(review, path, limit.bound)}"


def _source(review: Reviewed, path: str, node: Expression) -> str:
    return review.bytes_at(path, node.start, node.end).decode("utf-8", "replace")


def _recipe(method: _Method, found: WrittenCheck, said: str) -> str:
    if method.model is not None:
        validators = ", ".join(_MODEL[each.argument] for each in found.limits)
        return f"Give the column `{found.field[:25]}` the validator: `{validators[:40]}`"
    if found.limits[0].argument in _CLASSES:
        return f"Make `{found.field[:25]}` a `{said[:20]}`, or give its column the validator"
    if found.field in method.declared:
        return f"Give `{found.field[:25]}` the argument `{said[:40]}`, and drop the check"
    validators = ", ".join(_MODEL[each.argument] for each in found.limits)
    return f"Give the column `{found.field[:22]}` the validator `{validators[:36]}`, or the field `{said[:12]}`"


def _fix(review: Reviewed, method: _Method, found: WrittenCheck) -> Fix | None:
    """Return the edit that gives the field its argument and takes the method away, where it does nothing else."""
    name, value = method.declared.get(found.field, ("", None))
    call = value.steps[-1] if isinstance(value, Chain) else None
    if not found.alone or not isinstance(call, Call) or any(each.number is None for each in found.limits):
        return None
    given = {each.name for each in call.arguments}
    taken = {each.argument for each in found.limits} | {"error_messages"}
    whole = name.endswith(_WHOLE) or all(each.argument.endswith("length") for each in found.limits)
    if taken & given or not (whole or all(not each.added for each in found.limits)):
        return None
    path = method.function.module.path
    arguments = [f"{each.argument}={each.number}" for each in found.limits]
    if (message := _message(review, path, found)) is not None:
        told = ", ".join(f'"{each.argument}": {message}' for each in found.limits)
        arguments.append(f"error_messages={{{told}}}")
    before = ", " if call.arguments and not _ends_in_comma(review, path, call) else ""
    added = Edit(path, call.end - 1, call.end - 1, before + ", ".join(arguments))
    return Fix(False, (added, _without(review, method)))


def _message(review: Reviewed, path: str, found: WrittenCheck) -> str | None:
    """Return the text that the check refuses with, as it is written."""
    node = found.raised.exception
    call = node.steps[-1] if isinstance(node, Chain) else None
    first: Argument | None = call.arguments[0] if isinstance(call, Call) and call.arguments else None
    if first is None or first.name is not None:
        return None
    value = first.value
    inner = value.steps[-1] if isinstance(value, Chain) else None
    translated = (
        isinstance(inner, Call) and len(inner.arguments) == 1 and isinstance(inner.arguments[0].value, Constant)
    )
    return _source(review, path, value) if isinstance(value, Constant) or translated else None


def _ends_in_comma(review: Reviewed, path: str, call: Call) -> bool:
    last = call.arguments[-1]
    return b"," in review.bytes_at(path, last.end, call.end - 1)


def _without(review: Reviewed, method: _Method) -> Edit:
    """Return the edit that takes a method away, with the empty lines before it."""
    path, node = method.function.module.path, method.node
    before = review.bytes_at(path, 0, node.start)
    return Edit(path, len(before.rstrip()), node.end, "")
