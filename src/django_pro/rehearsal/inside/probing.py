"""Sessions that read and write tables as the release before does, in a process of their own.

It is given the database, the probes, and two commands on standard input: `go` and `stop`. What it saw comes as JSON.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

from .driver import connect, run

#: How long a session waits between two statements, in seconds.
PACE = 0.005
#: A statement that takes less is not kept for the timeline, in milliseconds.
SHORT = 20.0
#: So many events of one session are kept.
_MOST = 2_000
#: How long the answer of a session is waited for after `stop`, in seconds: behind a lock it waits as long as the lock is held.
_PATIENCE = 60.0


class Probe(threading.Thread):
    """One session that does the same thing again and again; `sql` may hold `:next:` for the number of a new row."""

    def __init__(self, database: dict[str, Any], what: dict[str, Any], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.what = what
        self.stop = stop
        self.next = int(what.get("next", 0))
        self.connection = connect(database)
        self.seen: list[dict[str, float]] = []
        self.longest: dict[str, float] = {"milliseconds": 0.0, "at": 0.0}
        self.errors: dict[str, int] = {}
        self.first: dict[str, float] = {}
        self.count = 0

    def works(self) -> str:
        """Do it once before anything is migrated, and return what is wrong with it, empty where nothing is."""
        try:
            self._once()
        except Exception as error:  # whatever it is, such a probe says nothing about the migration
            return str(error)
        return ""

    def run(self) -> None:
        """Go on until it is stopped."""
        while not self.stop.is_set():
            started = time.monotonic()
            try:
                self._once()
            except Exception as error:  # that statements fail is what is looked for
                text = str(error).split("\n")[0]
                self.errors[text] = self.errors.get(text, 0) + 1
                self.first.setdefault(text, started)
            self._keep(started, (time.monotonic() - started) * 1000)
            time.sleep(PACE)

    def _once(self) -> None:
        sql = self.what["sql"].replace(":next:", str(self.next))
        self.next += 1
        if self.what["role"] == "reader":
            run(self.connection, sql, self.what["parameters"] or None)
            return
        run(self.connection, "BEGIN")
        try:
            run(self.connection, sql, self.what["parameters"] or None)
        finally:
            run(self.connection, "ROLLBACK")

    def _keep(self, started: float, took: float) -> None:
        self.count += 1
        if took > self.longest["milliseconds"]:
            self.longest = {"milliseconds": took, "at": started}
        if took >= SHORT and len(self.seen) < _MOST:
            self.seen.append({"at": started, "milliseconds": took})

    def told(self) -> dict[str, Any]:
        """What it saw; times are those of `time.monotonic`, in seconds."""
        return {
            "table": self.what["table"], "role": self.what["role"], "count": self.count, "longest": self.longest,
            "seen": self.seen, "waits": self.is_alive(),
            "errors": [{"error": text, "times": times, "at": self.first[text]} for text, times in self.errors.items()],
        }  # fmt: skip


def main() -> None:
    """Open the sessions, say which work, and let them go until told to stop."""
    given = json.loads(sys.stdin.readline())
    stop = threading.Event()
    probes = [Probe(given["database"], each, stop) for each in given["probes"]]
    refused = {index: why for index, each in enumerate(probes) if (why := each.works())}
    ready = [each for index, each in enumerate(probes) if index not in refused]
    print(
        json.dumps({"refused": [{**given["probes"][index], "why": why} for index, why in refused.items()]}), flush=True
    )
    sys.stdin.readline()
    for each in ready:
        each.start()
    print(json.dumps({"started": time.monotonic()}), flush=True)
    sys.stdin.readline()
    stop.set()
    until = time.monotonic() + _PATIENCE
    for each in ready:
        each.join(max(until - time.monotonic(), 0.1))
    print(json.dumps([each.told() for each in ready]), flush=True)


if __name__ == "__main__":
    main()
