"""A place among the words of a statement."""

from __future__ import annotations

from collections.abc import Sequence

from django_pro.facts.migrations.sql.words import Word

_OPENS, _CLOSES = "(", ")"


class Cursor:
    """Walks over words; `at` is the place of the next."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.at = 0

    def sees(self, *wanted: str) -> bool:
        """Whether these keywords come next."""
        following = self.words[self.at : self.at + len(wanted)]
        return tuple(word.upper for word in following) == wanted

    def takes(self, *wanted: str) -> bool:
        """Step over these keywords where they come next."""
        found = self.sees(*wanted)
        self.at += len(wanted) * found
        return found

    def find(self, wanted: str) -> bool:
        """Step behind the next keyword of this name, outside of parentheses; stay where there is none."""
        place = self._place(wanted)
        self.at = self.at if place is None else place + 1
        return place is not None

    def has(self, wanted: str) -> bool:
        """Whether a keyword of this name follows outside of parentheses."""
        return self._place(wanted) is not None

    def _place(self, wanted: str) -> int | None:
        depth = 0
        for place in range(self.at, len(self.words)):
            word = self.words[place].upper
            depth += (word == _OPENS) - (word == _CLOSES)
            if word == wanted and not depth:
                return place
        return None

    def name(self) -> str:
        """Return the name that comes next, without its schema and quotes; "" where none does."""
        found = ""
        while self.at < len(self.words) and self.words[self.at].kind != "sign":
            found = self.words[self.at].text
            self.at += 1
            if not self.takes("."):
                break
        return found.rpartition(".")[2].strip("\"'")

    def columns(self) -> tuple[str, ...]:
        """Return the names that begin the items of the next parentheses, "" for an expression."""
        if not self._to_parentheses():
            return ()
        found: list[str] = []
        depth, begins = 1, True
        while depth and self.at < len(self.words):
            word = self.words[self.at]
            self.at += 1
            depth += (word.upper == _OPENS) - (word.upper == _CLOSES)
            if begins and depth:
                is_call = self.at < len(self.words) and self.words[self.at].upper == _OPENS
                found.append("" if word.kind == "sign" or is_call else word.text)
            begins = word.upper == "," and depth == 1
        return tuple(found)

    def _to_parentheses(self) -> bool:
        while self.at < len(self.words):
            self.at += 1
            if self.words[self.at - 1].upper == _OPENS:
                return True
        return False

    def skip_parentheses(self) -> None:
        """Step over parentheses where they come next."""
        if not self.sees(_OPENS):
            return
        depth = 0
        while self.at < len(self.words):
            word = self.words[self.at].upper
            self.at += 1
            depth += (word == _OPENS) - (word == _CLOSES)
            if not depth:
                return

    def skip_with(self) -> None:
        """Step over the queries that a statement begins by naming: `WITH a AS (…), b AS (…)`."""
        if not self.takes("WITH"):
            return
        self.takes("RECURSIVE")
        while self.at < len(self.words):
            self.name()
            self.skip_parentheses()
            self.takes("AS")
            self.takes("NOT")
            self.takes("MATERIALIZED")
            self.skip_parentheses()
            if not self.takes(","):
                return

    def parts(self) -> list[Cursor]:
        """Return what commas outside of parentheses divide, from here to the end."""
        found: list[list[Word]] = [[]]
        depth = 0
        for word in self.words[self.at :]:
            depth += (word.upper == _OPENS) - (word.upper == _CLOSES)
            if word.upper == "," and not depth:
                found.append([])
            else:
                found[-1].append(word)
        return [Cursor(words) for words in found if words]

    def rest(self) -> str:
        """Return the words that are left, a space between each."""
        return " ".join(word.text for word in self.words[self.at :])
