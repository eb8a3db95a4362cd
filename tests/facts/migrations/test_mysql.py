"""What operations do on MySQL and MariaDB, judged by hand against their manuals.

"Column Operations" and the like are the tables of "17.12.1 Online DDL Operations" in the MySQL 8.0 manual.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import NamedTuple

import pytest

from django_pro.facts.migrations.effects import Effect, Mode, Server, Work
from django_pro.facts.migrations.serving import server_of
from tests.facts.migrations.stepping import effect
from tests.facts.projects import shop

MYSQL, MARIADB = Server("mysql", (8, 0, 36), (5, 2)), Server("mariadb", (10, 11), (5, 2))


class Way(Enum):
    """How InnoDB does a step: what is done, and who waits for it."""

    NOTHING = "nothing is done"
    BRIEF = "INSTANT, or INPLACE that only modifies metadata"
    BUILD = "INPLACE, builds an index, permits concurrent DML"
    REBUILD = "INPLACE, rebuilds the table, permits concurrent DML"
    COPY = "COPY, which permits reading alone"


class Judged(NamedTuple):
    """An operation, how `shop_book` is altered, and where the manual says so."""

    operation: str
    way: Way
    section: str
    server: Server = MYSQL


BOOKS = [
    Judged(
        'migrations.AddField("book", "x", models.IntegerField(null=True))',
        Way.BRIEF,
        "Column Operations: adding a column is INSTANT",
    ),
    Judged(
        'migrations.AddField("book", "x", models.IntegerField(null=True))',
        Way.REBUILD,
        "MySQL 5.7, 14.13.1, Column Operations: adding a column rebuilds the table, INPLACE, with concurrent DML",
        Server("mysql", (5, 7), (4, 1)),
    ),
    Judged(
        'migrations.AddField("book", "x", models.IntegerField(default=0))',
        Way.BRIEF,
        "MariaDB, InnoDB Online DDL Operations with the INSTANT Alter Algorithm: ADD COLUMN, from 10.3.2",
        MARIADB,
    ),
    Judged(
        'migrations.RemoveField("book", "notes")',
        Way.BRIEF,
        "Column Operations: dropping a column is INSTANT, from 8.0.29",
    ),
    Judged(
        'migrations.RemoveField("book", "notes")',
        Way.REBUILD,
        "Column Operations: before 8.0.29 dropping a column rebuilds the table, INPLACE, with concurrent DML",
        Server("mysql", (8, 0, 28), (5, 2)),
    ),
    Judged(
        'migrations.RemoveField("book", "notes")',
        Way.REBUILD,
        "MariaDB, InnoDB Online DDL Operations with the INSTANT Alter Algorithm: DROP COLUMN, from 10.4",
        Server("mariadb", (10, 3), (4, 1)),
    ),
    Judged(
        'migrations.RenameField("book", "title", "name")',
        Way.BRIEF,
        "Column Operations: renaming a column, with the same data type, modifies metadata alone",
    ),
    Judged(
        'migrations.AlterField("book", "title", models.CharField(max_length=40, db_default="x"))',
        Way.BRIEF,
        "Column Operations: setting a column default value is INSTANT",
    ),
    Judged(
        'migrations.AlterField("book", "pages", models.BigIntegerField())',
        Way.COPY,
        "Column Operations: changing the column data type is only supported with ALGORITHM=COPY",
    ),
    Judged(
        'migrations.AlterField("book", "title", models.CharField(max_length=60))',
        Way.BRIEF,
        "Column Operations: extending VARCHAR modifies metadata alone while one length byte does (60 * 4 = 240 bytes)",
    ),
    Judged(
        'migrations.AlterField("book", "title", models.CharField(max_length=200))',
        Way.COPY,
        "Column Operations: from less than 256 bytes to more, the length bytes go from one to two: ALGORITHM=COPY",
    ),
    Judged(
        'migrations.AlterField("book", "title", models.CharField(max_length=20))',
        Way.COPY,
        "Column Operations: decreasing VARCHAR size is not supported in place: ALGORITHM=COPY",
    ),
    Judged(
        'migrations.AlterField("book", "title", models.TextField())',
        Way.COPY,
        "Column Operations: changing the column data type is only supported with ALGORITHM=COPY",
        MARIADB,
    ),
    Judged(
        'migrations.AlterField("book", "price", models.DecimalField(max_digits=10, decimal_places=2))',
        Way.COPY,
        "Column Operations: changing the column data type is only supported with ALGORITHM=COPY",
    ),
    Judged(
        'migrations.AlterField("book", "isbn", models.CharField(max_length=20))',
        Way.REBUILD,
        "Column Operations: making a column NOT NULL rebuilds the table, INPLACE, with concurrent DML",
    ),
    Judged(
        'migrations.AlterField("book", "title", models.CharField(max_length=40, null=True))',
        Way.REBUILD,
        "Column Operations: making a column NULL rebuilds the table, INPLACE, with concurrent DML",
    ),
    Judged(
        'migrations.AddField("book", "x", models.GeneratedField(expression=F("pages") * 2, '
        "output_field=models.IntegerField(), db_persist=True))",
        Way.COPY,
        "Generated Column Operations: adding a STORED column permits no concurrent DML",
    ),
    Judged(
        'migrations.AddField("book", "x", models.GeneratedField(expression=F("pages") * 2, '
        "output_field=models.IntegerField(), db_persist=False))",
        Way.BRIEF,
        "Generated Column Operations: adding a VIRTUAL column is INSTANT",
    ),
    Judged(
        'migrations.AddIndex("book", models.Index(fields=["title"], name="titles"))',
        Way.BUILD,
        "Index Operations: creating a secondary index is INPLACE and permits concurrent DML",
    ),
    Judged(
        'migrations.AddConstraint("book", models.UniqueConstraint(fields=["title"], name="titles"))',
        Way.BUILD,
        "Index Operations: creating a secondary index, unique or not, is INPLACE and permits concurrent DML",
        MARIADB,
    ),
    Judged(
        'migrations.RemoveIndex("book", "by_pages")',
        Way.BRIEF,
        "Index Operations: dropping an index modifies metadata alone",
    ),
    Judged(
        'migrations.AddField("book", "x", models.ForeignKey("shop.Author", models.CASCADE, null=True))',
        Way.COPY,
        "Foreign Key Operations: with foreign_key_checks enabled only ALGORITHM=COPY adds a foreign key",
    ),
    Judged(
        'migrations.AlterField("book", "shelf", models.ForeignKey("shop.Author", models.CASCADE, db_column="shelf"))',
        Way.COPY,
        "MDEV-16356: ADD FOREIGN KEY and ADD CHECK need ALGORITHM=COPY while they are validated",
        MARIADB,
    ),
    Judged(
        'migrations.AlterField("book", "author", models.ForeignKey("shop.Author", models.CASCADE, db_constraint=False))',
        Way.BRIEF,
        "Foreign Key Operations: dropping a foreign key modifies metadata alone",
    ),
    Judged(
        'migrations.AddConstraint("book", models.CheckConstraint(condition=Q(price__gte=0), name="prices"))',
        Way.COPY,
        "bugs.mysql.com/117450: ADD CHECK is not supported but by ALGORITHM=COPY; MDEV-16356 says so of MariaDB",
    ),
    Judged(
        'migrations.RemoveConstraint("book", "has_pages")',
        Way.BRIEF,
        "bugs.mysql.com/117450: a CHECK goes by ALGORITHM=INSTANT, with its column",
    ),
    Judged(
        'migrations.AddIndex("book", models.Index(fields=["title"], condition=Q(pages__gt=9), name="titles"))',
        Way.NOTHING,
        "Django, `Index.condition`: MySQL and MariaDB have no conditional indexes, and the index is left out",
    ),
    Judged(
        'migrations.AlterModelTable("book", "books")',
        Way.BRIEF,
        "Table Operations: renaming a table is INSTANT",
    ),
]


def way_of(found: Effect, table: str) -> Way:
    """Return how a table is altered, by what of it takes the longest and holds up the most."""
    acts = [act for act in found.acts if act.table == table]
    long = {(act.work, act.mode) for act in acts if act.work.is_long}
    assert all(act.mode is Mode.ACCESS_EXCLUSIVE for act in acts if not act.work.is_long)
    if (Work.REWRITE, Mode.SHARE) in long:
        return Way.COPY
    if (Work.REWRITE, Mode.SHARE_UPDATE_EXCLUSIVE) in long:
        return Way.REBUILD
    assert long <= {(Work.BUILD, Mode.SHARE_UPDATE_EXCLUSIVE)}
    return Way.BUILD if long else Way.BRIEF if acts else Way.NOTHING


@pytest.mark.parametrize("judged", BOOKS, ids=[f"{each.server.engine}: {each.section[:60]}" for each in BOOKS])
def test_a_table_is_altered_as_the_manual_says(judged: Judged, tmp_path: Path) -> None:
    assert way_of(effect(tmp_path, judged.operation, judged.server), "shop.book") is judged.way


def test_a_wider_key_copies_the_tables_that_refer_to_it(tmp_path: Path) -> None:
    found = effect(tmp_path, 'migrations.AlterField("book", "id", models.BigAutoField(primary_key=True))', MYSQL)
    assert {way_of(found, table) for table in ("shop.book", "shop.review", "shop.book.tags")} == {Way.COPY}


def test_a_key_copies_its_own_table_and_not_the_one_that_it_leads_to(tmp_path: Path) -> None:
    operation = 'migrations.AddField("book", "x", models.ForeignKey("shop.Author", models.CASCADE, null=True))'
    assert way_of(effect(tmp_path, operation, MYSQL), "shop.author") is Way.BRIEF


def test_texts_that_are_too_long_fail_instead_of_being_cut_off(tmp_path: Path) -> None:
    operation = 'migrations.AlterField("book", "notes", models.CharField(max_length=200, null=True))'
    assert effect(tmp_path, operation, MYSQL).fails
    assert not effect(tmp_path, operation, Server("postgresql")).fails


def test_an_image_tells_mariadb_from_mysql(tmp_path: Path) -> None:
    settings = 'INSTALLED_APPS = ["shop"]\nDATABASES = {"default": {"ENGINE": "django.db.backends.mysql"}}\n'
    plain = shop(tmp_path / "plain", {"config/settings.py": settings})
    assert server_of(plain) == (Server("mysql"), True)
    compose = "services:\n  db:\n    image: mariadb:10.3\n"
    composed = shop(tmp_path / "composed", {"config/settings.py": settings, "compose.yaml": compose})
    assert server_of(composed) == (Server("mariadb", (10, 3)), True)
