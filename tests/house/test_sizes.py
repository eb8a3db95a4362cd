"""Files and functions stay small; those that are not have a reason here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "django_pro"
FILE, FUNCTION = 400, 60
#: Why a file, or a function as `file:name`, may be longer.
REASONS = {
    "source/syntax.py": "the node types of one language, a few lines each",
    "flow/engine.py": "the state that all readings share, and the questions asked of it, a few lines each",
}
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc"}


def files() -> list[Path]:
    """Return the package's own files; stubs of other packages are data."""
    return sorted(SOURCE.rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def too_long() -> Iterator[str]:
    """Yield each file and function that is longer than what is talked about."""
    for path in files():
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > FILE:
            yield name(path)
        for node in ast.walk(ast.parse(text)):
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and (node.end_lineno or 0) - node.lineno >= FUNCTION
            ):
                yield f"{name(path)}:{node.name}"


def test_what_is_long_has_a_reason() -> None:
    assert set(too_long()) == set(REASONS)


def test_no_drawer_for_odds_and_ends() -> None:
    parts = {part for path in files() for part in path.relative_to(SOURCE).with_suffix("").parts}
    assert not parts & FORBIDDEN


def test_folders_are_at_most_four_deep() -> None:
    assert not [name(path) for path in files() if len(path.relative_to(SOURCE).parts) > 5]


def test_every_file_begins_with_what_it_is() -> None:
    assert not [name(path) for path in files() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
