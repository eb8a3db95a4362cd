"""Where values enter: the parts of a request, arguments of URLs, cleaned data, other servers' answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django_pro.facts.urls.route import Route
from django_pro.flow.inputs.values import Origin
from django_pro.project.names import Defined
from django_pro.source.syntax import Attribute, Call, Constant, Item, Step

#: Attributes of `request` (Django: "HttpRequest objects", DRF: "Requests").
PARTS = {
    "GET": Origin.QUERY, "query_params": Origin.QUERY, "POST": Origin.BODY, "data": Origin.BODY, "body": Origin.BODY,
    "FILES": Origin.FILE, "COOKIES": Origin.COOKIE, "headers": Origin.HEADER, "META": Origin.HEADER, "REQUEST": Origin.QUERY,
    "stream": Origin.BODY,
}  # fmt: skip
#: `request.META` holds these as the server sets them.
_SERVERS = re.compile(r"^(?:REMOTE_ADDR|REMOTE_USER|SERVER_\w+|REQUEST_METHOD|wsgi\.\w+)$")
CLEANED = frozenset({"cleaned_data", "validated_data"})
#: Attributes and methods of another server's answer (Requests: "Response content").
_ANSWER = frozenset({"text", "content", "json", "read"})
_SAFE_CONVERTERS = frozenset({"int", "uuid", "slug"})
_ARGUMENT = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?P<body>(?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*)\)")
#: A group that holds only letters, digits, `-`, `_` and `:` cannot hold anything dangerous.
_TAME = re.compile(r"^(?:\\d|\\w|\[[\\\w:@+=-]*\]|[\w:-]|[+*?]|\{\d+(?:,\d*)?\}|\||\(\?:|\(|\))*$")


#: A group that holds everything but slashes.
_SINGLE = re.compile(r"^\[\^[^\]]*/[^\]]*\][+*]?$")


def part_of(steps: tuple[Step, ...]) -> tuple[Origin, int] | None:
    """Return the origin of `request.…` and how many of the steps lead there, None where nobody chose it."""
    if not steps or not isinstance(steps[0], Attribute) or steps[0].name not in PARTS:
        return None
    name = steps[0].name
    if name == "META":
        key = _key(steps[1:])
        if key is None or _SERVERS.match(key):
            return None
        return (Origin.QUERY if key == "QUERY_STRING" else Origin.HEADER), 1
    return PARTS[name], 1


def _key(steps: tuple[Step, ...]) -> str | None:
    """Return the literal key of `[…]` or `.get(…)`."""
    if steps and isinstance(steps[0], Item) and isinstance(steps[0].index, Constant):
        return str(steps[0].index.value)
    if len(steps) > 1 and isinstance(steps[0], Attribute) and isinstance(steps[1], Call) and steps[1].arguments:
        first = steps[1].arguments[0].value
        return str(first.value) if isinstance(first, Constant) else None
    return None


def is_answer(name: str) -> bool:
    """Whether an attribute of an answer holds what the other server sent."""
    return name in _ANSWER


class Reach(NamedTuple):
    """What an argument of a URL may hold: anything or letters and digits alone, and slashes or none."""

    tame: bool
    slashed: bool


class Addresses:
    """The arguments that URLs give to views."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._given: dict[str, dict[str, Reach]] = defaultdict(dict)
        self.routed: dict[str, list[Route]] = defaultdict(list)
        for route in routes:
            if route.view.target is not None:
                self.routed[route.view.target.name].append(route)
                known = self._given[route.view.target.name]
                for name, reach in arguments_of(route.pattern).items():
                    before = known.get(name, reach)
                    known[name] = Reach(before.tame and reach.tame, before.slashed or reach.slashed)

    def of(self, view: Defined) -> Mapping[str, Reach]:
        """Return what each of a view's arguments may hold, by name."""
        return self._given.get(view.name, {})


def arguments_of(pattern: str) -> dict[str, Reach]:
    """Return the arguments of a pattern with what they may hold."""
    found = {each["name"]: _reach(each["body"]) for each in _GROUP.finditer(pattern)}
    for each in _ARGUMENT.finditer(_GROUP.sub("", pattern)):
        converter = each["converter"] or "str"
        found[each["name"]] = Reach(converter in _SAFE_CONVERTERS, converter not in (*_SAFE_CONVERTERS, "str"))
    return found


def _reach(body: str) -> Reach:
    tame = bool(_TAME.match(body))
    return Reach(tame, not tame and not _SINGLE.match(body))
