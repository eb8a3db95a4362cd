"""A dump put into the throw-away database, instead of rows that we make."""

from __future__ import annotations

import gzip
import os
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import IO

from django_pro.rehearsal.binaries import Binaries
from django_pro.source.errors import UsageError

#: How the files begin that `pg_dump -Fc` and gzip make (PostgreSQL: pg_backup_archiver.c; RFC 1952).
_CUSTOM, _GZIP = b"PGDMP", b"\x1f\x8b"
#: What a dump does that a throw-away database need not: there is no such role, and nobody who is let in.
_QUIET = ["--no-owner", "--no-privileges", "--no-comments"]
_CHUNK = 1 << 20


def restore(dump: Path, database: dict[str, object], binaries: Binaries) -> None:
    """Restore a dump of any format that `pg_dump` writes, plain text perhaps packed by gzip; `UsageError` where it is none.

    Single errors are passed over, as both programs do by themselves: roles and extensions of production may not be here.
    """
    if not dump.exists():
        raise UsageError(f"there is no dump {dump}", "pg_dump -Fc makes one; mask it before it leaves production.")
    is_archive = dump.is_dir() or _begins(dump, _CUSTOM) or _is_tar(dump)
    program = "pg_restore" if is_archive else "psql"
    words = ["-d", str(database["name"]), *([*_QUIET, str(dump)] if is_archive else ["-X", "-q"])]
    code, said = _run(binaries.program(program), [*words, *_where(database)], database, None if is_archive else dump)
    if code and not (is_archive and "errors ignored on restore" in said):
        last = said.strip().splitlines()[-1] if said.strip() else f"{program} ended with {code}"
        raise UsageError(
            f"{dump} cannot be restored: {last}", "It is what pg_dump writes, of this version or an older one."
        )


def _begins(dump: Path, mark: bytes) -> bool:
    with dump.open("rb") as file:
        return file.read(len(mark)) == mark


def _is_tar(dump: Path) -> bool:
    """Whether a file is what `pg_dump -Ft` makes: a tar whose first member is the table of contents."""
    return _begins(dump, b"toc.dat\0")


def _where(database: dict[str, object]) -> list[str]:
    return ["-h", str(database["host"]), "-p", str(database["port"]), "-U", str(database["user"]), "-w"]


def _run(program: str, words: list[str], database: dict[str, object], given: Path | None) -> tuple[int, str]:
    environment = {**os.environ, "PGPASSWORD": str(database["password"]), "PGOPTIONS": "-c client_min_messages=error"}
    try:
        process = subprocess.Popen(
            [program, *words], env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise UsageError(
            f"{program} cannot be run: {error.strerror}", "A dump is restored by PostgreSQL's own programs."
        ) from None
    with process:
        assert process.stdin is not None and process.stderr is not None
        if given is not None:
            _feed(given, process.stdin)
        process.stdin.close()
        said = process.stderr.read().decode("utf-8", "replace")
    return process.returncode, said


def _feed(given: Path, to: IO[bytes]) -> None:
    with gzip.open(given) if _begins(given, _GZIP) else given.open("rb") as file, suppress(BrokenPipeError):
        while chunk := file.read(_CHUNK):
            to.write(chunk)
