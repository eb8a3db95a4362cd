"""Which tables Django makes anew on SQLite (Django: `_remake_table`, and "SQLite notes" of its databases page)."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.facts.migrations.effects import Mode, Server, Work
from tests.facts.migrations.stepping import effect

SQLITE = Server("sqlite", (), (5, 2))
ADDED = 'migrations.AddField("book", "x", models.{}),'
ALTERED = 'migrations.AlterField("book", "title", models.{}),'
REMADE = {
    ADDED.format("IntegerField(null=True)"): set(),
    ADDED.format("IntegerField(null=True, default=None)"): set(),
    ADDED.format("IntegerField(null=True, db_default=5)"): set(),
    ADDED.format("IntegerField(null=True, default=5)"): {"shop.book"},
    ADDED.format("IntegerField(null=True, unique=True)"): {"shop.book"},
    ADDED.format("IntegerField(default=5)"): {"shop.book"},
    ADDED.format("DateTimeField(null=True, db_default=Now())"): {"shop.book"},
    ADDED.format("ForeignKey('shop.Author', models.CASCADE, null=True)"): set(),
    ADDED.format("ManyToManyField('shop.Author')"): set(),
    ALTERED.format("CharField(max_length=200)"): {"shop.book"},
    ALTERED.format("CharField(max_length=40, default='x')"): {"shop.book"},
    ALTERED.format("CharField(max_length=40, help_text='x')"): set(),
    ALTERED.format("CharField(max_length=40, db_column='name')"): set(),
    'migrations.AlterField("book", "id", models.UUIDField(primary_key=True)),': {
        "shop.book",
        "shop.review",
        "shop.book.tags",
    },
    'migrations.AlterField("book", "tags", models.ManyToManyField("shop.Author")),': {"shop.book.tags"},
    'migrations.RemoveField("book", "notes"),': set(),
    'migrations.RemoveField("book", "shelf"),': {"shop.book"},
    'migrations.RemoveField("book", "author"),': {"shop.book"},
    'migrations.RenameField("book", "title", "name"),': set(),
    'migrations.RenameField("book", "author", "writer"),': {"shop.book"},
    'migrations.RenameModel("Book", "Volume"),': {"shop.review"},
    'migrations.AddConstraint("book", models.CheckConstraint(condition=Q(price__gte=0), name="c")),': {"shop.book"},
    'migrations.AddConstraint("book", models.UniqueConstraint(fields=["title"], name="c")),': {"shop.book"},
    'migrations.AddConstraint("book", models.UniqueConstraint(fields=["title"], condition=Q(pages=1), name="c")),': set(),
    'migrations.RemoveConstraint("book", "one_isbn"),': {"shop.book"},
    'migrations.AddIndex("book", models.Index(fields=["title"], name="titles")),': set(),
    'migrations.AlterUniqueTogether("book", {("title", "author")}),': set(),
    'migrations.AlterOrderWithRespectTo("review", "book"),': {"shop.review"},
    'migrations.DeleteModel("Review"),': set(),
}


@pytest.mark.parametrize(("operation", "tables"), REMADE.items(), ids=list(REMADE))
def test_a_table_is_made_anew(operation: str, tables: set[str], tmp_path: Path) -> None:
    found = effect(tmp_path, operation.rstrip(","), SQLITE)
    assert found.rewrites == tables
    # Whoever writes has the database for itself; readers read on.
    assert {act.mode for act in found.acts} <= {Mode.SHARE}


def test_what_does_not_fit_is_taken_all_the_same(tmp_path: Path) -> None:
    found = effect(tmp_path, 'migrations.AlterField("book", "title", models.IntegerField())', SQLITE)
    assert not found.fails
    assert found.tables(Work.REWRITE) == {"shop.book"}
