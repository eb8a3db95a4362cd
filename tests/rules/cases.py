"""A rule page as cases: the files of a project each, and the lines where the rule is to be found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.rules.page import Page
from tests.rules.bookshop import FILES, IMPORTS

_BLOCK = re.compile(
    r"(?:^`(?P<path>[^`\n]+)`(?P<released>, as it was released)?:\n+)?"
    r"^```(?P<language>\w*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_HEADING = re.compile(r"^### (.+)$", re.MULTILINE)
_PATHS = {"python": "shop/views.py", "py": "shop/views.py", "html": "templates/page.html", "toml": "pyproject.toml"}
_IMPORT = re.compile(r"^\s*(import|from)\s", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One project: `files` are its files, `marked` the places (path, line) where the rule is to be found.

    `own` are the files that the page itself shows; `released` those that it shows as the last release had them.
    """

    rule: str
    title: str
    files: dict[str, str]
    marked: tuple[tuple[str, int], ...]
    own: dict[str, str]
    released: dict[str, str]


def bad(page: Page) -> Case:
    """Return the page's Bad."""
    return _case(page, "Bad", page.parts["Bad"])


def quiet(page: Page) -> Iterator[Case]:
    """Yield the page's Good and Not this, where nothing is to be found; Not this may hold several headed cases."""
    yield _case(page, "Good", page.parts["Good"])
    yield from _headed(page, "Not this")


def others(page: Page) -> Iterator[Case]:
    """Yield the page's further cases."""
    yield from _headed(page, "Cases")


def _headed(page: Page, part: str) -> Iterator[Case]:
    before, *pieces = _HEADING.split(page.parts[part])
    if _BLOCK.search(before):
        yield _case(page, part, before)
    for title, text in zip(pieces[::2], pieces[1::2], strict=True):
        if _BLOCK.search(text):
            yield _case(page, f"{part}: {title}", text)


def _case(page: Page, title: str, text: str) -> Case:
    own: dict[str, str] = {}
    released: dict[str, str] = {}
    marked: list[tuple[str, int]] = []
    for block in _BLOCK.finditer(text):
        path = block["path"] or _PATHS[block["language"]]
        body = _with_imports(path, block["body"])
        clean, lines = _unmarked(page.code, body)
        (released if block["released"] else own)[path] = clean
        marked.extend((path, line) for line in lines)
    return Case(page.code, title, FILES | _packages(own) | own, tuple(sorted(marked)), own, released)


def _with_imports(path: str, body: str) -> str:
    bare = path.endswith(".py") and not _IMPORT.search(body)
    return IMPORTS + body if bare and path.startswith("shop/") and path != "shop/models.py" else body


def _packages(files: dict[str, str]) -> dict[str, str]:
    """Return an empty `__init__.py` for each folder of Python."""
    folders = {path.rpartition("/")[0] for path in files if path.endswith(".py") and "/" in path}
    inner = {"/".join(folder.split("/")[:end]) for folder in folders for end in range(1, folder.count("/") + 2)}
    return {f"{folder}/__init__.py": "" for folder in inner}


def _unmarked(code: str, body: str) -> tuple[str, list[int]]:
    """Return a block without its markers, and the lines that had one; two markers on a line are two findings."""
    marker = re.compile(rf"[ \t]*(?:# {code}\b|\{{# {code} #\}})")
    lines: list[str] = []
    marked: list[int] = []
    for number, line in enumerate(body.splitlines(keepends=True), 1):
        clean, count = marker.subn("", line)
        lines.append(clean)
        marked.extend([number] * count)
    return "".join(lines), marked
