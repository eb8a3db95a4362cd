"""What holds for every reading: its confidence, its order, its cost, and the edits that mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.facts.models import Models
from django_pro.findings.finding import Confidence
from django_pro.flow import apart
from django_pro.flow.cures import cure_of
from django_pro.flow.engine import Engine
from django_pro.flow.reading import Flow
from django_pro.flow.touches import LOADED, MISSING
from django_pro.project.project import Options, open_tree
from tests.flow.projects import flow_of
from tests.rules.bookshop import FILES, IMPORTS
from tests.rules.projects import write_project


def views(text: str) -> dict[str, str]:
    return FILES | {"shop/views.py": IMPORTS + text}


def cured(folder: Path, text: str) -> str:
    """Return the views with the one missing load mended."""
    project, readings = flow_of(folder, views(text))
    (reading,) = [each for each in readings if each.state == MISSING]
    raw = (folder / "shop/views.py").read_bytes()
    for edit in cure_of(project, Models(project), reading).edits:
        raw = raw[: edit.start] + edit.text.encode() + raw[edit.end :]
    return raw.decode().removeprefix(IMPORTS)


def test_every_way_lacks_it(tmp_path: Path) -> None:
    _, (reading,) = flow_of(tmp_path, views("def view():\n    return [b.author for b in Book.objects.all()]\n"))
    assert (reading.state, reading.confidence) == (MISSING, Confidence.PROVED)


def test_some_way_lacks_it(tmp_path: Path) -> None:
    text = """
def view(fast):
    books = Book.objects.all()
    if fast:
        books = books.select_related("author")
    return [b.author for b in books]
"""
    _, (reading,) = flow_of(tmp_path, views(text))
    assert (reading.state, reading.confidence) == (MISSING, Confidence.LIKELY)


def test_what_is_loaded_is_a_reading_too(tmp_path: Path) -> None:
    text = "def view():\n    return [b.author for b in Book.objects.select_related('author')]\n"
    _, (reading,) = flow_of(tmp_path, views(text))
    assert reading.state == LOADED


def test_loads_that_are_not_literals_are_said(tmp_path: Path) -> None:
    text = "def view(names):\n    return [b.author for b in Book.objects.select_related(*names)]\n"
    _, (reading,) = flow_of(tmp_path, views(text))
    assert reading.state == "the relations to join are not literals"


def test_the_trail_names_the_calls(tmp_path: Path) -> None:
    text = "def show(book):\n    print(book.author)\n\ndef view():\n    for b in Book.objects.all():\n        show(b)\n"
    project, (reading,) = flow_of(tmp_path, views(text))
    assert [project.sources.line(place.path, place.start) for place in reading.uses[0].trail] == [7]


def test_joins_are_written_into_the_queryset(tmp_path: Path) -> None:
    text = "def view():\n    return [b.author for b in Book.objects{0}]\n"
    for number, (before, after) in enumerate({
        ".all()": '.select_related("author")',
        '.filter(title="a").order_by("title")': '.filter(title="a").order_by("title").select_related("author")',
        '.select_related("publisher")': '.select_related("publisher", "author")',
        ".order_by('title')[:50]": ".order_by('title').select_related(\"author\")[:50]",
    }.items()):  # fmt: skip
        assert cured(tmp_path / str(number), text.format(before)) == text.format(after)


def test_a_deferred_key_is_not_joined(tmp_path: Path) -> None:
    text = "def view():\n    return [b.author for b in Book.objects.only('title')]\n"
    assert cured(tmp_path, text) == text


def test_readings_come_in_the_same_order_each_time(tmp_path: Path) -> None:
    lines = [
        f"def view{n}():\n    return [(b.author, b.publisher, b.tags.count()) for b in Book.objects.all()]\n"
        for n in range(5)
    ]
    _, first = flow_of(tmp_path / "a", views("\n".join(lines)))
    _, second = flow_of(tmp_path / "b", views("\n".join(lines)))
    assert first == second
    assert len(first) == 15


@pytest.mark.slow
def test_functions_that_all_call_each_other_end(tmp_path: Path) -> None:
    names = [f"f{n}" for n in range(30)]
    calls = "".join(f"    {name}(book.author.books.first())\n" for name in names)
    text = (
        "\n".join(f"def {name}(book):\n{calls}" for name in names)
        + "\ndef view():\n    for b in Book.objects.all():\n        f0(b)\n"
    )
    project, readings = flow_of(tmp_path, views(text))
    assert readings
    engine = Engine(project, Models(project))
    assert engine.steps == 0


def test_another_process_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LARGE", 0)
    write_project(tmp_path, views("def view():\n    return [b.author.name for b in Book.objects.all()]\n"))
    told = {}
    for parallel in (False, True):
        (project,) = open_tree(tmp_path, Options(cache=False, parallel=parallel)).projects
        told[parallel] = [
            (each.source, each.path, each.state) for each in Flow(project, Models(project), ["shop/views.py"]).readings
        ]
    assert told[True] == told[False] != []


def test_a_process_that_inherits_nothing_reads_the_same(tmp_path: Path) -> None:
    write_project(tmp_path, views("def view():\n    return [b.author.name for b in Book.objects.all()]\n"))
    options = Options(cache=False, parallel=False)
    (project,) = open_tree(tmp_path, options).projects
    task = apart.Task(tmp_path, project.folder, options, ("shop/views.py",), 5_000, (700, 10, 10))
    expected = apart.read(project, Models(project), ["shop/views.py"]).touches
    assert apart.read_anew(task).touches == expected != {}
