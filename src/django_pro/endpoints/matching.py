"""Which routes a path leads to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django_pro.facts.tests import ANY
from django_pro.facts.urls import Route, Source

_CONVERTERS = {
    "str": "[^/]+", "int": "[0-9]+", "slug": "[-a-zA-Z0-9_]+", "path": ".+",
    "uuid": "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
}  # fmt: skip
_ARGUMENT = re.compile(r"(?<!\?P)<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
#: What is tried for a part of a path that is not known.
_SAMPLES = ("1", "a", "2026", "1b4e28ba-2fa1-41d2-883f-0016d3cca427")
#: A path with holes that leads to more views than these tells nothing.
_LOOSEST = 4
_LANGUAGE = re.compile(r"^/?[a-z]{2}(?:-[a-z]+)?/")


class Matcher:
    """Finds routes by path as Django's resolver does: the first that matches."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes: dict[str, list[tuple[re.Pattern[str], Route]]] = {}
        self._shapes: list[tuple[str, Route]] = []
        for route in routes:
            if (pattern := expression(route)) is not None:
                self._routes.setdefault(_first(route.pattern), []).append((pattern, route))
                self._shapes.append((shape(route), route))
        self._found: dict[str, tuple[Route, ...]] = {}

    def find(self, path: str) -> tuple[Route, ...]:
        """Return the route of a path, or all that it may be where `ANY` stands in it."""
        if path not in self._found:
            plain = path.removeprefix("/")
            tried = [plain, *([plain[match.end() :]] if (match := _LANGUAGE.match(plain)) else ())]
            self._found[path] = next((found for each in tried if (found := tuple(self._search(each)))), ())
        return self._found[path]

    def _search(self, path: str) -> Iterator[Route]:
        if ANY in path:
            wanted = re.compile(re.escape(path).replace(re.escape(ANY), "[^/]+"))
            found = [route for shape, route in self._shapes if wanted.fullmatch(shape)]
            if len({id(route.view) for route in found}) > _LOOSEST:
                return
            yield from found
        samples = [path.replace(ANY, sample) for sample in _SAMPLES] if ANY in path else [path]
        for key in (path.partition("/")[0], ""):
            for pattern, route in self._routes.get(key, ()):
                if any(pattern.fullmatch(sample) for sample in samples):
                    yield route
                    return


def shape(route: Route) -> str:
    """Return a route with something short in the place of each argument."""
    text = _plain(_ARGUMENT.sub("1", route.pattern))
    before = ""
    while before != text:  # groups stand inside groups
        before, text = text, re.sub(r"\((?:\?P<\w+>|\?:)?[^()]*\)[*+?]?", "1", text)
    return text


def _first(pattern: str) -> str:
    """Return a route's first part where it is plain text, else ""."""
    first, slash, _ = pattern.lstrip("^").partition("/")
    return first if slash and re.fullmatch(r"[\w-]+", first) else ""


def expression(route: Route) -> re.Pattern[str] | None:
    """Return a regular expression for the whole path of a route, None where its own is none."""
    text = "".join(_pieces(route.pattern))
    tail = ".*" if route.source is Source.ADMIN else ""
    try:
        return re.compile(text + tail)
    except re.error:
        return None


def _pieces(pattern: str) -> Iterator[str]:
    at = 0
    for match in _ARGUMENT.finditer(pattern):
        yield _plain(pattern[at : match.start()])
        yield _CONVERTERS.get(match["converter"] or "str", "[^/]+")
        at = match.end()
    yield _plain(pattern[at:])


def _plain(text: str) -> str:
    """Return a piece without the anchors that Django drops where patterns are joined."""
    return re.sub(r"(?<![\[\\])\^|(?<!\\)\$", "", text)
