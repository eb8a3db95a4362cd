"""Which tag closes which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django_pro.source.templates.lexing import Token

_END = "end"
#: Says of a tag whether it needs an end; None where it is not known, so that an end tag decides.
Opens = Callable[[Token], bool | None]


class Pairs:
    """By index of token: each block tag's end, the block tags that lack one, and the ends without a beginning."""

    __slots__ = ("ends", "open_now", "stray", "unclosed", "waiting")

    def __init__(self) -> None:
        self.ends: dict[int, int] = {}
        self.unclosed: list[int] = []
        self.stray: list[int] = []
        self.waiting: list[tuple[int, str, bool]] = []
        self.open_now: Counter[str] = Counter()

    def open(self, index: int, name: str, *, needed: bool) -> None:
        """Let a tag wait for its end."""
        self.waiting.append((index, name, needed))
        self.open_now[name] += 1

    def close(self, index: int, name: str) -> None:
        """Give an end to the nearest tag of its name; what was opened since has none."""
        if not self.open_now[name]:
            self.stray.append(index)
            return
        while True:
            opening, other, needed = self.waiting.pop()
            self.open_now[other] -= 1
            if other == name:
                self.ends[opening] = index
                return
            if needed:
                self.unclosed.append(opening)


def pair(tokens: list[Token], opens: Opens) -> Pairs:
    """Join each `{% endname %}` with the nearest open `{% name %}`, so that libraries' tags need not be known."""
    closable = {token.name.removeprefix(_END) for token in tokens if token.name.startswith(_END)}
    pairs = Pairs()
    for index, token in enumerate(tokens):
        name = token.name
        if not name:
            continue
        if name.startswith(_END) and len(name) > len(_END):
            pairs.close(index, name.removeprefix(_END))
            continue
        needed = opens(token)
        if needed or (needed is None and name in closable):
            pairs.open(index, name, needed=bool(needed))
    pairs.unclosed += [index for index, _, needed in pairs.waiting if needed]
    return pairs
