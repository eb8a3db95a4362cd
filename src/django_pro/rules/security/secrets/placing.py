"""Where in the code a text stands that a setting is the value of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django_pro.rules.reviewed import Reviewed
from django_pro.rules.security.secrets.holding import Held
from django_pro.rules.security.secrets.literals import Literal, children, literals, names_in
from django_pro.rules.security.secrets.naming import is_key, is_secret, is_secrets, password_in
from django_pro.source.syntax import Chain, Constant, Evaluate, If, Name, Node, Raise

#: A place that less than this speaks for is another one's.
_LIKELY = 3


class Places:
    """The texts of the settings modules of a root."""

    def __init__(self, review: Reviewed, paths: Iterable[str]) -> None:
        self._review = review
        self._paths = list(dict.fromkeys(paths))
        self._found: dict[str, tuple[Literal, ...]] = {}

    def of(self, held: Held, text: str) -> Literal | None:
        """Return where a text that a secret may be is written; None where it cannot be told."""
        defaults = [read.default_place.path for read in held.setting.reads if read.default_place is not None]
        paths = dict.fromkeys((held.setting.place.path, *defaults, *self._paths))
        password = password_in(text) if held.address else text
        fitting = [
            each
            for path in paths
            for each in self._in(path)
            if each.is_value and (each.text in (text, password) or _holds(each.text, password))
        ]
        used = self._used(held)
        likeliest = max(fitting, key=lambda each: _likeness(held, each, used), default=None)
        return likeliest if likeliest and _likeness(held, likeliest, used) >= _LIKELY else None

    def _used(self, held: Held) -> frozenset[str]:
        """Return the names that a setting is stated with."""
        place = held.setting.place
        waiting: list[Node] = [each for each in self._review.syntax(place.path).body if place.path]
        found: set[str] = set()
        while waiting:
            node = waiting.pop()
            if node.start < place.end and node.end > place.start:
                waiting.extend(children(node))
                if isinstance(node, Name) and node.start >= place.start:
                    found.add(node.id)
        return frozenset(found - {held.setting.name})

    def _in(self, path: str) -> tuple[Literal, ...]:
        if path not in self._found:
            self._found[path] = tuple(literals(path, self._review.syntax(path).body)) if path else ()
        return self._found[path]

    def refuses(self, held: Held, literal: Literal) -> bool:
        """Whether the settings stop where a secret is still the text that stands in the code."""
        names = {held.setting.name, *literal.labels[-1:]}
        return any(_refuses(node, names, literal) for path in self._paths for node in self._ifs(path))

    def _ifs(self, path: str) -> Iterator[If]:
        waiting: list[Node] = list(self._review.syntax(path).body)
        while waiting:
            node = waiting.pop()
            if isinstance(node, If):
                yield node
            waiting.extend(each for each in children(node) if not isinstance(each, Constant | Name))


def _holds(written: str, password: str) -> bool:
    """Whether a text is an address with a password, perhaps one whose host is put in."""
    return "://" in written and f":{password}@" in written


def _likeness(held: Held, literal: Literal, used: frozenset[str]) -> int:
    """Return how much speaks for a text's place: what it is given to, and whether the setting reads or states it there."""
    labels = literal.labels
    name, place, start = held.key.rpartition(".")[2], held.setting.place, literal.node.start
    inner = labels[:3]
    likeness = 6 * (name in inner) + 4 * any(is_secret(each) or is_secrets(each) or is_key(each) for each in inner)
    likeness += 3 * (literal.path == place.path and place.start <= start < place.end) + 2 * (
        held.setting.name in labels
    )
    reads = (read.default_place for read in held.setting.reads if read.default_place is not None)
    likeness += 8 * any(each.path == literal.path and each.start <= start < each.end for each in reads)
    likeness += 5 * (len(labels) == 1 and labels[0] in used)
    others = len(labels) > 1 and labels[-1].isupper() and labels[-1] != held.setting.name
    return likeness + 4 * ("://" in literal.text) - 5 * others


def _refuses(node: If, names: set[str], literal: Literal) -> bool:
    """Whether an `if` compares a setting with a text, or with what holds it, and raises."""
    for branch in node.branches:
        named = set(names_in(branch.test))
        told = any(len(each) > 2 and each in literal.text for each in named - names) or bool(
            _holders(literal) & named - names
        )
        if names & named and told and any(_stops(each) for each in branch.body):
            return True
    return False


def _holders(literal: Literal) -> set[str]:
    """Return the names that a text is bound to by itself: `DEFAULT_KEY = "…"`."""
    return {each for each in literal.labels if each.isupper()}


def _stops(node: Node) -> bool:
    if isinstance(node, Raise):
        return True
    if isinstance(node, Evaluate) and isinstance(node.value, Chain):
        return "exit" in set(names_in(node.value))
    return isinstance(node, If) and any(_stops(each) for branch in node.branches for each in branch.body)
