"""Which tests reach which endpoints, as far as reading them tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django_pro.endpoints.endpoint import Endpoint
from django_pro.endpoints.matching import Matcher, shape
from django_pro.facts.tests import ANY, ClientCall, Named, Path, Test, Tests
from django_pro.facts.urls import Route, Urls
from django_pro.facts.views.functions import walk
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.source.syntax import Attribute, Chain, Name, body_of

#: From this share of requests that lead nowhere we know, nothing can be said of what is missing.
TOLERATED = 0.2
#: A name with holes that fits more names than these tells nothing.
_LOOSEST = 4


@dataclass(frozen=True)
class Resolved:
    """A request and the routes it may lead to; `lost` counts the classes running it for which that cannot be told."""

    test: Test
    call: ClientCall
    routes: tuple[Route, ...]
    lost: int


class Reaching:
    """Questions about tests and endpoints."""

    def __init__(self, urls: Urls, endpoints: Iterable[Endpoint], tests: Tests) -> None:
        self.urls = urls
        self.endpoints = tuple(endpoints)
        self.tests = tests
        self._by_name: dict[str, tuple[Route, ...]] = {}

    @cached_property
    def resolved(self) -> tuple[Resolved, ...]:
        """Every request of the tests."""
        return tuple(self._resolved(test, call) for test in self.tests.all for call in test.calls)

    def _resolved(self, test: Test, call: ClientCall) -> Resolved:
        options = [[route for target in option for route in self._routes(target)] for option in call.options]
        routes = tuple(dict.fromkeys(route for option in options for route in option))
        return Resolved(test, call, routes, sum(not option for option in options))

    @cached_property
    def unresolved(self) -> int:
        """The number of requests that lead nowhere we know; one in a base class counts for each class that runs it."""
        return sum(each.lost for each in self.resolved)

    @cached_property
    def requests(self) -> int:
        """The number of requests, counted alike."""
        return sum(len(each.call.options) for each in self.resolved)

    @cached_property
    def why_unsure(self) -> str | None:
        """Why what no test reaches cannot be named, None where it can: hardly a request is unresolved."""
        if self.tests.browser is not None:
            return f"`{self.tests.browser}` drives a browser: which endpoints it reaches cannot be read"
        if self.unresolved > TOLERATED * self.requests:
            return f"{self.unresolved} of the tests' {self.requests} requests lead where reading cannot tell"
        return None

    def tests_of(self, endpoint: Endpoint) -> tuple[Test, ...]:
        """Return the tests that make a request to an endpoint, or call its view themselves."""
        found = [test for route in endpoint.routes for test in self._by_route.get((id(route), endpoint.method), ())]
        return tuple(dict.fromkeys([*found, *self.callers_of(endpoint)]))

    def callers_of(self, endpoint: Endpoint) -> tuple[Test, ...]:
        """Return the tests that call an endpoint's view themselves."""
        return tuple(self._direct.get(endpoint.view.target.name, ())) if endpoint.view else ()

    @cached_property
    def _by_route(self) -> dict[tuple[int, str], list[Test]]:
        found: dict[tuple[int, str], list[Test]] = {}
        for each in self.resolved:
            for route in each.routes:
                found.setdefault((id(route), each.call.method), []).append(each.test)
        return found

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self.urls.all)

    def _routes(self, target: Named | Path | Unknown) -> Iterator[Route]:
        if isinstance(target, Path):
            yield from self._matcher.find(target.text)
        elif isinstance(target, Named):
            for route in self._named(target.name):
                if not target.rest.strip("/"):
                    yield route
                else:
                    yield from self._matcher.find(shape(route) + target.rest)

    def _named(self, name: str) -> tuple[Route, ...]:
        if name not in self._by_name:
            self._by_name[name] = self._found(name)
        return self._by_name[name]

    def _found(self, name: str) -> tuple[Route, ...]:
        if ANY not in name:
            found = self.urls.named(name)
            return found or tuple(each for each in self.urls.all if each.name is None and each.view.name == name)
        pattern = re.compile(re.escape(name).replace(re.escape(ANY), r"[\w:-]*"))
        found = tuple(route for route in self.urls.all if route.name and pattern.fullmatch(route.name))
        return found if len({route.name for route in found}) <= _LOOSEST else ()

    @cached_property
    def _direct(self) -> dict[str, list[Test]]:
        """The tests that name a routed view: `BookList.as_view()(request)`, `book_list(request)`."""
        targets = {each.view.target for each in self.endpoints if each.view is not None and not each.view.third_party}
        words = {target.qualname.rpartition(".")[2] for target in targets}
        marks = {word.encode() for word in words}
        found: dict[str, list[Test]] = {}
        for test in self.tests.all:
            for target in self._mentioned(test, words) if marks & test.words else ():
                if target in targets:
                    found.setdefault(target.name, []).append(test)
        return found

    def _mentioned(self, test: Test, words: set[str]) -> Iterator[Defined]:
        module = self.tests.project.modules.at(test.path)
        names = self.tests.project.names
        for node in walk(body_of(test.node)):
            if isinstance(node, Name) and node.id in words:
                yield from (each for each in names.resolve(module, node) if isinstance(each, Defined))
            elif isinstance(node, Chain):
                at = next(
                    (i for i, step in enumerate(node.steps) if isinstance(step, Attribute) and step.name in words), None
                )
                if at is not None:
                    inner = Chain(node.start, node.end, node.base, node.steps[: at + 1])
                    yield from (each for each in names.resolve(module, inner) if isinstance(each, Defined))
