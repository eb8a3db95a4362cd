"""What could not be seen."""

from __future__ import annotations

import msgspec


class Blind(msgspec.Struct, frozen=True, order=True):
    """A place where the reading stopped; `line` is 0 where it is about the whole file or project."""

    path: str
    line: int
    why: str


class Unknown(msgspec.Struct, frozen=True):
    """A value nothing is known about, and the reason."""

    why: str
