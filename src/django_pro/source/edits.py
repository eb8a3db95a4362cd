"""Edits by byte offsets: merging them, and carrying them out on bytes and on files.

EditError            an edit that cannot be carried out; `path` says where
├── OverlappingEdits   two edits want the same bytes
├── MisplacedEdit      an edit beyond the end of its file, or a path outside of the root
├── ChangedFile        the file is not what was read
└── UnwritableFile     the system refused; nothing is changed, but the files that `left_changed` names
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

import msgspec

#: What a file that is made may be: read by all, written by its owner.
_NEW_MODE = 0o644


class Edit(msgspec.Struct, frozen=True):
    """Put `text` in place of the bytes from `start` to `end` of the file at `path`, POSIX and relative to the root.

    A file that is not there is made, in a folder that is, by an edit of its bytes 0 to 0.
    """

    path: str
    start: int
    end: int
    text: str


class EditError(Exception):
    """An edit that cannot be carried out."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class OverlappingEdits(EditError):
    """Two edits that want the same bytes."""

    def __init__(self, first: Edit, second: Edit) -> None:
        places = f"{first.start}-{first.end} and {second.start}-{second.end}"
        super().__init__(first.path, f"two edits overlap, at bytes {places}")
        self.first = first
        self.second = second


class MisplacedEdit(EditError):
    """An edit beyond the end of its file, or of a path outside of the root."""


class ChangedFile(EditError):
    """A file that is not what was read."""


class UnwritableFile(EditError):
    """A file that could not be read or replaced; `left_changed` are those that could not be put back."""

    def __init__(self, path: str, why: str, left_changed: tuple[str, ...] = ()) -> None:
        super().__init__(path, why)
        self.left_changed = left_changed


class _Change(msgspec.Struct, frozen=True):
    """One file's change: `path` as the edits name it, `target` the real file, `draft` the new one beside it."""

    path: str
    target: Path
    before: bytes
    after: bytes
    draft: Path = Path()
    new: bool = False


def merge_edits(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return edits by path and place, identical ones once; `OverlappingEdits` where two want the same bytes.

    Insertions at one place keep their order, and stand before an edit that replaces the bytes behind them.
    """
    merged = sorted(dict.fromkeys(edits), key=lambda edit: (edit.path, edit.start, edit.end))
    for first, second in pairwise(merged):
        if first.path == second.path and second.start < first.end:
            raise OverlappingEdits(first, second)
    return tuple(merged)


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return one file's bytes after its edits, whatever path they name; `OverlappingEdits`, `MisplacedEdit`."""
    every = tuple(edits)
    pieces, at = [], 0
    for edit in merge_edits(msgspec.structs.replace(edit, path=every[0].path) for edit in every):
        if not 0 <= edit.start <= edit.end <= len(data):
            raise MisplacedEdit(edit.path, f"bytes {edit.start}-{edit.end} are not in its {len(data)} bytes")
        pieces += [data[at : edit.start], edit.text.encode("utf-8", "surrogateescape")]
        at = edit.end
    return b"".join([*pieces, data[at:]])


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal, as `apply_edits` expects it."""
    return hashlib.sha256(data).hexdigest()


def file_digest(file: Path) -> str | None:
    """Return the `digest` of a file, None where it cannot be read."""
    try:
        return digest(file.read_bytes())
    except OSError:
        return None


def apply_edits(root: Path, edits: Iterable[Edit], *, expected: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Edit the files below a folder, all or none, and return the paths that changed.

    `expected` maps paths to the `digest` they had when they were read.  Every new content is made and checked before
    the first file is touched; each file is then replaced at once, keeping its mode; where one fails, those already
    replaced are put back.  A symbolic link stays, the file it leads to is edited.  Raises an `EditError`.
    """
    targets = _targets(root, edits)
    every = [_changed(path, target, inside, expected or {}) for target, (path, inside) in targets.items()]
    changes = [change for change in every if change.after != change.before]
    with contextlib.ExitStack() as drafts:
        _replace_all([_drafted(change, change.after, drafts) for change in changes])
    return tuple(change.path for change in changes)


def _targets(root: Path, edits: Iterable[Edit]) -> dict[Path, tuple[str, list[Edit]]]:
    """Return the edits by the real file they are for: two paths may lead to one file."""
    targets: dict[Path, tuple[str, list[Edit]]] = {}
    for edit in sorted(edits, key=lambda edit: edit.path):
        target = _target(root, edit.path)
        targets.setdefault(target, (edit.path, []))[1].append(edit)
    return targets


def _target(root: Path, path: str) -> Path:
    if Path(path).anchor or ".." in Path(path).parts:
        raise MisplacedEdit(path, "the path leads outside of the root")
    try:
        if not os.path.lexists(root / path):
            return (root / path).parent.resolve(strict=True) / Path(path).name
        return (root / path).resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise UnwritableFile(path, _reason(error)) from error


def _changed(path: str, target: Path, edits: list[Edit], expected: Mapping[str, str]) -> _Change:
    if not target.exists():
        if any(each.end for each in edits):
            raise UnwritableFile(path, "there is no such file")
        return _Change(path, target, b"", edited(b"", edits), new=True)
    before = _read(path, target)
    digests = {expected[edit.path] for edit in edits if edit.path in expected}
    if digests - {digest(before)}:
        raise ChangedFile(path, "the file changed since it was read")
    if not os.access(target, os.W_OK):
        raise UnwritableFile(path, "the file is read-only")
    return _Change(path, target, before, edited(before, edits))


def _read(path: str, target: Path) -> bytes:
    try:
        return target.read_bytes()
    except OSError as error:
        raise UnwritableFile(path, _reason(error)) from error


def _drafted(change: _Change, content: bytes, drafts: contextlib.ExitStack) -> _Change:
    """Return the change with its content written beside the file; what is left of that goes when the stack closes."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{change.target.name}.", suffix=".tmp", dir=change.target.parent)
        draft = Path(name)
        drafts.callback(_discard, draft)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if change.new:
            draft.chmod(_NEW_MODE)
        else:
            shutil.copymode(change.target, draft)
    except OSError as error:
        raise UnwritableFile(change.path, _reason(error)) from error
    return msgspec.structs.replace(change, draft=draft)


def _replace_all(drafts: list[_Change]) -> None:
    done: list[_Change] = []
    try:
        for change in drafts:
            _replace(change)
            done.append(change)
    except EditError as error:
        left = tuple(change.path for change in reversed(done) if not _put_back(change))
        if left:
            raise UnwritableFile(error.path, f"{error.why}; still changed: {', '.join(left)}", left) from error
        raise


def _replace(change: _Change) -> None:
    if change.new:
        if change.target.exists():
            raise ChangedFile(change.path, "a file of this name came meanwhile")
    elif _read(change.path, change.target) != change.before:
        raise ChangedFile(change.path, "the file changed since it was read")
    _move(change)


def _put_back(change: _Change) -> bool:
    """Return whether the file holds again what it held before."""
    if change.new:
        _discard(change.target)
        return not change.target.exists()
    try:
        with contextlib.ExitStack() as drafts:
            _move(_drafted(change, change.before, drafts))
    except EditError:
        return False
    return True


def _move(change: _Change) -> None:
    try:
        os.replace(change.draft, change.target)
    except OSError as error:
        raise UnwritableFile(change.path, _reason(error)) from error


def _discard(draft: Path) -> None:
    with contextlib.suppress(OSError):
        draft.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
