"""The versions of what a project runs on, and where they are written."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from django_pro.findings.blind import Unknown


class Version(msgspec.Struct, frozen=True):
    """A version: as installed or locked where `exact`, else what a requirement allows; `path` and `line` tell where."""

    text: str
    exact: bool
    path: str
    line: int = 0


class Versions:
    """Questions about versions, by a distribution's normalised name, or `python`."""

    def __init__(self, found: Mapping[str, Version]) -> None:
        self._found = dict(found)

    def of(self, name: str) -> Version | Unknown:
        """Return the version of a distribution."""
        return self._found.get(name) or Unknown(f"no file states the version of {name}")
