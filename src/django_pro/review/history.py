"""The tree as it was: read from git's objects alone, into a folder of its own.

No filter, hook or setting of the repository runs: blobs are read with `cat-file`, nothing is checked out.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from django_pro.source.errors import UsageError

_SAFE = ("-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "--no-optional-locks")
#: Files that no review reads, by ending; they are often most of a repository.
_UNREAD = frozenset(
    [
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".ico",
        ".pdf",
        ".zip",
        ".gz",
        ".woff",
        ".woff2",
        ".ttf",
        ".otf",
        ".eot",
        ".mp3",
        ".mp4",
        ".mov",
        ".map",
        ".min.js",
        ".mo",
        ".bin",
    ]
)


def git(folder: Path, *words: str) -> bytes:
    """Return what a reading git command prints; `UsageError` with git's own words where it fails."""
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *_SAFE, *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise UsageError("git is not installed", "The gate compares with a commit, and reads it by git.") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(
            f"git {words[0]}: {said[0] if said else 'failed'}", "Give a commit that is here: --base origin/main"
        )
    return done.stdout


def top_of(folder: Path) -> Path:
    """Return the top of the git work tree that holds a folder."""
    return Path(git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\r\n"))


def merge_base(top: Path, reference: str) -> str:
    """Return the commit where the present branch left another."""
    if reference.startswith("-"):
        raise UsageError(f"{reference} is no commit", "Give a branch, tag or commit: --base main")
    return git(top, "merge-base", reference, "HEAD").decode().strip()


def write_commit(top: Path, commit: str, into: Path) -> None:
    """Write a commit's files below a folder; links, submodules and what no review reads are left out."""
    rows = git(top, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")
    wanted = [(blob, path) for row in rows if row for blob, path in _file(row)]
    for (_, path), data in zip(wanted, _blobs(top, [blob for blob, _ in wanted]), strict=True):
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _file(row: bytes) -> Iterator[tuple[str, str]]:
    meta, _, raw = row.partition(b"\t")
    mode, kind, blob = meta.decode().split()
    path = raw.decode("utf-8", "replace")
    inside = PurePosixPath(path)
    plain = kind == "blob" and mode != "120000" and not inside.is_absolute() and ".." not in inside.parts
    if plain and inside.suffix.lower() not in _UNREAD:
        yield blob, path


def _blobs(top: Path, names: Sequence[str]) -> Iterator[bytes]:
    """Yield blobs by their names, in order; one that is not here is empty."""
    asked = "".join(f"{name}\n" for name in names).encode()
    done = subprocess.run(["git", *_SAFE, "cat-file", "--batch"], cwd=top, input=asked, capture_output=True, check=True)
    data, at = done.stdout, 0
    for _ in names:
        end = data.index(b"\n", at)
        head, at = data[at:end].split(), end + 1
        size = int(head[2]) if head[-1] != b"missing" else -1
        yield data[at : at + max(size, 0)]
        at += size + 1
