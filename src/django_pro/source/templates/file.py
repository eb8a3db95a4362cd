"""The template being read."""

from __future__ import annotations

from django_pro.source.templates.places import Places
from django_pro.source.templates.splitting import Bit
from django_pro.source.templates.syntax import Extends, Include, Load, Note, Remark, Unread


class File:
    """A template being read: its text, and what was met on the way."""

    __slots__ = ("byte", "comments", "extends", "includes", "loads", "notes", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.byte = Places(text).byte
        self.notes: list[Note] = []
        self.comments: list[Remark] = []
        self.extends: list[Extends] = []
        self.includes: list[Include] = []
        self.loads: list[Load] = []

    def note(self, character: int, why: str) -> None:
        """Remember something odd."""
        self.notes.append(Note(self.byte(character), why))

    def miss(self, bit: Bit, why: str) -> Unread:
        """Return, and remember, that something could not be read."""
        self.note(bit.start, why)
        return Unread(self.byte(bit.start), self.byte(bit.end), why)
