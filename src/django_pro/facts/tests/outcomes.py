"""What a test asserts of the answers to its requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from django_pro.facts.tests.call import Outcome
from django_pro.facts.tests.meant import Meaning
from django_pro.facts.tests.place import Place
from django_pro.facts.views.functions import walk
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Call,
    Chain,
    Comparison,
    Constant,
    Expression,
    Name,
    Node,
    Sequence,
    With,
)  # fmt: skip

#: How many names deep a status code is looked for: `OK = HTTP_200_OK`, given by a class, given by its base.
_DEEPEST = 3
_CODE = re.compile(r"HTTP_(\d{3})(?:_|$)|(?<!\d)([1-5]\d\d)(?!\d)")
_STATUS = re.compile(r"status|http|code|response|redirect|forbidden|denied", re.IGNORECASE)
_ASSERTING = re.compile(r"assert|expect|check|verify|must|should|ensure", re.IGNORECASE)
_UNWELCOME = frozenset({401, 403})
_LOGIN = re.compile(r"log_?in|sign_?in|\bauth\b", re.IGNORECASE)
#: What a page says of a form that was filled in wrongly.
_FAULT = re.compile(
    r"(?i)required|enter a valid|invalid|not valid|incorrect|already (?:exists|taken|in use)|must be|cannot be|is wrong"
    r"|too (?:long|short|many)|didn.t match|do not match|not allowed|has expired"
)
#: What stands around requests whose queries are counted.
COUNTING = re.compile(
    r"num_?queries|max_?queries|queries_?(?:context|count|less)|quer(?:y|ies)_?count|count_?quer|capture_?queries|perf_?rec|assert_?queries",
    re.IGNORECASE,
)
_AT_MOST = re.compile(r"max|(?<!or)(?<!or_)less|most|under|limit", re.IGNORECASE)
#: What says of one code that it is meant by a name: `self.assertHttpForbidden(response)`.
_WORDS = {"forbidden": 403, "denied": 403, "notfound": 404, "unauthorized": 401, "badrequest": 400, "notallowed": 405}


@dataclass(frozen=True)
class Answer:
    """A name that holds the answer to a request from a place on: `key` is `response` or `self.response`."""

    key: str
    start: int
    request: Node


@dataclass(frozen=True)
class Assertion:
    """What asserts something of the answers to the requests that begin at `requests`."""

    node: msgspec.Struct
    requests: tuple[int, ...]
    to_login: bool
    of_errors: bool


class Outcomes:
    """Reads a function's assertions: `requests` are the places of its requests."""

    def __init__(self, meaning: Meaning, nodes: tuple[msgspec.Struct, ...], requests: Iterable[Node]) -> None:
        self.meaning = meaning
        self.nodes = nodes
        self.requests = tuple(requests)
        self.answers = tuple(self._answers())
        self.regions = tuple(_regions(nodes))

    @cached_property
    def assertions(self) -> tuple[Assertion, ...]:
        """What asserts something of answers."""
        found = ((node, tuple(each.start for each in self._spoken_of(node))) for node in self.nodes)
        return tuple(
            Assertion(
                node,
                requests,
                called(node) == "assertRedirects" and bool(_LOGIN.search(_said(node))),
                _speaks_of_errors(node),
            )
            for node, requests in found
            if requests
        )

    def of(self, place: Place) -> dict[int, Outcome]:
        """Return the outcome of each request, by where it begins."""
        statuses: dict[int, list[int]] = {each.start: [] for each in self.requests}
        login: set[int] = set()
        errors: set[int] = set()
        for each in self.assertions:
            codes = _meant(each.node, tuple(self._codes(each.node, place)))
            for request in each.requests:
                statuses[request] += codes
            login.update(each.requests if each.to_login else ())
            errors.update(each.requests if each.of_errors else ())
        return {
            each.start: Outcome(
                tuple(dict.fromkeys(statuses[each.start])),
                each.start in login,
                each.start in errors,
                any(start <= each.start < end for start, end, _ in self.regions),
                at_most=any(start <= each.start < end and at_most for start, end, at_most in self.regions),
            )
            for each in self.requests
        }

    def _answers(self) -> Iterator[Answer]:
        for node in self.nodes:
            pairs: list[tuple[Expression, Expression]] = []
            if isinstance(node, Assign):
                pairs = [(target, node.value) for target in node.targets]
            for target, value in pairs:
                key = _key(target)
                inside = [each for each in self.requests if value.start <= each.start and each.end <= value.end]
                if key and inside:
                    yield Answer(key, value.end, inside[-1])

    def _spoken_of(self, node: msgspec.Struct) -> list[Node]:
        """Return the requests whose answers an assertion speaks of."""
        if not isinstance(node, Comparison | Chain):
            return []
        if isinstance(node, Chain) and not isinstance(node.steps[-1], Call):
            return []
        if isinstance(node, Chain) and not _ASSERTING.search(called(node)):
            return []
        if isinstance(node, Comparison) and not any(
            _STATUS.search(_text(each)) or _has_errors(each) for each in node.operands
        ):
            return []
        inside = [
            each for each in self.requests if node.start <= each.start and each.end <= node.end and each is not node
        ]
        found = list(inside)
        for key in _keys(node):
            latest = [each for each in self.answers if each.key == key and each.start <= node.start]
            found += [max(latest, key=lambda each: each.start).request] if latest else []
        return list(dict.fromkeys(found))

    def _codes(self, node: msgspec.Struct, place: Place) -> Iterator[int]:
        if isinstance(node, Comparison):
            refused = {"!=", "not in", "is not"}.intersection(node.operators)
            if not refused and any("status" in _text(each) for each in node.operands):
                yield from (code for each in node.operands for code in self.codes(each, place))
            return
        assert isinstance(node, Chain)
        call, name = node.steps[-1], called(node)
        assert isinstance(call, Call)
        if name == "assertRedirects":
            yield 302
        elif name in ("assertContains", "assertNotContains", "assertTemplateUsed"):
            given = next((each.value for each in call.arguments if each.name == "status_code"), None)
            yield from self.codes(given, place) if given is not None else (200,)
        elif "Not" in name or "not_" in name:
            return
        elif _STATUS.search(name) or any("status" in _text(each.value) for each in call.arguments):
            given_codes = [code for each in call.arguments for code in self.codes(each.value, place)]
            yield from given_codes or _named_code(name)
        else:
            yield from _named_code(name)

    def codes(self, value: Expression, place: Place, depth: int = 0) -> Iterator[int]:
        """Yield the status codes that an expression may be."""
        if isinstance(value, Constant):
            if isinstance(value.value, int) and not isinstance(value.value, bool) and 100 <= value.value < 600:
                yield value.value
        elif isinstance(value, Sequence):
            yield from (code for each in value.items for code in self.codes(each, place, depth))
        elif match := re.search(r"HTTP_(\d{3})(?:_|$)", _text(value)):
            yield int(match[1])
        elif depth < _DEEPEST and _is_named(value) and not _is_status(value):
            for each, where in self.meaning.of(value, place):
                yield from self.codes(each, where, depth + 1)


