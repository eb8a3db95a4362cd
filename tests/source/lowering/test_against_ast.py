"""The standard library, and a few hard files, read by us and by CPython alike."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import pytest

from django_pro.source.lowering import read_python
from django_pro.source.text import read_text
from tests.source.lowering.from_ast import ours, theirs, without_literals

STDLIB = Path(ast.__file__).parent
FILES = ["ast.py", "argparse.py", "collections/__init__.py", "asyncio/base_events.py", "typing.py", "decimal.py",
         "_pydecimal.py", "inspect.py", "test/test_fstring.py", "test/test_syntax.py",
         "test/test_generators.py", "enum.py", "test/test_pep646_syntax.py",
         "test/test_unpack_ex.py", "test/test_named_expressions.py"]  # fmt: skip


def difference(mine: object, other: object, path: str = "") -> str:
    """Return where two trees part."""
    if isinstance(mine, tuple) and isinstance(other, tuple) and len(mine) == len(other):
        for at, (left, right) in enumerate(zip(mine, other, strict=True)):
            if left != right:
                return difference(left, right, f"{path}/{mine[0] if at and isinstance(mine[0], str) else at}")
    return f"{path}: ours {str(mine)[:300]} theirs {str(other)[:300]}"


@pytest.mark.parametrize("name", FILES)
def test_a_file_reads_as_cpython_reads_it(name: str) -> None:
    path = STDLIB / name
    if not path.exists():
        pytest.skip(f"waits for {name}, which this Python was installed without")
    raw = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(raw)
    module = read_python(read_text(raw))
    mine = without_literals(ours(module.body))
    other = without_literals(theirs([node for node in tree.body if not isinstance(node, ast.Match)]))
    assert not module.unread
    assert mine == other, difference(mine, other)


@pytest.mark.parametrize(
    "text",
    ["[*a.b(), c]", "{*a[1]}", "(*a + b, c)", "x = *a.b(c), d", "*a.b, c"],
)
def test_a_star_takes_the_whole_item(text: str) -> None:
    assert ours(read_python(read_text(text.encode())).body) == theirs(ast.parse(text).body)
