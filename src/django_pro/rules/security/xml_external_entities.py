"""DJP540 xml-external-entities."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.functions import calls_of, functions_of, last_name, mentions
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Attribute, Call, Chain, Constant, Expression, Name

#: Parsers whose options load what a document names (lxml: "Parser options"); each with the value that allows it.
_OPTIONS = {"resolve_entities": True, "load_dtd": True, "no_network": False}
_PARSERS = frozenset({"XMLParser", "XMLPullParser", "iterparse", "ETCompatXMLParser"})
#: Python: "xml.sax.handler", the features for external general and parameter entities.
_FEATURES = ("feature_external_ges", "feature_external_pes", "external-general-entities", "external-parameter-entities")


@rule("DJP540", severity=Severity.ERROR)
def check(review: Reviewed) -> Iterator[Site]:
    for function in functions_of(review):
        if not mentions(function, b"XMLParser", b"XMLPullParser", b"iterparse", b"setFeature"):
            continue
        for node, call, called in calls_of(function):
            allowed = _allowed(last_name(called), call)
            if allowed is not None:
                yield _site(function, node, call, allowed)


def _site(function: Defined, node: Chain, call: Call, allowed: str) -> Site:
    key = f"{function.name} XML parser"
    if not allowed:
        return check.kept(key)
    return check.broken(
        key,
        Span(function.module.path, node.start, call.end),
        message=f"`{allowed}` lets a document read files and addresses",
        recipe=f"Leave `{allowed}` away, or parse with `defusedxml`",
        confidence=Confidence.LIKELY,
        scope=function.name,
        data={"cwe": "CWE-611"},
    )


def _allowed(name: str, call: Call) -> str | None:
    """Return what allows entities, "" where nothing does, None where the call is of no parser."""
    if name == "setFeature" and len(call.arguments) > 1:
        feature, on = (each.value for each in call.arguments[:2])
        known = _feature(feature)
        return None if not known else known if _is(on, True) else ""
    if name in _PARSERS:
        given = {each.name: each.value for each in call.arguments if each.name}
        risky = (key for key, value in _OPTIONS.items() if key in given and _is(given[key], value))
        return next((f"{key}={_OPTIONS[key]}" for key in risky), "")
    return None


def _feature(node: Expression) -> str:
    text = str(node.value) if isinstance(node, Constant) else node.id if isinstance(node, Name) else ""
    if isinstance(node, Chain) and isinstance(node.steps[-1], Attribute):
        text = node.steps[-1].name
    return next((each for each in _FEATURES if each in text), "")


def _is(node: Expression, wanted: bool) -> bool:
    return isinstance(node, Constant) and (node.value is wanted or node.value == int(wanted))
