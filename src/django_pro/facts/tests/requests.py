"""The requests of a test function, and the status codes it asserts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from django_pro.facts.tests.call import ClientCall, Path, Target
from django_pro.facts.tests.texts import Place, Texts
from django_pro.findings.blind import Unknown
from django_pro.source.syntax import Attribute, Call, Chain, Comparison, Constant, Expression, Name

#: The methods of a test client that make a request, and the HTTP method of each.
METHODS = {
    "get": "GET",
    "post": "POST",
    "put": "PUT",
    "patch": "PATCH",
    "delete": "DELETE",
    "post_json": "POST",
    "put_json": "PUT",
}
REDIRECTS = "assertRedirects"
_CLIENT = re.compile(r"client|browser|\bapp$|_app$|\bapi$|_api$", re.IGNORECASE)
_NO_CLIENT = re.compile(
    r"factory|\brf$|requests?$|session|mock|redis|cache|httpx|boto|s3|storage|stripe|ldap|search", re.IGNORECASE
)
_CODE = re.compile(r"HTTP_(\d{3})_")


def calls_in(nodes: Iterable[msgspec.Struct], texts: Texts, place: Place, path: str) -> Iterator[ClientCall]:
    """Yield the requests that a test client makes in a function of these nodes."""
    for node in nodes:
        if isinstance(node, Chain):
            yield from _followed(node, texts, place, path)
            for at, step in enumerate(node.steps[:-1]):
                call = node.steps[at + 1]
                if isinstance(step, Attribute) and step.name in METHODS and isinstance(call, Call):
                    found = _call(node, at, call, texts, place)
                    if found is not None:
                        yield ClientCall(
                            METHODS[step.name],
                            found,
                            path,
                            Chain(node.start, call.end, node.base, node.steps[: at + 2]),
                        )


def _followed(node: Chain, texts: Texts, place: Place, path: str) -> Iterator[ClientCall]:
    """Yield the request that `assertRedirects` makes for where it is led, unless it is told not to."""
    call, before = node.steps[-1], node.steps[-2] if len(node.steps) > 1 else None
    if not isinstance(call, Call) or not isinstance(before, Attribute) or before.name != REDIRECTS:
        return
    given = {each.name: each.value for each in call.arguments if each.name}
    positional = [each.value for each in call.arguments if each.name is None and not each.stars]
    url = given.get("expected_url") or (positional[1] if len(positional) > 1 else None)
    fetch = given.get("fetch_redirect_response")
    if url is not None and not (isinstance(fetch, Constant) and fetch.value is False):
        targets = tuple(each for each in texts.targets(url, place) if not isinstance(each, Unknown))
        if targets:
            yield ClientCall("GET", targets, path, node)


def _call(chain: Chain, at: int, call: Call, texts: Texts, place: Place) -> tuple[Target, ...] | None:
    receiver = _receiver(chain, at)
    if not receiver or _NO_CLIENT.search(receiver):
        return None
    url = next((each.value for each in call.arguments if each.name in (None, "path", "url") and not each.stars), None)
    if url is None or (isinstance(url, Constant) and not isinstance(url.value, str)):
        return None
    targets = texts.targets(url, place)
    if _CLIENT.search(receiver):
        return targets
    certain = all(
        not isinstance(each, Unknown) and (not isinstance(each, Path) or each.text.startswith("/")) for each in targets
    )
    return targets if certain and receiver[0].islower() and targets else None


def _receiver(chain: Chain, at: int) -> str:
    """Return the name of what a method is called on: `client` of `self.client.get`, of `self.client().get`."""
    for step in reversed(chain.steps[:at]):
        if isinstance(step, Attribute):
            return step.name
    return chain.base.id if isinstance(chain.base, Name) else ""


def statuses_in(nodes: Iterable[msgspec.Struct]) -> tuple[int, ...]:
    """Return the status codes that a test compares something with, in order."""
    found: list[int] = []
    for node in nodes:
        if isinstance(node, Comparison) and any("status_code" in _text(each) for each in node.operands):
            found.extend(code for each in node.operands if (code := _code(each)))
        elif isinstance(node, Chain) and isinstance(node.steps[-1], Call):
            found.extend(_asserted(node, node.steps[-1]))
    return tuple(dict.fromkeys(found))


def _asserted(chain: Chain, call: Call) -> Iterator[int]:
    name = (
        chain.steps[-2].name
        if len(chain.steps) > 1 and isinstance(chain.steps[-2], Attribute)
        else getattr(chain.base, "id", "")
    )
    if name in ("assertEqual", "assertEquals", "assertHttpStatus", "assertStatusCode", "assertHTTPStatus"):
        yield from (code for each in call.arguments if (code := _code(each.value)))
    elif name in ("assertContains", "assertTemplateUsed"):
        given = next(
            (code for each in call.arguments if each.name == "status_code" and (code := _code(each.value))), None
        )
        yield given or 200
    elif name == "assertRedirects":
        yield 302


def _code(value: Expression) -> int | None:
    if (
        isinstance(value, Constant)
        and isinstance(value.value, int)
        and 100 <= value.value < 600
        and not isinstance(value.value, bool)
    ):
        return value.value
    match = _CODE.search(_text(value))
    return int(match[1]) if match else None


def _text(value: Expression) -> str:
    if isinstance(value, Chain):
        return ".".join(step.name for step in value.steps if isinstance(step, Attribute))
    return value.id if isinstance(value, Name) else ""
