"""The reader's front: files in, modules out, read in parallel where there are many, and remembered by content."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django_pro.project.cache import Cache
from django_pro.project.places import is_migration, is_test
from django_pro.source.lowering import read_python
from django_pro.source.syntax import Module, pack, unpack
from django_pro.source.text import Lines, UnreadableText, line_starts, read_text

#: From this many files on that the cache lacks, reading is shared between processes.
MANY = 200
#: Files handed to a process at once.
BATCH = 40


@dataclass(frozen=True)
class Read:
    """A file as read: its module, or why there is none."""

    module: Module | None
    why: str = ""


NOTHING = Module((), (), (), b"\0\0\0\0")


class Sources:
    """Every file of Python that has been asked for, read once.

    Paths are relative to `root`, or absolute for files outside of it.
    """

    def __init__(self, root: Path, cache: Cache) -> None:
        self.root = root
        self.cache = cache
        self._modules: dict[str, Read] = {}
        self._lines: dict[str, Lines] = {}

    def read(self, path: str) -> Read:
        """Return a file, read now if it was not yet."""
        found = self._modules.get(path)
        if found is None:
            self.read_all([path])
            found = self._modules[path]
        return found

    def module(self, path: str) -> Module:
        """Return a file's module, an empty one where it cannot be read."""
        return self.read(path).module or NOTHING

    def lines(self, path: str) -> Lines:
        """Return where a file's lines begin."""
        found = self._lines.get(path)
        if found is None:
            found = self._lines[path] = Lines(self.module(path).lines if _is_python(path) else self._starts(path))
        return found

    def _starts(self, path: str) -> bytes:
        try:
            return line_starts((self.root / path).read_bytes())
        except OSError:  # gone since it was read: it has one line
            return line_starts(b"")

    def line(self, path: str, offset: int) -> int:
        """Return the line of a byte offset."""
        return self.lines(path).line(offset)

    def read_all(self, paths: Iterable[str]) -> None:
        """Read files, in several processes where they are many and new."""
        fresh: list[tuple[str, bytes, bytes]] = []
        for path in paths:
            if path in self._modules:
                continue
            try:
                raw = (self.root / path).read_bytes()
            except OSError as error:
                self._modules[path] = Read(None, f"the file cannot be read: {error.strerror}")
                continue
            key = hashlib.blake2b(raw, digest_size=16, person=b"later" if reads_later(path) else b"").digest()
            packed = self.cache.get(key)
            if packed is None:
                fresh.append((path, key, raw))
            else:
                self._modules[path] = Read(unpack(packed))
        self._read_fresh(fresh)

    def _read_fresh(self, fresh: list[tuple[str, bytes, bytes]]) -> None:
        wanted = [(raw, reads_later(path)) for path, _, raw in fresh]
        results = _in_processes(wanted) if len(fresh) >= MANY else _packed(wanted)
        kept: list[tuple[bytes, bytes]] = []
        for (path, key, _), result in zip(fresh, results, strict=True):
            if isinstance(result, str):
                self._modules[path] = Read(None, result)
            else:
                self._modules[path] = Read(unpack(result))
                kept.append((key, result))
        self.cache.put(kept)


def _is_python(path: str) -> bool:
    return path.endswith((".py", ".pyi"))


def reads_later(path: str) -> bool:
    """Whether the bodies of a file's functions are read only when they are asked for: few of tests and migrations are."""
    return is_test(path) or is_migration(path)


Wanted = tuple[bytes, bool]


def _in_processes(fresh: list[Wanted]) -> list[bytes | str]:
    batches = [fresh[at : at + BATCH] for at in range(0, len(fresh), BATCH)]
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        return [result for batch in pool.map(_packed, batches) for result in batch]


def _packed(files: list[Wanted]) -> list[bytes | str]:
    """Read each file; a file that is not Python text gives the reason instead."""
    paused = gc.isenabled()
    gc.disable()  # a syntax tree holds no cycles: collecting while it is built costs a fifth of the time
    try:
        return [_one(raw, later) for raw, later in files]
    finally:
        if paused:
            gc.enable()


def _one(raw: bytes, later: bool) -> bytes | str:
    try:
        return pack(read_python(read_text(raw), later=later))
    except UnreadableText as error:
        return str(error)
