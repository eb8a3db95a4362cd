"""The recorder put into a process: once, by whichever door comes first."""

from __future__ import annotations

import threading
from typing import Callable, Optional

from django_pro.recorder import noticing, requests, working
from django_pro.recorder.patching import Patches
from django_pro.recorder.places import Places
from django_pro.recorder.queries import Queries
from django_pro.recorder.unit import Unit

Sink = Callable[[Unit], None]


class Recorder:
    """Hands finished units to a sink; a sink that fails loses its unit, and nothing else happens."""

    def __init__(self, root: str, sink: Sink) -> None:
        self.places = Places(root)
        self.queries = Queries(self.places)
        self.patches = Patches()
        self.sink = sink
        self.lost = 0

    def finish(self, unit: Unit) -> None:
        """Hand a unit over."""
        try:
            self.sink(unit)
        except Exception:  # a full disk is not the project's fault
            self.lost += 1

    def install(self, *, everything: bool = True) -> None:
        """Watch queries, forms and regions; with `everything` requests, tests, tasks, consumers and commands too."""
        self.queries.watch_all()
        noticing.watch(self.patches, self.places)
        if everything:
            requests.watch(self.patches, self.finish)
            working.watch(self.patches, self.finish)

    def remove(self) -> None:
        """Take everything out again."""
        self.queries.leave_all()
        self.patches.undo()


_lock = threading.Lock()
_installed: Optional[Recorder] = None


def installed() -> Optional[Recorder]:
    """Return the recorder of this process, None where there is none."""
    return _installed


def install(root: str, sink: Sink, *, everything: bool = True) -> Recorder:
    """Return the recorder of this process, put in place by the first who asks."""
    global _installed
    with _lock:
        if _installed is None:
            _installed = Recorder(root, sink)
            _installed.install(everything=everything)
        return _installed


def remove() -> None:
    """Take the recorder of this process out."""
    global _installed
    with _lock:
        if _installed is not None:
            _installed.remove()
            _installed = None
