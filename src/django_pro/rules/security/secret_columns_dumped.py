"""DJP583 secret-columns-dumped."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.bodies import Body, parts
from django_pro.facts.calls import called_name, without_last
from django_pro.facts.deriving import REQUESTS, made_of
from django_pro.facts.models import Model
from django_pro.findings.finding import Confidence
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.rows import model_of, model_of_argument, secret_columns
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Attribute, Call, Chain

_WORDS = ("serialize", "model_to_dict", "__dict__", "values")
_ANSWERS = ("render", "JsonResponse", "HttpResponse", "Response", "TemplateResponse", "render_to_string", "dumps")


@rule("DJP583")
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-200")
    for body in review.bodies.of(*_WORDS):
        for call in body.calls("serialize", "model_to_dict", "values"):
            yield from _called(telling, body, call)
        yield from _whole(telling, body)


def _called(telling: Telling, body: Body, call: Chain) -> Iterator[Site]:
    name = called_name(call)
    step = call.steps[-1]
    assert isinstance(step, Call)
    if name == "serialize":
        if body.called(call) != "django.core.serializers.serialize" and parts(call)[-2:-1] != ("serializers",):
            return
        rows = step.arguments[1].value if len(step.arguments) > 1 else None
        model = model_of(telling.review, body, rows) if rows is not None else None
        limited = any(each.name == "fields" or each.stars for each in step.arguments)
    elif name == "model_to_dict":
        model = model_of_argument(telling.review, body, step)
        limited = len(step.arguments) > 1
    else:
        model = model_of(telling.review, body, without_last(call))
        limited = bool(step.arguments)
    columns = [each.name for each in secret_columns(model)] if model is not None else []
    if model is None or not columns or not _is_answered(body, call):
        return
    if limited:
        yield telling.kept(body, "columns")
        return
    yield _broken(telling, body, call, model, columns[0])


def _broken(telling: Telling, body: Body, call: Chain, model: Model, column: str) -> Site:
    return telling.broken(
        body,
        call,
        "columns",
        (
            f"`{called_name(call)}` hands out every column of `{model.name}`, `{column}` among them",
            f"Every column of `{model.name[:30]}` is handed out, secret ones too",
        ),
        "Name the columns that are meant: `fields=[…]`, `.values('id', …)`, a serializer",
        confidence=Confidence.LIKELY,
    )


def _whole(telling: Telling, body: Body) -> Iterator[Site]:
    """Yield the users whose `__dict__` a view hands to a template or client."""
    function = body.function
    if function is None or not any(each.name in REQUESTS for each in function.parameters):
        return
    for node in body.nodes:
        if isinstance(node, Chain) and isinstance(node.steps[-1], Attribute) and node.steps[-1].name == "__dict__":
            said = parts(node)
            if len(said) < 2 or "user" not in said[-2].lower() or not _is_answered(body, node):
                continue
            yield telling.broken(
                body,
                node,
                "columns",
                (f"`{'.'.join(said)[-60:]}` hands on every column of a user, the password's hash too",),
                "Hand on the row itself, or a dictionary of the columns that are shown",
            )


def _is_answered(body: Body, node: Chain) -> bool:
    """Whether a value goes into an answer, or into what a page is made of."""
    for call in body.calls(*_ANSWERS):
        step = call.steps[-1]
        if isinstance(step, Call) and any(
            each is node or (getattr(each, "start", -1) == node.start and getattr(each, "end", -1) >= node.end)
            for argument in step.arguments
            for each in made_of(body, argument.value)
        ):
            return True
    return False
