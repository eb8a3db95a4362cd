"""The variants of the probe project: which stretches of which files are theirs, and what is declared of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(os.environ.get("PROBE_PROJECT") or Path(__file__).parent / "project")
#: Code first, then templates.
_SUFFIXES = (".py", ".html", ".txt")
#: A comment that opens a variant's stretch: its name, `bad` or `safe`, and how it is run where that is not by a call.
_OPENING = re.compile(r"\s*(?:#|\{#) variant: (?P<name>\w+) (?P<kind>bad|safe)(?: (?P<how>[\w:-]+))?(?: #\})?\s*")
#: A comment that ends a stretch before the next one begins.
_CLOSING = re.compile(r"\s*# shared\b.*")


@dataclass(frozen=True)
class Stretch:
    """Lines of one file, counted from 1, the last one included; `entered` is where the variant is run."""

    path: str
    first: int
    last: int
    entered: bool


@dataclass(frozen=True)
class Variant:
    """A piece of code that asks more for more rows (`bad`) or does not (`safe`)."""

    name: str
    kind: str
    how: str
    stretches: tuple[Stretch, ...]

    @property
    def path(self) -> str:
        """Return the file in which it is run."""
        return next((each.path for each in self.stretches if each.entered), self.stretches[0].path)

    @property
    def door(self) -> str:
        """Return the way on which rows are come to: the file that it is run in, commands taken together."""
        return ".".join(self.path.removesuffix(".py").split("/")[1:3])


def variants() -> tuple[Variant, ...]:
    """Return all variants, by name; those of several stretches are declared alike in each."""
    found: dict[str, Variant] = {}
    for name, kind, how, stretch in _declared():
        known = found.setdefault(name, Variant(name, kind, how, ()))
        if known.kind != kind:
            raise ValueError(f"{name} is declared {known.kind} and {kind}")
        found[name] = Variant(name, kind, known.how or how, (*known.stretches, stretch))
    return tuple(found[name] for name in sorted(found))


def _declared() -> Iterator[tuple[str, str, str, Stretch]]:
    for path in (path for suffix in _SUFFIXES for path in sorted(PROJECT.rglob(f"*{suffix}"))):
        name = path.relative_to(PROJECT).as_posix()
        lines = path.read_text(encoding="utf-8").split("\n")
        opened: tuple[re.Match[str], int] | None = None
        for number, line in enumerate((*lines, "# shared"), start=1):
            opening = _OPENING.fullmatch(line)
            if opened and (opening or _CLOSING.fullmatch(line)):
                match, first = opened
                entered = any(f"def {match['name']}(" in line for line in lines[first : number - 1])
                yield match["name"], match["kind"], match["how"] or "", Stretch(name, first, number - 1, entered)
                opened = None
            if opening:
                opened = opening, number
