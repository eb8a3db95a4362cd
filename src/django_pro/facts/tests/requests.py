"""The requests of a test function: its own, and those of the helpers that it calls."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from django_pro.facts.tests.call import ClientCall, Outcome, Path, Target
from django_pro.facts.tests.leaving import left_early
from django_pro.facts.tests.meant import SETUP
from django_pro.facts.tests.outcomes import Outcomes, called, is_counting
from django_pro.facts.tests.place import Place, within
from django_pro.facts.tests.signing import Signing, Turn, turns
from django_pro.facts.tests.texts import Texts
from django_pro.facts.views.functions import walk
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.project.places import is_test
from django_pro.source.syntax import (
    Attribute,
    Call,
    Chain,
    Constant,
    Expression,
    Function,
    Name,
    Statement,
    source_of,
)  # fmt: skip

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
#: A helper that calls a helper that calls a helper is followed this far.
DEEPEST = 3
_REQUEST = re.compile(rb"\.\s*(?:" + b"|".join(name.encode() for name in (*METHODS, REDIRECTS)) + rb")\b")
_CLIENT = re.compile(r"client|browser|\bapp$|_app$|\bapi$|_api$", re.IGNORECASE)
_NO_CLIENT = re.compile(
    r"factory|\brf$|requests?$|session|mock|redis|cache|httpx|boto|s3|storage|stripe|ldap|search", re.IGNORECASE
)
_STATUS = re.compile(r"status|code", re.IGNORECASE)


@dataclass(frozen=True)
class Raw:
    """What may be a request: the chain, and of a test client's own method the HTTP method, the URL and the client's name."""

    node: Chain
    method: str = ""
    url: Expression | None = None
    receiver: str = ""


@dataclass(frozen=True, eq=False)
class Read:
    """A function that was read: its statements, its nodes and what may be requests."""

    body: tuple[Statement, ...]
    nodes: tuple[msgspec.Struct, ...]
    raws: tuple[Raw, ...]
    judge: Outcomes
    turns: tuple[Turn, ...]


@dataclass(frozen=True, eq=False)
class _Found:
    node: Chain
    method: str
    targets: tuple[Target, ...]
    outcome: Outcome


class Requests:
    """Finds the requests of test functions; `helpers` are the names of the functions that may make some for others."""

    def __init__(self, texts: Texts, signing: Signing, helpers: frozenset[str]) -> None:
        self.texts = texts
        self.signing = signing
        self.helpers = helpers
        self.helped: set[tuple[str, int]] = set()
        self._read: dict[tuple[str, int], Read] = {}

    def of(self, function: Defined, owner: Defined | None, runs: tuple[Defined | None, ...]) -> tuple[ClientCall, ...]:
        """Return a function's requests; `runs` are the classes that run it."""
        together: dict[tuple[int, str, int], list[_Found]] = {}
        for concrete in runs:
            place = Place(function.module, owner, concrete)
            times: dict[tuple[int, str], int] = {}
            for each in self._in(function, place, 0):
                key = (each.node.start, each.method)
                times[key] = times.get(key, 0) + 1
                together.setdefault((*key, times[key]), []).append(each)
        return tuple(
            ClientCall(
                found[0].method,
                tuple(each.targets for each in found),
                function.module.path,
                found[0].node,
                found[0].outcome,
            )
            for found in together.values()
        )

    def read(self, function: Defined) -> Read:
        """Return a function's statements and what may be requests in it."""
        key = (function.module.path, function.node.start)
        if key not in self._read:
            body = self.texts.meaning.body(function)
            nodes = tuple(walk(body))
            raws = tuple(each for each in _raws(nodes) if each.url is not None or called(each.node) in self.helpers)
            judge = Outcomes(self.texts.meaning, nodes, [each.node for each in raws])
            self._read[key] = Read(body, nodes, raws, judge, tuple(turns(nodes)))
        return self._read[key]

    def _in(self, function: Defined, place: Place, depth: int) -> Iterator[_Found]:
        read = self.read(function)
        assert isinstance(function.node, Function)
        if not read.raws:
            return
        inner = within(place, read.body, function.node)
        outcomes: dict[int, Outcome] | None = None
        last = left_early(read.body, inner, self.texts.meaning)
        for raw in read.raws:
            if last is not None and raw.node.start > last:
                continue
            found = list(self._helped(raw, inner, depth)) or list(self._direct(raw, inner))
            if not found:
                continue
            if outcomes is None:
                outcomes = read.judge.of(inner)
            said = outcomes[raw.node.start]
            signed = self.signing.is_signed(raw.node, raw.receiver, read.turns, function.node, place.concrete)
            statuses = said.statuses or tuple(_given(raw.node, read.judge, inner))
            whole = replace(said, statuses=statuses, signed_in=signed)
            yield from (_Found(raw.node, each.method, each.targets, each.outcome.within(whole)) for each in found)

    def _helped(self, raw: Raw, place: Place, depth: int) -> Iterator[_Found]:
        """Yield the requests of the helper that a chain calls."""
        if depth >= DEEPEST:
            return
        found = self.texts.meaning.helper(raw.node, place)
        if found is None:
            return
        function, owner, concrete = found
        name = function.qualname.rpartition(".")[2]
        if not is_test(function.module.path) or name.startswith("test") or name in SETUP:
            return
        call = raw.node.steps[-1]
        assert isinstance(call, Call)
        given = self.texts.meaning.arguments(function, owner, call, place)
        inner = list(self._in(function, Place(function.module, owner, concrete, given), depth + 1))
        if inner:
            self.helped.add((function.module.path, function.node.start))
        yield from inner

    def _direct(self, raw: Raw, place: Place) -> Iterator[_Found]:
        """Yield the request of a test client's own method."""
        if raw.url is None:
            return
        targets = self.texts.targets(raw.url, place)
        if raw.receiver == REDIRECTS:
            targets = tuple(each for each in targets if not isinstance(each, Unknown))
        elif not _CLIENT.search(raw.receiver):
            certain = all(
                not isinstance(each, Unknown) and (not isinstance(each, Path) or each.text.startswith("/"))
                for each in targets
            )
            targets = targets if certain and raw.receiver[0].islower() else ()
        if targets:
            yield _Found(raw.node, raw.method, targets, Outcome())


