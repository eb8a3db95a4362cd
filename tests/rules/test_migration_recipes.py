"""What findings about migrations say to do is what the database can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.findings.finding import Finding
from tests.rules.bookshop import FILES
from tests.rules.projects import review_project, write_project

MIGRATION = """\
from django.db import migrations, models


class Migration(migrations.Migration):
    {before}
    operations = [
        {operations},
    ]
"""
BOOK = """\
migrations.CreateModel(
            "Book",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("title", models.CharField(max_length=200)),
                ("pages", models.IntegerField()),
            ],
        )"""


def told(folder: Path, rule: str, *operations: str, first: str = BOOK, files: dict[str, str] | None = None) -> Finding:
    """Return what a rule says of a second migration with some operations."""
    second = ",\n        ".join(operations)
    written = {
        "shop/migrations/__init__.py": "",
        "shop/migrations/0001_initial.py": MIGRATION.format(before="initial = True", operations=first),
        "shop/migrations/0002_next.py": MIGRATION.format(
            before='dependencies = [("shop", "0001_initial")]', operations=second
        ),
    }
    (finding,) = review_project(write_project(folder, FILES | written | (files or {})), rule).findings
    return finding


@pytest.mark.parametrize(
    ("operation", "recipe"),
    [
        (
            'migrations.AddConstraint("book", models.UniqueConstraint(fields=["title"], name="one"))',
            "Make a unique index CONCURRENTLY first, then the constraint `USING INDEX` of it",
        ),
        (
            'migrations.AddConstraint("book", models.UniqueConstraint(fields=["pages"], condition=models.Q(id=1), name="a"))',
            "Build it with `RunSQL`, `CREATE UNIQUE INDEX CONCURRENTLY`; add it to the state alone",
        ),
        (
            'migrations.AddField("book", "next", models.OneToOneField("shop.Book", models.CASCADE, null=True))',
            "Add `next` as a `ForeignKey` with `db_index=False`; then make it unique, CONCURRENTLY",
        ),
        (
            'migrations.AddField("book", "isbn", models.CharField(max_length=13, null=True, unique=True))',
            "Add `isbn` without `unique`; then a unique index CONCURRENTLY, and alter the state alone",
        ),
    ],
)
def test_an_index_is_built_as_postgresql_can(tmp_path: Path, operation: str, recipe: str) -> None:
    assert told(tmp_path, "DJP202", operation).recipe == recipe


def test_a_trace_names_the_index_or_constraint(tmp_path: Path) -> None:
    index = 'migrations.AddIndex("book", models.Index(fields=["title"], name="by_title"))'
    unique = 'migrations.AddConstraint("book", models.UniqueConstraint(fields=["pages"], name="one_length"))'
    finding = told(tmp_path, "DJP202", index, unique)
    assert [each.message for each in finding.trace] == ["`one_length` of `shop.Book` too"]
    assert finding.recipe == "Build each CONCURRENTLY, outside of a transaction: with `RunSQL` what is unique"


AUTHOR = """\
migrations.CreateModel(
            "{name}",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("slug", models.CharField(max_length=50, unique=True)),
            ],
        )"""
WRITTEN = """\
migrations.CreateModel(
            "Book",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("author", models.ForeignKey("shop.Author", models.CASCADE, null=True)),
                ("editor", models.ForeignKey("shop.Author", models.CASCADE)),
            ],
        )"""
PEOPLE = ",\n        ".join((AUTHOR.format(name="Author"), AUTHOR.format(name="Person"), WRITTEN))


@pytest.mark.parametrize(
    ("field", "fails", "recipe"),
    [
        (
            '"author", models.ForeignKey("shop.Author", models.CASCADE)',
            "a NULL fails it",
            "SET NOT NULL with `RunSQL` after",
        ),
        (
            '"editor", models.OneToOneField("shop.Author", models.CASCADE)',
            "two alike fail it",
            "Make it unique `USING INDEX`",
        ),
        (
            '"author", models.ForeignKey("shop.Person", models.CASCADE, null=True)',
            "an orphan fails it",
            "Swap the keys with `RunSQL`, the new one `NOT VALID`",
        ),
        ('"editor", models.ForeignKey("shop.Author", models.CASCADE, null=True)', "", "DROP NOT NULL with `RunSQL`"),
        (
            '"editor", models.ForeignKey("shop.Author", models.CASCADE, to_field="slug")',
            "",
            "Add a column beside `editor`",
        ),
    ],
)
def test_a_key_that_is_made_anew_fails_on_the_rows_that_it_cannot_hold(
    tmp_path: Path, field: str, fails: str, recipe: str
) -> None:
    finding = told(tmp_path, "DJP206", f'migrations.AlterField("book", {field})', first=PEOPLE)
    assert finding.message.partition(" waits; ")[2] == fails
    assert finding.recipe.startswith(recipe)
    assert len(finding.message) < 100
    assert len(finding.recipe) < 100


STOCK = f"""{BOOK},
        migrations.CreateModel("Stock", [("id", models.BigAutoField(primary_key=True)), ("book", models.IntegerField())])"""
LOOP = """\
import uuid

from django.db import migrations


def forwards(apps, schema_editor):
    Book = apps.get_model("shop", "Book")
    Stock = apps.get_model("shop", "Stock")
    for book in Book.objects.all():
        {body}


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_next")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
"""


@pytest.mark.parametrize(
    ("body", "recipe"),
    [
        ("Stock.objects.create(book=book.pk)", "Collect the new rows, and write portions of them with `bulk_create`"),
        ("Stock(book=book.pk).save()", "Collect the new rows, and write portions of them with `bulk_create`"),
        (
            "book.title = str(uuid.uuid4())\n        book.save()",
            "Read with `.iterator()`, and write portions of the rows with `bulk_update`",
        ),
        (
            "book.title = book.pages\n        book.save()",
            "Say it in one `update()` of expressions, or `bulk_update` portions of rows",
        ),
        ("book.delete()", "Filter them in one `delete()`, or delete portions of them by their primary keys"),
    ],
)
def test_rows_are_written_in_bulk_as_what_is_written_allows(tmp_path: Path, body: str, recipe: str) -> None:
    files = {"shop/migrations/0003_loop.py": LOOP.format(body=body)}
    nothing = 'migrations.AlterModelOptions("book", {"ordering": []})'
    assert told(tmp_path, "DJP211", nothing, first=STOCK, files=files).recipe == recipe


CHECKED = """\
migrations.CreateModel(
            "Book",
            [("id", models.BigAutoField(primary_key=True)), ("pages", models.IntegerField())],
            options={"constraints": [models.CheckConstraint(condition=models.Q(pages__gt=0), name="paged")]},
        )"""


@pytest.mark.parametrize(
    ("condition", "said"),
    [("models.Q(('pages__gt', 0))", "though it was there before"), ("models.Q(pages__gt=1)", "fails on one bad row")],
)
def test_a_check_that_was_there_before_cannot_fail(tmp_path: Path, condition: str, said: str) -> None:
    gone = 'migrations.RemoveConstraint("book", "paged")'
    added = f'migrations.AddConstraint("book", models.CheckConstraint(condition={condition}, name="paged"))'
    finding = told(tmp_path, "DJP205", gone, added, first=CHECKED)
    assert finding.message.endswith(said)
