"""Edits that split a migration in two or three: the operations keep their order, and what they name goes with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django_pro.facts.migrations.states import Step
from django_pro.findings.finding import Fix
from django_pro.rules.migrated import is_docstring
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rewriting import Rewriting, following_name
from django_pro.source.edits import Edit
from django_pro.source.syntax import Assign, Class, Expression, Function, Import, ImportFrom, Name, Statement

_WORD = re.compile(r"[A-Za-z_]\w*")
_FILE = """{preamble}

class Migration(migrations.Migration):
    dependencies = [("{app}", "{before}")]

    operations = [
{operations}
    ]
"""
_IMPORTS = (Import, ImportFrom)
#: Operations that are code or SQL of the project's own.
_BY_HAND = re.compile(r"^[\w.]*Run(?:Python|SQL)\b")


@dataclass(frozen=True)
class Definition:
    """A statement of a migration's file: where it begins with its comments, what it binds, and the words that it holds."""

    node: Statement
    start: int
    binds: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True)
class Part:
    """Operations of a migration that become one of their own: its name without a number, and the items as written."""

    name: str
    items: tuple[str, ...]


def split(review: Reviewed, step: Step, name: str, *, by_hand: bool = False) -> Fix | None:
    """Return the edit that begins a new migration with an operation, and a third with what follows the code and SQL.

    `name` is put behind that of the migration; `by_hand` says that the operation is code or SQL.
    """
    rewriting = Rewriting(review, step.migration)
    at = rewriting.place(step)
    if at is None or rewriting.listed is None:
        return None
    items = rewriting.listed.items[at:]
    until = next(
        (n for n, each in enumerate(items) if by_hand and not _BY_HAND.search(rewriting.text(each))), len(items)
    )
    stem = step.migration.name.lstrip("0123456789_") or "split"
    texts = [rewriting.text(each) for each in items]
    parts = [Part(f"{stem}_{name}", tuple(texts[:until])), Part(f"{stem}_after", tuple(texts[until:]))]
    edits = Splitting(rewriting).edits(at, [part for part in parts if part.items])
    return Fix(False, edits) if edits else None


class Splitting:
    """Writes the edits that leave the first operations where they are and move the rest into migrations after it."""

    def __init__(self, rewriting: Rewriting) -> None:
        self.rewriting = rewriting
        self.migration = rewriting.migration
        body = rewriting.review.syntax(self.migration.path).body
        self.cls = self.migration.cls.node
        raw = rewriting.raw
        others = (each for each in body if each.start != self.cls.start and not is_docstring(each))
        self.definitions = tuple(_defined(raw, each) for each in others)

    def edits(self, stays: int, moved: Sequence[Part]) -> tuple[Edit, ...]:
        """Return the edits, none where the migration is not the last of its app or is put together otherwise."""
        listed = self.rewriting.listed
        if listed is None or not self.rewriting.is_last or not 0 < stays < len(listed.items):
            return ()
        items = listed.items[stays:]
        written = " ".join(item for part in moved for item in part.items)
        if any(not each.binds for each in self.definitions) or self._own_functions() & set(_WORD.findall(written)):
            return ()  # what a file does on import, and what its class defines, cannot be moved
        kept = self._needed(self._text_without(items)) | {"migrations"}
        gone = self._needed(written) - kept
        return (*self.rewriting.without(items), *self._taken_out(gone), *self._files(moved))

    def _own_functions(self) -> set[str]:
        body = self.cls.body if isinstance(self.cls, Class) else ()
        return {each.name for each in body if isinstance(each, Function)}

    def _text_without(self, items: Sequence[Expression]) -> str:
        """Return the class as it will be."""
        raw = self.rewriting.raw
        return (raw[self.cls.start : items[0].start] + raw[items[-1].end : self.cls.end]).decode("utf-8", "replace")

    def _needed(self, text: str) -> set[str]:
        """Return the names of the file that a text needs, and those that they need."""
        wanted = set(_WORD.findall(text))
        for definition in reversed(self.definitions):
            if definition.binds & wanted and not isinstance(definition.node, _IMPORTS):
                wanted |= definition.names
        return wanted

    def _taken_out(self, gone: set[str]) -> Iterator[Edit]:
        """Yield the edits that take definitions and imports away which nothing needs any more."""
        path = self.migration.path
        for each in self.definitions:
            if not each.binds & gone:
                continue
            start, end = each.start, self._end(each.node.end)
            if not isinstance(each.node, _IMPORTS):
                yield Edit(path, start, self._end(end, blank=True), "")
            else:
                yield Edit(path, start, end, _imported(each.node, each.binds - gone))

    def _end(self, end: int, *, blank: bool = False) -> int:
        """Return where the line ends, and the empty lines after it too."""
        raw = self.rewriting.raw
        while raw[end : end + 1] not in (b"\n", b""):
            end += 1
        end = min(end + 1, len(raw))
        while blank and raw[end : end + 1] == b"\n":
            end += 1
        return end

    def _files(self, moved: Sequence[Part]) -> Iterator[Edit]:
        before, folder = self.migration.name, self.migration.path.rpartition("/")[0]
        for part in moved:
            name = following_name(before, part.name)
            text = _FILE.format(
                preamble=self._preamble("\n".join(part.items)),
                app=self.migration.app,
                before=before,
                operations="\n".join(f"        {item}," for item in part.items),
            )
            yield Edit(f"{folder}/{name}.py", 0, 0, text)
            before = name

    def _preamble(self, text: str) -> str:
        """Return the imports and definitions that a text needs, as the file writes them."""
        wanted = self._needed(text) | {"migrations"}
        imports, definitions = "", ""
        for each in self.definitions:
            if isinstance(each.node, _IMPORTS):
                imports += _imported(each.node, each.binds & wanted)
            elif each.binds & wanted:
                text = self.rewriting.raw[each.start : each.node.end].decode("utf-8", "replace")
                definitions += f"{chr(10) * (1 if isinstance(each.node, Assign) else 2)}{text}\n"
        return f"{imports}{definitions}"


def _defined(raw: bytes, node: Statement) -> Definition:
    names = frozenset(_WORD.findall(raw[node.start : node.end].decode("utf-8", "replace")))
    return Definition(node, _with_comments(raw, node.start), _bound(node), names)


def _with_comments(raw: bytes, start: int) -> int:
    """Return where the comments begin that stand right above a statement."""
    while (line := raw.rfind(b"\n", 0, max(start - 1, 0)) + 1) < start and raw[line : line + 1] == b"#":
        start = line
    return start


def _bound(node: Statement) -> frozenset[str]:
    """Return the names that a statement at the top of a file binds; none where it does more than that."""
    if isinstance(node, _IMPORTS):
        return frozenset(each.alias or each.name.partition(".")[0] for each in node.names)
    if isinstance(node, Assign):
        return frozenset(each.id for each in node.targets if isinstance(each, Name))
    return frozenset({node.name}) if isinstance(node, (Function, Class)) else frozenset()


def _imported(node: Import | ImportFrom, names: frozenset[str]) -> str:
    """Return an import of some of its names alone, "" for none."""
    kept = [each for each in node.names if (each.alias or each.name.partition(".")[0]) in names]
    listed = ", ".join(f"{each.name} as {each.alias}" if each.alias else each.name for each in kept)
    if not kept:
        return ""
    if isinstance(node, Import):
        return f"import {listed}\n"
    return f"from {'.' * node.level}{node.module} import {listed}\n"