def _meant(node: msgspec.Struct, codes: tuple[int, ...]) -> tuple[int, ...]:
    """Return what an assertion means by its codes: of several that it allows, one that lets nobody in where there is one."""
    either = "in" in node.operators if isinstance(node, Comparison) else called(node) in ("assertIn", "assert_in")
    refused = tuple(each for each in codes if each in _UNWELCOME)
    return refused if either and refused else codes


def is_counting(node: Expression) -> bool:
    """Whether a call counts queries: `self.assertNumQueries(3)`."""
    return isinstance(node, Chain) and isinstance(node.steps[-1], Call) and bool(COUNTING.search(called(node)))


def _regions(nodes: tuple[msgspec.Struct, ...]) -> Iterator[tuple[int, int, bool]]:
    """Yield where queries are counted, and whether only up to a limit."""
    held = {
        _key(target): each.value
        for each in nodes
        if isinstance(each, Assign) and is_counting(each.value)
        for target in each.targets
    }
    for each in nodes:
        contexts = [held.get(_key(item.context), item.context) for item in each.items] if isinstance(each, With) else []
        counting = [each for each in contexts if is_counting(each)]
        if isinstance(each, Chain) and is_counting(each):
            counting = [each]
        if counting and isinstance(each, Node):
            yield each.start, each.end, bool(_AT_MOST.search(called(counting[0])))


