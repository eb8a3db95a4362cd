"""What is told to the other half: one JSON object on a line each."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

#: The file descriptor that the other half listens on.
CHANNEL = 3


class Failed(Exception):
    """The rehearsal cannot go on: `why` is a word for programs, the text one line for people."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text)
        self.why = why
        self.text = " ".join(text.split())


class Channel:
    """Where events go; what the user's code prints goes to standard error."""

    def __init__(self) -> None:
        self._file: TextIO = self._opened()
        sys.stdout = sys.stderr

    def _opened(self) -> TextIO:
        try:
            return os.fdopen(CHANNEL, "w", encoding="utf-8")
        except OSError:  # nobody opened it: a person looks on
            return os.fdopen(os.dup(1), "w", encoding="utf-8")

    def tell(self, event: str, **what: Any) -> None:
        """Tell one event."""
        self._file.write(json.dumps({"event": event, **what}, default=str) + "\n")
        self._file.flush()

    def progress(self, doing: str, done: int, of: int) -> None:
        """Tell how far something long is."""
        self.tell("progress", doing=doing, done=done, of=of)
