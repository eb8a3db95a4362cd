"""The tree as it was: read from git's objects alone, into a folder of its own.

Blobs are read with `cat-file`, nothing is checked out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django_pro.project.git import blobs, git

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


def write_commit(top: Path, commit: str, into: Path) -> None:
    """Write a commit's files below a folder; links, submodules and what no review reads are left out."""
    rows = git(top, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")
    wanted = [(blob, path) for row in rows if row for blob, path in _file(row)]
    for (_, path), data in zip(wanted, blobs(top, [blob for blob, _ in wanted]), strict=True):
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data or b"")


def _file(row: bytes) -> Iterator[tuple[str, str]]:
    meta, _, raw = row.partition(b"\t")
    mode, kind, blob = meta.decode().split()
    path = raw.decode("utf-8", "replace")
    inside = PurePosixPath(path)
    plain = kind == "blob" and mode != "120000" and not inside.is_absolute() and ".." not in inside.parts
    if plain and inside.suffix.lower() not in _UNREAD:
        yield blob, path
