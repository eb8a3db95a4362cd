"""A rule's page: documentation, what `explain` prints, and the rule's tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django_pro import rules

_TITLE = re.compile(r"# (DJP\d{3}) ([a-z0-9-]+)\n")
_PART = re.compile(r"^## (.+)\n", re.MULTILINE)
#: The parts that every page has, in this order.
PARTS = ("Why", "Bad", "Good", "Not this", "Cases")


@dataclass(frozen=True)
class Page:
    """A page by its rule's code and name; the rest is read when it is asked for."""

    code: str
    name: str
    path: Path

    @property
    def family(self) -> str:
        """Return the folder it stands in."""
        return self.path.parent.name

    @cached_property
    def text(self) -> str:
        """The whole page, as it is written."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def sentence(self) -> str:
        """The sentence under the title."""
        return self.text.split("\n## ", 1)[0].partition("\n")[2].strip()

    @cached_property
    def parts(self) -> dict[str, str]:
        """The text below each `##`."""
        _, *pieces = _PART.split(self.text)
        return dict(zip(pieces[::2], (piece.strip("\n") for piece in pieces[1::2]), strict=True))


def all_pages() -> tuple[Page, ...]:
    """Return every page by code; only their first lines are read, and no rule is imported."""
    folder = Path(rules.__path__[0])
    return tuple(sorted((_opened(path) for path in folder.glob("*/*.md")), key=lambda page: page.code))


def _opened(path: Path) -> Page:
    with path.open(encoding="utf-8") as file:
        title = _TITLE.match(file.readline())
    if title is None:
        raise ValueError(f"{path.name} does not begin with `# DJPnnn its-name`")
    return Page(title[1], title[2], path)


def find_page(what: str) -> Page | None:
    """Return the page of a code or name, in any case."""
    wanted = what.lower()
    return next((page for page in all_pages() if wanted in (page.code.lower(), page.name)), None)
