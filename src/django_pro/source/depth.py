"""How deep source may be nested, and the room that reading and storing it takes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: Frames that lowering may take: two or three for each level of nesting, so some 400 levels, far beyond any real file.
DEEPEST = 1200
#: What storing and comparing a tree takes for each frame that lowering took, at the most.
STORING = 4


@contextmanager
def room(frames: int, *, more: bool = False) -> Iterator[None]:
    """Allow that many frames from here; with `more`, never fewer than were allowed before."""
    before = sys.getrecursionlimit()
    wanted = _depth() + frames
    sys.setrecursionlimit(max(before, wanted) if more else wanted)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _depth() -> int:
    frame, count = sys._getframe(), 0
    while frame.f_back is not None:
        frame, count = frame.f_back, count + 1
    return count
