"""Where finished units go."""

from __future__ import annotations

import json
import os
import threading
from typing import IO, Any

from django_pro.recorder.fingerprints import texts
from django_pro.recorder.unit import Unit


def as_rows(unit: Unit) -> dict[str, Any]:
    """Return a unit as JSON: `queries` are [fingerprint, path, line, relation, model, count, rows, most, seconds, counted]."""
    return {
        "kind": unit.kind, "name": unit.name, "test": unit.test, "dropped": unit.dropped,
        "counted": unit.regions > 0 or any(made.counted for made in unit.made.values()), **unit.details,
        "queries": [
            [fingerprint, *site, made.count, made.rows, made.most, round(made.seconds, 6), made.counted]
            for (fingerprint, site), made in unit.made.items()
        ],
    }  # fmt: skip


class FileSink:
    """Writes a line for each unit to a file of this process's own; a process that is forked opens another."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._told: set[str] = set()
        self._pid = 0
        self._file: IO[str]

    def __call__(self, unit: Unit) -> None:
        """Write a unit, and the texts of its queries the first time."""
        with self._lock:
            file = self._opened()
            for fingerprint, *_ in unit.made:
                if fingerprint not in self._told:
                    self._told.add(fingerprint)
                    file.write(json.dumps({"sql": fingerprint, "text": texts.get(fingerprint, "")}) + "\n")
            file.write(json.dumps(as_rows(unit), default=str) + "\n")
            file.flush()

    def _opened(self) -> IO[str]:
        if self._pid != os.getpid():
            self._pid = os.getpid()
            self._told = set()
            name = f"events-{self._pid}-{os.urandom(4).hex()}.jsonl"
            self._file = open(os.path.join(self._folder, name), "a", encoding="utf-8")  # noqa: SIM115 - open to the end
        return self._file


class MemorySink:
    """Keeps the newest units: those that do not fit are dropped, the oldest first, and counted."""

    def __init__(self, most: int = 1_000) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._units: list[Unit] = []
        self.dropped = 0

    def __call__(self, unit: Unit) -> None:
        """Keep a unit."""
        with self._lock:
            self._units.append(unit)
            if len(self._units) > self._most:
                del self._units[0]
                self.dropped += 1

    def taken(self) -> list[Unit]:
        """Return the units and forget them."""
        with self._lock:
            found, self._units = self._units, []
        return found
