"""DJP582 unchecked-upload."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.bodies import Body, parts
from django_pro.facts.calls import argument_of, called_name
from django_pro.facts.deriving import made_of
from django_pro.facts.models import Field, Model
from django_pro.findings.finding import Confidence, Severity, Span, Step
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.rows import model_of
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Argument, Call, Chain, Constant, Expression, For, Name, Sequence

_WORDS = (
    "FILES",
    "default_storage",
    "FileSystemStorage",
    "upload",
    "uploaded_file",
    "attachment",
    "attached_files",
    "files",
)
#: What asks of a file which it is, or gives it another name.
_CHECKS = re.compile(
    r"(?i)content_type|splitext|endswith|suffix|extension|validat|imghdr|magic|mimetype|is_valid|full_clean|get_valid_filename"
    r"|secure_filename|uuid|image_?open|verify|allowed|get_available_name|\bsize\b"
)
_UPLOAD = re.compile(r"(?i)^(?:upload|uploaded)|^_?(?:attached|attachment)$|uploaded_?file")
_STORES = re.compile(r"(?i)storage$|^fs$|filesystemstorage")


@rule("DJP582", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-434")
    for body in review.bodies.of(*_WORDS):
        for call in body.calls("save", "open"):
            if _is_stored(body, call):
                if any(_CHECKS.search(name) for name in _names(body)):
                    yield telling.kept(body, "upload")
                else:
                    yield telling.broken(
                        body,
                        call,
                        "upload",
                        ("An uploaded file is stored under its own name, and nothing asks what it is",),
                        "Ask for its size and kind (`FileExtensionValidator`), and give it a name of your own",
                    )
        yield from _rows(telling, body)


def _names(body: Body) -> Iterator[str]:
    for each in body.nodes:
        yield from parts(each)[:3]


def _is_stored(body: Body, call: Chain) -> bool:
    """Whether a call stores a file under the name it was uploaded with."""
    step = call.steps[-1]
    if not isinstance(step, Call) or not step.arguments:
        return False
    if called_name(call) == "save" and not any(_STORES.search(each) for each in _of(body, call)):
        return False
    if called_name(call) == "open":
        mode = argument_of(step.arguments, 1, "mode")
        writes = isinstance(mode, Constant) and isinstance(mode.value, str) and "w" in mode.value
        if len(call.steps) != 1 or not writes:
            return False
    return any(_is_own_name(body, each) for each in made_of(body, step.arguments[0].value))


def _of(body: Body, call: Chain) -> Iterator[str]:
    """Yield the names that a method is called on, and of what they are assigned."""
    yield from parts(call)[:-1]
    if isinstance(call.base, Name):
        yield from (name for value in body.values(call.base.id) for name in parts(value))


def _is_own_name(body: Body, node: object) -> bool:
    """Whether an expression is the name of an uploaded file."""
    said = parts(node)
    if said[-1:] != ("name",) or len(said) < 2:
        return False
    return "FILES" in said or _is_upload(body, said[0])


def _is_upload(body: Body, name: str) -> bool:
    function = body.function
    given = function is not None and any(each.name == name for each in function.parameters)
    if given or _looped(body, name):
        return _UPLOAD.search(name) is not None or _looped(body, name)
    return any("FILES" in parts(each) for value in body.values(name) for each in made_of(body, value))


def _looped(body: Body, name: str) -> bool:
    """Whether a name is one of the files of a request or of a list of attached files."""
    for node in body.nodes:
        if isinstance(node, For) and isinstance(node.target, Name) and node.target.id == name:
            said = parts(node.iterable)
            return "FILES" in said or (bool(said) and re.search(r"(?i)attached|uploaded", said[-1]) is not None)
    return False


def _rows(telling: Telling, body: Body) -> Iterator[Site]:
    """Yield the rows that an uploaded file is given to, whose field has validators that nobody runs."""
    for call in body.calls():
        step = call.steps[-1]
        assert isinstance(step, Call)
        given = [each for each in step.arguments if each.name and _is_file(body, each)]
        if not given:
            continue
        model = model_of(telling.review, body, call)
        field = _validated(model, given[0]) if model is not None else None
        if model is None or field is None:
            continue
        if any(name in ("full_clean", "clean_fields", "is_valid") for name in _names(body)):
            yield telling.kept(body, "validators")
            continue
        place = Span(field.owner.module.path, field.start, field.end)
        yield telling.broken(
            body,
            call,
            "validators",
            (f"The validators of `{model.name}.{field.name}` are not run on the file that is saved here",),
            "Call `full_clean()` before `save()`, or save it by a form or serializer",
            confidence=Confidence.PROVED,
            trace=(Step(Span(body.path, call.start, call.end), "the row is made here"), Step(place, "they stand here")),
        )


def _is_file(body: Body, given: Argument) -> bool:
    value: Expression = given.value
    if isinstance(value, Name):
        return _is_upload(body, value.id)
    return isinstance(value, Chain) and "FILES" in parts(value)


def _validated(model: Model, given: Argument) -> Field | None:
    """Return the file field that an argument gives, where it has validators of its own."""
    field = model.field(given.name or "")
    if field is None or not field.class_name.endswith("FileField"):
        return None
    validators = field.argument("validators")
    return field if isinstance(validators, Sequence) and validators.items else None
