"""DJP577 plain-password."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.bodies import Body, parts
from django_pro.facts.calls import called_name
from django_pro.facts.deriving import REQUESTS, calls_in, is_sent, made_of
from django_pro.facts.models import Field, Model
from django_pro.findings.finding import Confidence, Span, Step
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.rows import USERS, model_of
from django_pro.rules.security.judging.words import is_password
from django_pro.rules.security.secrets.naming import words_of
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Assign, Call, Chain, Expression, Name, Node

_CALLS = ("create", "acreate", "get_or_create", "update_or_create", "update")
#: What tells whose login a row holds.
_LOGINS = frozenset({"username", "user_name", "email", "login", "mail", "nickname", "userid"})
#: Columns of an account somewhere else, whose password is needed as it is.
_ELSEWHERE = frozenset(
    "HOST PORT SERVER URL IMAP SMTP POP DATABASE ENGINE BACKEND API REMOTE SSH BIND ENDPOINT DOMAIN".split()
)
_HASHES = ("make_password", "hash", "md5", "sha1", "sha256", "sha512", "hexdigest", "hashpw", "encode_password", "encrypt",
           "generate_password_hash", "hash_password", "pbkdf2_hmac", "set_password", "Hasher", "dumps")  # fmt: skip


@rule("DJP577")
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-256")
    for body in review.bodies.of(*review.bodies.words(is_password)):
        for model, name, value, node in _written(review, body):
            field = _column(review, model, name)
            if field is None:
                continue
            if not _is_plain(body, value):
                yield telling.kept(body, "password")
                continue
            place = Span(field.owner.module.path, field.start, field.end)
            yield telling.broken(
                body,
                node,
                "password",
                (f"`{model.name}.{name}` is given the password as it was typed", "A password is kept as it was typed"),
                f"Keep `make_password(…)` of it, and ask `check_password(…, row.{name})`",
                confidence=Confidence.LIKELY,
                trace=(
                    Step(Span(body.path, node.start, node.end), "the password is written here"),
                    Step(place, f"`{name}` keeps it"),
                ),
            )


def _written(review: Reviewed, body: Body) -> Iterator[tuple[Model, str, Expression, Node]]:
    """Yield what a function gives to columns that are called passwords."""
    for call in body.calls():
        step = call.steps[-1]
        assert isinstance(step, Call)
        given = [each for each in step.arguments if each.name and is_password(each.name)]
        if not given or (
            len(call.steps) > 1 and called_name(call) not in _CALLS and not called_name(call)[:1].isupper()
        ):
            continue
        model = model_of(review, body, call)
        if model is not None:
            yield from ((model, str(each.name), each.value, call) for each in given)
    for node in body.nodes:
        if isinstance(node, Assign):
            for target in node.targets:
                said = parts(target)
                if isinstance(target, Chain) and len(target.steps) == 1 == len(said) - 1 and is_password(said[1]):
                    model = model_of(review, body, target.base) if isinstance(target.base, Name) else None
                    if model is not None:
                        yield model, said[1], node.value, node


def _column(review: Reviewed, model: Model, name: str) -> Field | None:
    """Return the column of a project's own users that a password is kept in, and none of an account elsewhere."""
    field = model.field(name)
    if field is None:
        return None
    if review.project.classes.inherits(model.cls, USERS):
        return field
    words = {word for each in model.fields for word in words_of(each.name)}
    own = field.class_name.endswith(("CharField", "TextField")) and model.cls.module.origin == "project"
    return field if own and not words & _ELSEWHERE and any(each.name in _LOGINS for each in model.fields) else None


def _is_plain(body: Body, value: Expression) -> bool:
    """Whether a value is what somebody typed, and was not hashed on the way."""
    nodes = list(made_of(body, value))
    if any(each.lower() in called_name(call).lower() for call in calls_in(iter(nodes)) for each in _HASHES):
        return False
    if any(is_sent(each) or "cleaned_data" in parts(each) or "validated_data" in parts(each) for each in nodes):
        return True
    function = body.function
    names = {each.name for each in function.parameters} if function is not None else set()
    typed = isinstance(value, Name) and value.id in names and is_password(value.id)
    return typed and bool(REQUESTS & names)
