"""The pages in `specs/`: each `#` is a small project, and its `# N+1: path` marks say what is read without being loaded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.flow.projects import flow_of, missing
from tests.rules.bookshop import FILES, IMPORTS

_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"(?:^`(?P<path>[^`\n]+)`:\n+)?^```(?:py|html)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"# N\+1: (\w+)")


def specs() -> list[object]:
    """Return the cases of all pages as parameters that carry their headings."""
    found: list[object] = []
    for page in sorted((Path(__file__).parent / "specs").glob("*.md")):
        text = re.sub(
            r"^```py\n.*?^```$", lambda block: block[0].replace("\n# ", "\n#  "), page.read_text(), flags=re.M | re.S
        )
        _, *pieces = _HEADING.split(text)
        found.extend(
            pytest.param(body, id=f"{page.stem}: {title}")
            for title, body in zip(pieces[::2], pieces[1::2], strict=True)
        )
    return found


@pytest.mark.parametrize("text", specs())
def test_spec(text: str, tmp_path: Path) -> None:
    files = dict(FILES)
    wanted: set[tuple[str, int, str]] = set()
    for block in _BLOCK.finditer(text):
        path, body = block["path"] or "shop/views.py", block["body"]
        files[path] = body if "import" in body or not path.endswith(".py") else IMPORTS + body
        for number, line in enumerate(files[path].splitlines(), 1):
            wanted.update((path, number, mark) for mark in _MARK.findall(line))
    project, readings = flow_of(tmp_path, files)
    assert missing(project, readings) == wanted
