"""A version, and the questions about versions."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from django_pro.findings.blind import Unknown


class Version(msgspec.Struct, frozen=True):
    """A version of a distribution, of `python`, or of a database engine such as `postgresql`.

    `text` is one version where `exact`, as installed, locked or pinned, else what a requirement allows (PEP 440); `path`
    and `line` tell where it is written, 0 where the file as a whole says it.
    """

    name: str
    text: str
    exact: bool
    path: str
    line: int = 0

    @property
    def release(self) -> tuple[int, ...]:
        """Return the numbers that it begins with: of the version, or of the lowest that a requirement names."""
        found = re.search(r"\d+(?:\.\d+)*", self.text)
        return tuple(int(part) for part in found[0].split(".")) if found else ()


class Versions:
    """Questions about versions, by a distribution's normalised name, `python`, or the name of a database engine.

    `engines` are the database engines that the settings name, production's default first.
    """

    def __init__(self, found: Iterable[Version], engines: tuple[str, ...] = ()) -> None:
        self._found: dict[str, Version] = {}
        for each in found:
            known = self._found.get(each.name)
            if known is None or (each.exact and not known.exact):
                self._found[each.name] = each
        self.engines = engines

    def of(self, name: str) -> Version | Unknown:
        """Return the version of a distribution; the first that is exact wins over what only allows some."""
        return self._found.get(name) or Unknown(f"no file states the version of {name}")


def normal(name: str) -> str:
    """Return a distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
