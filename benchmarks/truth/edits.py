"""Edits of a public project's models, each of which leaves a migration missing; made in place and taken back."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SKIPPED = frozenset({"migrations", "tests", "test", "node_modules", "venv", "docs"})


@dataclass(frozen=True)
class Candidate:
    """A class that has fields, in a file of the project."""

    file: Path
    text: str
    node: ast.ClassDef

    @property
    def lines(self) -> list[str]:
        """The file's lines."""
        return self.text.splitlines(keepends=True)

    def again(self, text: str) -> Candidate:
        """The same class in its file as it is now."""
        same = (each for each in ast.parse(text).body if isinstance(each, ast.ClassDef))
        return Candidate(self.file, text, next(each for each in same if each.name == self.node.name))

    @property
    def fields(self) -> list[ast.Assign]:
        """The assignments of `models.…(…)`, each on lines of its own."""
        found = (each for each in self.node.body if isinstance(each, ast.Assign) and isinstance(each.value, ast.Call))
        return [each for each in found if ast.unparse(each.value.func).startswith("models.")]

    def written(self, start: int, end: int, text: str) -> str:
        """The file with the lines from `start` to before `end` (counted from 0) replaced."""
        lines = self.lines
        return "".join([*lines[:start], text, *lines[end:]])

    def changed(self, field: ast.Assign, pattern: str, replacement: str) -> str | None:
        """The file with a field's text changed, None where the pattern is not in it."""
        start, end = field.lineno - 1, field.end_lineno or field.lineno
        text = "".join(self.lines[start:end])
        new = re.sub(pattern, replacement, text, count=1)
        return self.written(start, end, new) if new != text else None


Edit = Callable[[Candidate], str | None]
Change = dict[Path, str]


def candidates(root: Path, names: frozenset[str]) -> Iterator[Candidate]:
    """Yield the classes at the top of files whose names are those of models, the least used first."""
    texts = {file: file.read_text(encoding="utf-8", errors="replace") for file in files(root)}
    found = [
        Candidate(file, text, node)
        for file, text in texts.items()
        if "models." in text
        for node in body_of(text)
        if isinstance(node, ast.ClassDef) and node.name in names and Candidate(file, text, node).fields
    ]
    words = {
        each: len(re.findall(rf"\b{each}\b", "\n".join(texts.values()))) for each in {one.node.name for one in found}
    }
    yield from sorted(found, key=lambda each: (words[each.node.name], each.node.name, each.file))


def body_of(text: str) -> list[ast.stmt]:
    """The statements of a file; none where its syntax is newer than this interpreter's: such a file is not edited."""
    try:
        return ast.parse(text).body
    except SyntaxError:
        return []


def files(root: Path) -> Iterator[Path]:
    """Yield the project's files that may hold models."""
    for file in sorted(root.rglob("*.py")):
        inside = file.relative_to(root)
        if not (_SKIPPED & set(inside.parts)) and not file.name.startswith("test"):
            yield file


def add_field(candidate: Candidate) -> str:
    """Add a column behind the last field."""
    last = candidate.fields[-1]
    end = last.end_lineno or last.lineno
    return candidate.written(
        end, end, f"{' ' * last.col_offset}parity_note = models.CharField(max_length=20, null=True)\n"
    )


def remove_model(candidate: Candidate) -> str | None:
    """Take a class out; what imports it finds None."""
    start = min([candidate.node.lineno, *(each.lineno for each in candidate.node.decorator_list)]) - 1
    return candidate.written(start, candidate.node.end_lineno or start, f"{candidate.node.name} = None\n")


def _first(candidate: Candidate, pattern: str, replacement: str, without: tuple[str, ...] = ()) -> str | None:
    """Change the first field that has a text, of those that have none of others."""
    fields = (each for each in candidate.fields if not any(word in ast.unparse(each) for word in without))
    return next((text for each in fields if (text := candidate.changed(each, pattern, replacement))), None)


def longer(candidate: Candidate) -> str | None:
    """Make a text's `max_length` another."""
    return _first(candidate, r"max_length=(\d+)", r"max_length=1\1")


def add_index(candidate: Candidate) -> str | None:
    """Ask for an index of a column."""
    fields = r"(models\.(?:Char|Integer|DateTime|Boolean)Field\()(?!\s*[_\"'])"
    return _first(candidate, fields, r"\1db_index=True, ", ("db_index", "unique"))


def not_null(candidate: Candidate) -> str | None:
    """Let a column take NULL no longer."""
    return _first(candidate, r"null=True", "null=False", ("ManyToMany", "SET_NULL"))


def _in_meta(candidate: Candidate, option: str, value: str) -> str | None:
    metas = [each for each in candidate.node.body if isinstance(each, ast.ClassDef) and each.name == "Meta"]
    if not metas or option in ast.unparse(metas[0]):
        return None
    first = metas[0].body[0]
    return candidate.written(first.lineno - 1, first.lineno - 1, f"{' ' * first.col_offset}{option} = {value}\n")


def _column(candidate: Candidate) -> str:
    found = (each for each in candidate.fields if "ManyToMany" not in ast.unparse(each))
    return ast.unparse(next(found, candidate.fields[0]).targets[0])


def meta_index(candidate: Candidate) -> str | None:
    """Add an index to `Meta`."""
    column = _column(candidate)
    return _in_meta(candidate, "indexes", f'[models.Index(fields=["{column}"], name="parity_index")]')


def meta_constraint(candidate: Candidate) -> str | None:
    """Add a constraint to `Meta`."""
    column = _column(candidate)
    return _in_meta(candidate, "constraints", f'[models.UniqueConstraint(fields=["{column}"], name="parity_unique")]')


def meta_together(candidate: Candidate) -> str | None:
    """Hold two columns unique together."""
    return _in_meta(candidate, "unique_together", f'[("id", "{_column(candidate)}")]')


def meta_table(candidate: Candidate) -> str | None:
    """Give the table a name."""
    return _in_meta(candidate, "db_table", '"parity_table"')


EDITS: dict[str, tuple[Edit, ...]] = {
    "field": (add_field,),
    "length": (longer,),
    "model": (remove_model,),
    "rest": (add_index, not_null, meta_index, meta_constraint, meta_together, meta_table),
}


@contextmanager
def edited(change: Change) -> Iterator[None]:
    """Write files anew, and as they were afterwards."""
    before = {file: file.read_bytes() for file in change}
    try:
        for file, text in change.items():
            file.write_text(text, encoding="utf-8")
        yield
    finally:
        for file, content in before.items():
            file.write_bytes(content)


def choices(name: str, found: list[Candidate]) -> Iterator[Change]:
    """Yield the ways to make one edit; where it is several, they go to as many classes, all in one."""
    edits = EDITS[name]
    if len(edits) == 1:
        yield from ({each.file: text} for each in found if (text := edits[0](each)))
        return
    change: Change = {}
    left = list(found)
    for edit in edits:
        for each in left:
            now = each.again(change.get(each.file, each.text))
            if text := edit(now):
                change[each.file] = text
                left.remove(each)
                break
    yield change