def _is_named(value: Expression) -> bool:
    return isinstance(value, Name) or (isinstance(value, Chain) and not isinstance(value.steps[-1], Call))


def _is_status(value: Expression) -> bool:
    """Whether this is the status of an answer: `response.status_code`."""
    return isinstance(value, Chain) and _text(value).rpartition(".")[2] == "status_code"


def called(node: object) -> str:
    """Return the name of what a chain ends in calling."""
    if not isinstance(node, Chain):
        return ""
    if len(node.steps) > 1 and isinstance(node.steps[-2], Attribute):
        return node.steps[-2].name
    return node.base.id if isinstance(node.base, Name) and len(node.steps) == 1 else ""


def _text(value: Expression) -> str:
    if isinstance(value, Chain):
        return ".".join(step.name for step in value.steps if isinstance(step, Attribute))
    return value.id if isinstance(value, Name) else ""


def _named_code(name: str) -> Iterator[int]:
    plain = name.replace("_", "").lower()
    match = re.search(r"(?<!\d)([1-5]\d\d)(?!\d)", name)
    found = int(match[1]) if match else next((code for word, code in _WORDS.items() if word in plain), None)
    if found is not None:
        yield found


def _key(target: Expression) -> str:
    """Return what an answer is called: `response`, `self.response`."""
    if isinstance(target, Name):
        return target.id
    if isinstance(target, Chain) and isinstance(target.base, Name) and len(target.steps) == 1:
        return f"{target.base.id}.{_text(target)}"
    return ""


def _keys(node: msgspec.Struct) -> Iterator[str]:
    """Yield every name, and attribute of `self`, inside a node."""
    for each in walk((node,)):
        if isinstance(each, Name):
            yield each.id
        elif isinstance(each, Chain) and isinstance(each.base, Name) and each.base.id == "self":
            first = each.steps[0]
            yield f"self.{first.name}" if isinstance(first, Attribute) else ""


def _has_errors(value: Expression) -> bool:
    return isinstance(value, Chain) and any(
        getattr(each, "name", "") in ("errors", "non_field_errors") for each in value.steps
    )


def _said(node: msgspec.Struct) -> str:
    """Return the texts of an assertion's arguments."""
    call = node.steps[-1] if isinstance(node, Chain) else None
    inside = walk(call.arguments) if isinstance(call, Call) else ()
    return " ".join(
        str(each.value) if isinstance(each, Constant) else each.id if isinstance(each, Name) else each.name
        for each in inside
        if isinstance(each, Constant | Name | Attribute)
    )


def _speaks_of_errors(node: msgspec.Struct) -> bool:
    """Whether an assertion says that a form was filled in wrongly."""
    name = called(node)
    if name == "assertContains" and _FAULT.search(_said(node)):
        return True
    return "FormError" in name or "FormsetError" in name or "FormSetError" in name or _reads_errors(node)


def _reads_errors(node: msgspec.Struct) -> bool:
    """Whether an assertion looks at `form.errors` of an answer's context."""
    chains = [each for each in walk((node,)) if isinstance(each, Chain)]
    return any(
        _has_errors(each) and any(getattr(step, "name", "") in ("context", "context_data") for step in each.steps)
        for each in chains
    )
