"""The models that the migrations end with, where Django's rules are easily got wrong."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.migrations import Migrations
from django_pro.facts.migrations.graph import Graph
from django_pro.facts.migrations.states import ModelState, Replay
from tests.facts.projects import shop

HEAD = """from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
"""


def final(folder: Path, *operations: str) -> ModelState:
    """Return `shop.book` after operations."""
    text = HEAD + "".join(f"        {each},\n" for each in operations) + "    ]\n"
    project = shop(folder, {"shop/migrations/__init__.py": "", "shop/migrations/0001_initial.py": text})
    return Replay(project, Graph(Migrations(project).all).order).final.models["shop.book"]


def test_options_that_are_altered_take_back_what_they_do_not_name(tmp_path: Path) -> None:
    model = final(
        tmp_path,
        'migrations.CreateModel("Book", [], options={"managed": False, "ordering": ["title"], "db_table": "books"})',
        'migrations.AlterModelOptions("book", {"verbose_name": "book"})',
    )
    assert model.managed
    assert model.options.keys() == {"verbose_name"}
    assert model.table == "books"


def test_options_that_are_altered_may_say_again_that_the_table_is_not_managed(tmp_path: Path) -> None:
    model = final(
        tmp_path,
        'migrations.CreateModel("Book", [], options={"managed": False})',
        'migrations.AlterModelOptions("book", {"managed": False})',
    )
    assert not model.managed
