"""DJP316 data-after-validation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.facts.models import Field
from django_pro.facts.serializers import Serializers
from django_pro.facts.serializers.serializer import Serializer
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Fix, Severity, Span, Step
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.bodies import Use, checked_by_hand, is_body, is_in, looked_at, names_of_body, uses_of_body
from django_pro.rules.functions import nodes_of
from django_pro.rules.handling import handlers_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.edits import Edit
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Call,
    Chain,
    Constant,
    Expression,
    If,
    Name,
    Node,
    Statement,
    Unary,
)

#: Fields whose checked value is used as the sent one is: a relation's is a row, a date's is no text.
_PLAIN = (
    "CharField",
    "EmailField",
    "SlugField",
    "URLField",
    "ChoiceField",
    "BooleanField",
    "IntegerField",
    "UUIDField",
)


@dataclass(frozen=True)
class _Checked:
    """A serializer that takes the body and is asked whether it is valid, with the stretch where it is not."""

    name: str
    made: Expression
    asked: Chain
    failed: tuple[tuple[int, int], ...]


@rule("DJP316", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    serializers = Serializers(review.project, review.models)
    for function in handlers_of(review):
        for checked in _checked(function):
            yield _site(review, serializers, function, checked)


def _site(review: Reviewed, serializers: Serializers, function: Defined, checked: _Checked) -> Site:
    key = f"{function.name} {checked.name}"
    cls = _class_of(review, serializers, function, checked.made)
    aside = [*looked_at(function), *checked_by_hand(function)]
    uses = [each for each in uses_of_body(function) if _is_after(each, checked) and not is_in(each.node.start, aside)]
    taken = _taken(review, cls) if cls is not None else None
    if uses and taken is None:
        return check.unknown(key, "the fields of the serializer cannot be seen")
    found = next((each for each in uses if taken and each.name in taken), None)
    if found is None or cls is None:
        return check.kept(key)
    path = function.module.path
    return check.broken(
        key,
        Span(path, found.node.start, found.end),
        message=f"`{found.name[:20]}` is read as it was sent, after `{cls.name[:30]}` checked it",
        recipe=f'Take what was checked: `{checked.name[:20]}.validated_data["{found.name[:20]}"]`',
        confidence=Confidence.LIKELY,
        scope=function.name,
        trace=(
            Step(review.span(path, checked.asked), f"`{cls.name}` checks the body here"),
            Step(Span(path, found.node.start, found.end), f"`{found.name}` is read from what was sent"),
        ),
        fix=_fix(path, cls, found, checked.name),
        data={"cwe": "CWE-20", "serializer": cls.cls.name},
    )


def _checked(function: Defined) -> Iterator[_Checked]:
    bodies = names_of_body(function)
    nodes = list(nodes_of(function))
    made = {
        target.id: node.value
        for node in nodes
        if isinstance(node, Assign) and _takes_body(node.value, bodies)
        for target in node.targets
        if isinstance(target, Name)
    }
    for node in nodes:
        if isinstance(node, Chain) and isinstance(node.base, Name) and node.base.id in made and _asks(node):
            yield _Checked(node.base.id, made[node.base.id], node, tuple(_failed(nodes, node)))


def _takes_body(node: Expression, bodies: frozenset[str]) -> bool:
    call = node.steps[-1] if isinstance(node, Chain) else None
    arguments = call.arguments if isinstance(call, Call) else ()
    return any(each.name == "data" and is_body(each.value, bodies) for each in arguments)


def _asks(node: Chain) -> bool:
    return len(node.steps) == 2 and isinstance(node.steps[0], Attribute) and node.steps[0].name == "is_valid"


def _failed(nodes: list[Node], asked: Chain) -> Iterator[tuple[int, int]]:
    """Yield the stretches that run where the answer is no."""
    for node in nodes:
        if not isinstance(node, If):
            continue
        at = next((i for i, each in enumerate(node.branches) if each.test.start <= asked.start < each.test.end), None)
        if at is None:
            continue
        branch = node.branches[at]
        if isinstance(branch.test, Unary) and branch.test.operator == "not":
            yield _stretch(branch.body)
        else:
            yield from (_stretch(each.body) for each in node.branches[at + 1 :])
            yield _stretch(node.orelse)


def _stretch(body: tuple[Statement, ...]) -> tuple[int, int]:
    return (body[0].start, body[-1].end) if body else (0, 0)


def _is_after(use: Use, checked: _Checked) -> bool:
    at = use.node.start
    return at > checked.asked.end and not any(start <= at < end for start, end in checked.failed)


def _class_of(review: Reviewed, serializers: Serializers, function: Defined, made: Expression) -> Serializer | None:
    """Return the serializer that a call makes: the class that is called, or the one class that the view states."""
    assert isinstance(made, Chain)
    names = review.project.names
    if [each.name for each in made.steps if isinstance(each, Attribute)] == ["get_serializer"]:
        return _of_view(review, serializers, function)
    called = Chain(made.start, made.end, made.base, made.steps[:-1]) if len(made.steps) > 1 else made.base
    for target in names.resolve(function.module, called):
        for found in names.follow(target):
            if isinstance(found, Defined) and (known := serializers.of(found)) is not None:
                return known
    return None


def _of_view(review: Reviewed, serializers: Serializers, function: Defined) -> Serializer | None:
    table = review.endpoints
    stated = {
        name
        for each in table.sites
        if each.handler == function
        for name in (() if isinstance(each.serializer.value, Unknown) else each.serializer.value)
    }
    found = review.project.names.dotted(stated.pop()) if len(stated) == 1 else ()
    return next((known for each in found if isinstance(each, Defined) and (known := serializers.of(each))), None)


def _taken(review: Reviewed, serializer: Serializer) -> frozenset[str] | None:
    """Return the names that a serializer takes, None where they cannot be told."""
    given = serializer.fields
    read = serializer.read_only_fields
    if isinstance(given, Unknown) or isinstance(read, Unknown) or serializer.unseen:
        return None
    listed = () if given is None or given == "__all__" else given
    model = review.models.get(serializer.model) if isinstance(serializer.model, str) else None
    columns = {each.name for each in model.fields if _is_sent(each)} if model is not None else set(listed)
    chosen = columns & set(listed) if listed else columns if given else set()  # a property is read, never taken
    shown = {each.name for each in serializer.declared if each.read_only is not False}
    return frozenset([*chosen, *(each.name for each in serializer.declared)]) - shown - set(read or ())


def _is_sent(field: Field) -> bool:
    """Whether a client may give a column: a key that the database makes, or one that nobody edits, is only read."""
    fixed = field.argument("editable")
    return not field.class_name.endswith("AutoField") and not (isinstance(fixed, Constant) and fixed.value is False)


def _fix(path: str, serializer: Serializer, use: Use, name: str) -> Fix | None:
    """Return the edit for a declared field whose checked value is of the kind that was sent."""
    field = serializer.field(use.name)
    if field is None or field.source != use.name or not field.class_name.endswith(_PLAIN) or use.node.end < use.end:
        return None
    at = body_text_end(use)
    return Fix(False, (Edit(path, use.node.start, at, f"{name}.validated_data"),)) if at else None


def body_text_end(use: Use) -> int:
    """Return where `request.data` ends in a reading."""
    steps = use.node.steps
    ends = [at for at, each in enumerate(steps) if each.end == use.end]
    at = (ends[0] if use.indexed else ends[0] - 1) if ends else 0
    return steps[at - 1].end if at > 0 else use.node.base.end
