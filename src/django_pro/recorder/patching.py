"""Functions of others put in the place of their own, and put back."""

from __future__ import annotations

from typing import Any, Callable

Around = Callable[..., Any]


class Patches:
    """What was put in place: each function once, and all of it can be taken out again."""

    def __init__(self) -> None:
        self._before: dict[tuple[Any, str], Any] = {}

    def around(self, owner: Any, name: str, make: Callable[[Around], Around]) -> None:
        """Put `make(function)` in the place of an owner's own function; one that it has not itself is left alone."""
        own = vars(owner).get(name)
        if own is None or (owner, name) in self._before:
            return
        self._before[(owner, name)] = own
        setattr(owner, name, make(own))

    def undo(self) -> None:
        """Put everything back as it was."""
        for (owner, name), own in self._before.items():
            setattr(owner, name, own)
        self._before.clear()
