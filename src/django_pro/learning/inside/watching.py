"""What is looked at while the settings are imported: files, and variables of the environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Watched:
    """The modules that were imported, the files that were opened, and the variables that were asked for."""

    def __init__(self) -> None:
        self.modules: list[str] = []
        self.files: set[str] = set()
        self.variables: dict[str, bool] = {}


@contextmanager
def watching() -> Iterator[Watched]:
    """Watch until the block ends."""
    found, before, on = Watched(), set(sys.modules), [True]
    kind: Any = type(os.environ)
    original = kind.__getitem__

    def opened(event: str, arguments: tuple[Any, ...]) -> None:
        if on and event == "open" and isinstance(arguments[0], str) and not arguments[0].endswith((".py", ".pyc")):
            found.files.add(os.path.abspath(arguments[0]))

    def noting(self: Any, name: Any) -> Any:
        if isinstance(name, str):
            found.variables[name] = name in self._data or self.encodekey(name) in self._data
        return original(self, name)

    sys.addaudithook(opened)  # it stays for good, and does nothing once the list is empty
    kind.__getitem__ = noting
    try:
        yield found
    finally:
        on.clear()
        kind.__getitem__ = original
        found.modules = [each for each in list(sys.modules) if each not in before]
