"""The models that the migrations end with, where Django's rules are easily got wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.facts.migrations import Migrations
from django_pro.facts.migrations.graph import Graph
from django_pro.facts.migrations.states import ModelState, Replay
from tests.facts.projects import shop

HEAD = """from django.db import migrations, models

import shop.fields


class Migration(migrations.Migration):
    operations = [
"""


FIELD = """from django.db import models


class Short(models.CharField):
    default_max_length = 63

    def __init__(self, *args, **kwargs):
        {given}
        super().__init__(*args, **kwargs)
"""
GIVEN = {
    'kwargs["max_length"] = kwargs.get("max_length", 63)': 63,
    'kwargs.setdefault("max_length", self.default_max_length)': 63,
    'kwargs.setdefault("max_length", 40)': 40,
}


def final(folder: Path, *operations: str, field: str = "") -> ModelState:
    """Return `shop.book` after operations; `field` is what `shop/fields.py` holds."""
    text = HEAD + "".join(f"        {each},\n" for each in operations) + "    ]\n"
    files = {"shop/migrations/__init__.py": "", "shop/migrations/0001_initial.py": text, "shop/fields.py": field}
    project = shop(folder, files)
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


@pytest.mark.parametrize(("given", "length"), GIVEN.items())
def test_length_that_a_field_class_gives_where_none_is_given(given: str, length: int, tmp_path: Path) -> None:
    field = FIELD.format(given=given)
    short = (
        'migrations.CreateModel("Book", [("code", shop.fields.Short()), ("isbn", shop.fields.Short(max_length=13))])'
    )
    model = final(tmp_path, short, field=field)
    assert [each.max_length for each in model.fields.values()] == [length, 13]
