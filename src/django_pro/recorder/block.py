"""`with record() as found:` - the queries of a block."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, Optional

from django_pro.recorder.repeats import LEAST, Repeated, repeated
from django_pro.recorder.unit import Unit, current, running


class Recorded(NamedTuple):
    """What a block did; the numbers grow while it runs."""

    unit: Unit

    @property
    def queries(self) -> int:
        """How many queries it made."""
        return self.unit.queries

    def repeated(self, least: int = LEAST) -> list[Repeated]:
        """Return the queries that it made at least so often from one line, most often first."""
        return repeated(self.unit, least)


@contextmanager
def record(name: str = "block", root: Optional[str] = None) -> Iterator[Recorded]:
    """Record a block; `root` is the folder of the project's own code, `BASE_DIR` or the working folder where none is given.

    The recorder stays in the process, and costs nothing outside of units.
    """
    from django_pro.recorder.recording import install

    install(root or default_root(), _nowhere, everything=False)
    with running(Unit("block", name, current.get())) as unit:
        yield Recorded(unit)


def default_root() -> str:
    """Return `BASE_DIR` of the settings, else the working folder."""
    from django.conf import settings

    return str(getattr(settings, "BASE_DIR", "") or os.getcwd())


def _nowhere(unit: Unit) -> None:
    """A block is read by who wrote it."""
