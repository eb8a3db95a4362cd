"""What the recorder's processes wrote: a line for each unit, and one for each query's text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec


class Query(NamedTuple):
    """A query of a unit (`recorder.sinks.as_rows`)."""

    fingerprint: str
    path: str
    line: int
    relation: str
    model: str
    times: int
    rows: int
    most: int
    seconds: float
    counted: bool


class Unit(msgspec.Struct, frozen=True):
    """A unit; what only requests have is empty for others."""

    kind: str
    name: str
    test: str = ""
    dropped: int = 0
    queries: tuple[Query, ...] = ()
    passed: bool = True
    skipped: bool = False
    method: str = ""
    route: str = ""
    view: str = ""
    status: int = 0
    authenticated: bool | None = None
    redirect: str = ""
    refused: str = ""
    counted: bool = False

    @property
    def label(self) -> str:
        """What people call it."""
        if self.kind == "request":
            return f"{self.method} {self.name or self.route or '?'}"
        return self.name

    @property
    def full_label(self) -> str:
        """What people call it, with the test that it happens in."""
        return f"{self.label} in {self.test}" if self.kind != "test" and self.test else self.label

    @property
    def size(self) -> int:
        """The largest number of rows that one of its queries gave."""
        return max((each.most for each in self.queries), default=0)

    @property
    def made(self) -> int:
        """How many queries it made."""
        return sum(each.times for each in self.queries) + self.dropped


class _Text(msgspec.Struct, frozen=True):
    sql: str
    text: str


_unit = msgspec.json.Decoder(Unit)
_text = msgspec.json.Decoder(_Text)


class Events:
    """The units of a folder; `texts` fills while they are read, `torn` counts lines that were not finished."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.texts: dict[str, str] = {}
        self.torn = 0

    def units(self) -> Iterator[Unit]:
        """Yield the units of all processes."""
        for path in sorted(self._folder.glob("events-*.jsonl")):
            with path.open("rb") as file:
                for line in file:
                    found = self._read(line)
                    if found is not None:
                        yield found

    def _read(self, line: bytes) -> Unit | None:
        try:
            if line.startswith(b'{"sql"'):
                said = _text.decode(line)
                self.texts[said.sql] = said.text
                return None
            return _unit.decode(line)
        except msgspec.MsgspecError:  # a process that was killed while it wrote
            self.torn += 1
            return None