def makes_requests(function: Function) -> bool:
    """Whether a function's source calls what a test client's methods are called."""
    source = source_of(function)
    return source is None or bool(_REQUEST.search(source))


def has_requests(function: Function) -> bool:
    """Whether a function's source may make requests, itself or by a helper."""
    source = source_of(function)
    return source is None or bool(_REQUEST.search(source)) or b"self." in source or b"client" in source


def _raws(nodes: tuple[msgspec.Struct, ...]) -> Iterator[Raw]:
    for node in nodes:
        if not isinstance(node, Chain):
            continue
        found = [*_followed(node), *_measured(node), *_client_calls(node)]
        yield from found
        if not found and isinstance(node.base, Name):
            called_at = next((at for at, step in enumerate(node.steps[:3]) if isinstance(step, Call)), None)
            if node.base.id == "super" and len(node.steps) > 2:
                called_at = 2 if isinstance(node.steps[2], Call) else None
            if called_at is not None:
                steps = node.steps[: called_at + 1]
                yield Raw(Chain(node.start, steps[-1].end, node.base, steps))


def _client_calls(node: Chain) -> Iterator[Raw]:
    for at, step in enumerate(node.steps[:-1]):
        call = node.steps[at + 1]
        if isinstance(step, Attribute) and step.name in METHODS and isinstance(call, Call):
            receiver = _receiver(node, at)
            url = _url(call)
            if receiver and url is not None and not _NO_CLIENT.search(receiver):
                inner = Chain(node.start, call.end, node.base, node.steps[: at + 2])
                yield Raw(inner, METHODS[step.name], url, receiver)


def _url(call: Call) -> Expression | None:
    url = next((each.value for each in call.arguments if each.name in (None, "path", "url") and not each.stars), None)
    return None if isinstance(url, Constant) and not isinstance(url.value, str) else url


def _followed(node: Chain) -> Iterator[Raw]:
    """Yield the request that `assertRedirects` makes for where it is led, unless it is told not to."""
    call, last = node.steps[-1], node.steps[-2] if len(node.steps) > 1 else None
    if not isinstance(call, Call) or not isinstance(last, Attribute) or last.name != REDIRECTS:
        return
    given = {each.name: each.value for each in call.arguments if each.name}
    positional = [each.value for each in call.arguments if each.name is None and not each.stars]
    url = given.get("expected_url") or (positional[1] if len(positional) > 1 else None)
    fetch = given.get("fetch_redirect_response")
    if url is not None and not (isinstance(fetch, Constant) and fetch.value is False):
        yield Raw(node, "GET", url, REDIRECTS)


def _measured(node: Chain) -> Iterator[Raw]:
    """Yield the request of `self.assertNumQueries(3, self.client.get, url)`."""
    call = node.steps[-1]
    if not isinstance(call, Call) or not is_counting(node):
        return
    given = [each.value for each in call.arguments if each.name is None and not each.stars]
    for method, url in itertools.pairwise(given):
        last = method.steps[-1] if isinstance(method, Chain) else None
        if isinstance(last, Attribute) and last.name in METHODS and isinstance(method, Chain):
            yield Raw(node, METHODS[last.name], url, _receiver(method, len(method.steps) - 1))


def _receiver(chain: Chain, at: int) -> str:
    """Return the name of what a method is called on: `client` of `self.client.get`, of `self.client().get`."""
    for step in reversed(chain.steps[:at]):
        if isinstance(step, Attribute):
            return step.name
    return chain.base.id if isinstance(chain.base, Name) else ""


def _given(node: Chain, judge: Outcomes, place: Place) -> Iterator[int]:
    """Yield the status codes that a request is told to expect: `self.app.get(url, status=404)`."""
    call = node.steps[-1]
    for each in call.arguments if isinstance(call, Call) else ():
        if each.name and _STATUS.search(each.name):
            yield from judge.codes(each.value, place)
