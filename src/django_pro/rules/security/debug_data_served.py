"""DJP586 debug-data-served."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.bodies import Body, parts
from django_pro.facts.deriving import REQUESTS, made_of
from django_pro.facts.views.functions import decorators_of
from django_pro.findings.finding import Confidence
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Attribute, Call, Chain, Constant

_ANSWERS = ("render", "HttpResponse", "JsonResponse", "FileResponse", "StreamingHttpResponse", "render_to_string")
_GUARDS = ("superuser", "staff", "permission", "admin", "user_passes_test", "DEBUG")


@rule("DJP586")
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-532")
    for body in review.bodies.of(*_ANSWERS):
        function = body.function
        if function is None or not any(each.name in REQUESTS for each in function.parameters[:2]):
            continue
        for call in body.calls(*_ANSWERS):
            what = _served(body, call)
            if what is None:
                continue
            if _is_guarded(body):
                yield telling.kept(body, "debug")
                continue
            yield telling.broken(
                body,
                call,
                "debug",
                (f"`{body.short}` serves {what[0]} to whoever asks", f"A view serves {what[0]} to whoever asks"),
                "Take the view away, or let only superusers in",
                confidence=Confidence.LIKELY,
                cwe=what[1],
            )


def _served(body: Body, call: Chain) -> tuple[str, str] | None:
    """Return what a view gives away that is for developers alone, and the weakness that it is."""
    step = call.steps[-1]
    assert isinstance(step, Call)
    for argument in step.arguments:
        if argument.name in ("content_type", "filename"):
            continue
        for node in made_of(body, argument.value):
            if isinstance(node, Constant) and isinstance(node.value, str) and node.value.lower().endswith(".log"):
                return f"the log `{node.value.rpartition('/')[2][:30]}`", "CWE-532"
            if _is_whole(node):
                return f"`{'.'.join(parts(node))}`", "CWE-489"
    return None


def _is_whole(node: object) -> bool:
    """Whether an expression is the whole environment, all settings, or all that a request came with."""
    if not isinstance(node, Chain):
        return False
    said = parts(node)
    if said == ("os", "environ"):
        return all(isinstance(each, Attribute) for each in node.steps)
    return said in (("os", "environ", "items"), ("os", "environ", "copy"), ("settings", "__dict__"))


def _is_guarded(body: Body) -> bool:
    function = body.function
    assert function is not None
    target = body.defined
    around = [each.name for each in decorators_of(body.project.names, target)] if target is not None else []
    names = [*around, *(name for each in body.nodes for name in parts(each))]
    return body.owner is not None or any(guard in name for guard in _GUARDS for name in names)
