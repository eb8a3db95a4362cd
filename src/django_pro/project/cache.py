"""What depends on a file's bytes alone, remembered by their hash in the user's cache folder."""

from __future__ import annotations

import os
import sqlite3
import sys
import weakref
from collections.abc import Iterable
from pathlib import Path

from django_pro import __version__


def cache_folder() -> Path:
    """Return the user's cache folder for this version, which need not exist."""
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "django-pro" / __version__
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "django-pro" / "cache" / __version__
    return Path.home() / ".cache" / "django-pro" / __version__


class Cache:
    """Packed modules by the hash of their source; forgets silently, since everything in it can be made again."""

    def get(self, key: bytes) -> bytes | None:
        """Return what was kept, or None."""
        return None

    def put(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep rows of hash and packed module."""


class DiskCache(Cache):
    """A cache in one SQLite file; a broken or locked file is the same as an empty one.

    A forked process opens the file again (SQLite: "Do not carry a connection across a fork").
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connect()

    def _connect(self) -> None:
        folder = self._folder
        self._process = os.getpid()
        self._connection: sqlite3.Connection | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(folder / "modules.sqlite3", timeout=2)
            weakref.finalize(self, self._connection.close)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=OFF")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS module (key BLOB PRIMARY KEY, packed BLOB) WITHOUT ROWID"
            )
        except (OSError, sqlite3.Error):
            self._connection = None

    def get(self, key: bytes) -> bytes | None:
        """Return what was kept, None where nothing was."""
        if self._process != os.getpid():
            self._connect()
        if self._connection is None:
            return None
        try:
            row = self._connection.execute("SELECT packed FROM module WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        return row[0] if row else None

    def put(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep values by key."""
        if self._process != os.getpid():
            self._connect()
        if self._connection is None:
            return
        try:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO module VALUES (?, ?)", rows)
        except sqlite3.Error:
            self._connection = None
