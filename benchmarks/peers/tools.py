"""The tools that are compared: how each is asked, and which of its answers say that queries grow with the rows."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass

from tests.probe.reviewing import ALARMS


@dataclass(frozen=True)
class Reader:
    """A tool that reads code: the command that prints a review, and the rules that count on the probe."""

    name: str
    command: str
    rules: frozenset[str]


@dataclass(frozen=True)
class Watcher:
    """A tool that watches queries: its name in `running.WATCHES`, and what it must say; nothing named means anything."""

    name: str
    watch: str
    words: frozenset[str] = frozenset()

    def means(self, said: list[str]) -> bool:
        """Whether what was said of a variant is an alarm."""
        return bool(self.words.intersection(said) if self.words else said)


def _python(arguments: str) -> str:
    """Return a command of this interpreter, which imports nothing from the folder that is reviewed (`-P`)."""
    return f"{shlex.quote(sys.executable)} -P -m {arguments}"


#: In the order of the table.
READERS = (
    Reader("django-pro --preview", _python("django_pro check --no-cache --preview"), ALARMS),
    Reader("django-pro", _python("django_pro check --no-cache"), ALARMS),
    Reader("djch", _python("benchmarks.peers.djch"), frozenset({"djch"})),
    Reader("django-orm-lens", _python("benchmarks.peers.orm_lens"), frozenset({"orm-lens"})),
    Reader(
        "django-orm-lens, high confidence",
        _python("benchmarks.peers.orm_lens --confidence high"),
        frozenset({"orm-lens"}),
    ),
)
_GROWTH = frozenset({"n_plus_one", "write_n_plus_one"})
WATCHERS = (
    Watcher("django-zeal (run time)", "zeal"),
    Watcher("django-query-doctor, N+1 (run time)", "query-doctor", _GROWTH),
    Watcher("django-query-doctor, N+1 or duplicate (run time)", "query-doctor", _GROWTH | {"duplicate_query"}),
)
