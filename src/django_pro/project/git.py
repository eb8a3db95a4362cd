"""Git, for reading alone: no filter, hook or setting of the repository runs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from django_pro.source.errors import UsageError

_SAFE = ("-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "--no-optional-locks")


_COMMIT = "Give a commit that is here: --base origin/main"


def git(folder: Path, *words: str, given: bytes = b"", hint: str = _COMMIT) -> bytes:
    """Return what a reading git command prints; `UsageError` with git's own words and a hint where it fails."""
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *_SAFE, *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
            input=given,
        )
    except FileNotFoundError:
        raise UsageError("git is not installed", "Install git: what was there before is read by it.") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(f"git {words[0]}: {said[0] if said else 'failed'}", hint)
    return done.stdout


def top_of(folder: Path) -> Path:
    """Return the top of the git work tree that holds a folder."""
    return Path(git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\r\n"))


def merge_base(top: Path, reference: str) -> str:
    """Return the commit where the present branch left another."""
    if reference.startswith("-"):
        raise UsageError(f"{reference} is no commit", "Give a branch, tag or commit: --base main")
    return git(top, "merge-base", reference, "HEAD").decode().strip()


def blobs(top: Path, names: Sequence[str]) -> Iterator[bytes | None]:
    """Yield blobs by their names, in order; None for one that is not here."""
    asked = "".join(f"{name}\n" for name in names).encode()
    data, at = git(top, "cat-file", "--batch", given=asked), 0
    for _ in names:
        end = data.index(b"\n", at)
        head, at = data[at:end].split(), end + 1
        if head[-1] == b"missing":
            yield None
            continue
        size = int(head[2])
        yield data[at : at + size]
        at += size + 1
