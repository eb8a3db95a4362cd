"""The recorder's parts that need no project."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from django_pro import recorder
from django_pro.recorder.fingerprints import fingerprint, normalised
from django_pro.recorder.sinks import MemorySink
from django_pro.recorder.unit import MOST_QUERIES, Site, Unit

FILES = sorted(Path(recorder.__file__).parent.glob("*.py"))


@pytest.mark.parametrize(
    ("sql", "form"),
    [
        ("SELECT a FROM b WHERE c = %s", "SELECT a FROM b WHERE c = ?"),
        ("SELECT a FROM b WHERE c IN (%s, %s, %s)", "SELECT a FROM b WHERE c IN (…)"),
        ("SELECT a FROM b WHERE c = 'it''s' AND d = 1.5", "SELECT a FROM b WHERE c = ? AND d = ?"),
        ("INSERT INTO b (c, d) VALUES (%s, %s), (%s, NULL)", "INSERT INTO b (c, d) VALUES (…)"),
        ('SAVEPOINT "s140_x1"', "SAVEPOINT ?"),
    ],
)
def test_a_query_has_one_form_whatever_its_values(sql: str, form: str) -> None:
    assert normalised(sql) == form


def test_lists_of_any_length_are_alike() -> None:
    assert fingerprint("SELECT a WHERE b IN (%s, %s)") == fingerprint("SELECT a WHERE b IN (%s, %s, %s, %s)")


def test_a_unit_keeps_so_many_queries_and_counts_the_rest() -> None:
    unit = Unit("request", "books")
    for number in range(MOST_QUERIES + 7):
        unit.note("f", Site("shop/views.py", number), 0.0)
    assert (len(unit.made), unit.dropped, unit.queries) == (MOST_QUERIES, 7, MOST_QUERIES + 7)


def test_a_sink_in_memory_drops_the_oldest_and_counts_them() -> None:
    sink = MemorySink(most=2)
    for name in "abc":
        sink(Unit("request", name))
    assert [each.name for each in sink.taken()] == ["b", "c"]
    assert sink.dropped == 1


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_it_is_written_for_python_3_9(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))


def test_it_imports_neither_django_nor_our_own_packages_by_itself() -> None:
    modules = ", ".join(
        f"django_pro.recorder.{path.stem}" for path in FILES if path.stem not in ("__init__", "pytest_plugin")
    )
    code = f"import sys, {modules}\nprint(sorted({{each.split('.')[0] for each in sys.modules}} & {{'django', 'msgspec'}}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
