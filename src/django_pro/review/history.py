"""The tree as it was, as it is staged, and as a patch makes it: written into a folder of its own.

Blobs are read with `cat-file`, nothing is checked out.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
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
    _write(top, (each for row in rows if row for each in _file(row)), into)


def write_index(top: Path, into: Path) -> None:
    """Write the files of the index, what is staged, below a folder."""
    rows = git(top, "ls-files", "--stage", "-z", "--full-name").split(b"\0")
    _write(top, (each for row in rows if row for each in _staged(row)), into)


def write_patched(top: Path, patch: bytes, into: Path) -> None:
    """Write the work tree below a folder, with a patch applied there; `UsageError` where it does not apply."""
    listed = git(top, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--full-name").split(b"\0")
    for raw in dict.fromkeys(listed):
        path = raw.decode("utf-8", "replace")
        source = top / path
        if path and source.is_file() and not source.is_symlink() and source.suffix.lower() not in _UNREAD:
            target = into / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    if patch.strip():
        git(
            into, "apply", "--whitespace=nowarn", "-", given=patch, hint="A patch of this work tree as it is is wanted."
        )


def _write(top: Path, files: Iterable[tuple[str, str]], into: Path) -> None:
    wanted = list(files)
    for (_, path), data in zip(wanted, blobs(top, [blob for blob, _ in wanted]), strict=True):
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data or b"")


def _staged(row: bytes) -> Iterator[tuple[str, str]]:
    meta, _, raw = row.partition(b"\t")
    mode, blob, stage = meta.decode().split()
    if stage == "0":  # of a conflict there is no one version
        yield from _file(f"{mode} blob {blob}\t".encode() + raw)


def _file(row: bytes) -> Iterator[tuple[str, str]]:
    meta, _, raw = row.partition(b"\t")
    mode, kind, blob = meta.decode().split()
    path = raw.decode("utf-8", "replace")
    inside = PurePosixPath(path)
    plain = kind == "blob" and mode != "120000" and not inside.is_absolute() and ".." not in inside.parts
    if plain and inside.suffix.lower() not in _UNREAD:
        yield blob, path
