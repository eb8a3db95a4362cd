"""The coverage data that a run of the tests left."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from django_pro.facts.coverage import Coverage
from django_pro.findings.blind import Unknown
from django_pro.project.project import Project
from tests.facts.projects import shop

SCHEMA = """
CREATE TABLE file (id integer primary key, path text);
CREATE TABLE line_bits (file_id integer, context_id integer, numbits blob);
CREATE TABLE arc (file_id integer, context_id integer, fromno integer, tono integer);
"""


def measured(project: Project, *rows: tuple[str, tuple[object, ...]]) -> Coverage:
    """Write a database of coverage.py's with some rows."""
    with sqlite3.connect(project.root / ".coverage") as connection:
        connection.executescript(SCHEMA)
        for statement, values in rows:
            connection.execute(statement, values)
    connection.close()
    return Coverage(project)


def test_lines_are_read_of_bits(tmp_path: Path) -> None:
    project = shop(tmp_path, {})
    path = str(project.root / "shop/models.py")
    coverage = measured(
        project,
        ("INSERT INTO file VALUES (1, ?)", (path,)),
        ("INSERT INTO line_bits VALUES (1, 1, ?)", (bytes([0b00000010, 0b00000001]),)),
    )
    assert coverage.executed("shop/models.py") == frozenset({1, 8})


def test_lines_are_read_of_branches(tmp_path: Path) -> None:
    project = shop(tmp_path, {})
    coverage = measured(
        project,
        ("INSERT INTO file VALUES (1, ?)", ("shop/models.py",)),
        ("INSERT INTO arc VALUES (1, 1, ?, ?)", (-1, 4)),
        ("INSERT INTO arc VALUES (1, 1, ?, ?)", (4, 5)),
    )
    assert coverage.executed("shop/models.py") == frozenset({4, 5})


def test_a_file_changed_since_is_not_judged(tmp_path: Path) -> None:
    project = shop(tmp_path, {"coverage.json": '{"files": {"shop/models.py": {"executed_lines": [1]}}}'})
    os.utime(project.root / "coverage.json", (1, 1))
    found = Coverage(project).executed("shop/models.py")
    assert isinstance(found, Unknown) and "changed after" in found.why


@pytest.mark.parametrize("text", ["", "{", '{"files": 3}'])
def test_data_that_cannot_be_read_is_said(text: str, tmp_path: Path) -> None:
    project = shop(tmp_path, {"coverage.json": text})
    found = Coverage(project).executed("shop/models.py")
    assert isinstance(found, Unknown) and "cannot be read" in found.why


def test_a_database_of_something_else_is_said(tmp_path: Path) -> None:
    project = shop(tmp_path, {".coverage": "no database"})
    found = Coverage(project).executed("shop/models.py")
    assert isinstance(found, Unknown) and "cannot be read" in found.why


def test_a_file_that_was_not_measured_is_not_judged(tmp_path: Path) -> None:
    project = shop(tmp_path, {"coverage.json": '{"files": {}}'})
    found = Coverage(project).executed("shop/models.py")
    assert isinstance(found, Unknown) and "knows no" in found.why


def test_no_data_is_no_run(tmp_path: Path) -> None:
    assert Coverage(shop(tmp_path, {})).run is None
