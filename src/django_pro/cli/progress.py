"""What is being done, on stderr, where somebody waits at a terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

#: Seconds before anything is said.
PATIENCE = 0.5


class Progress:
    """A line that overwrites itself and is gone at the end; silent unless stderr is a terminal."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._shown = False
        self._wanted = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __call__(self, what: str) -> None:
        """Say what is being done now."""
        if self._wanted and time.monotonic() - self._begun > PATIENCE:
            print(f"\r\x1b[K{what} …", end="", file=sys.stderr, flush=True)
            self._shown = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
