"""What findings about migrations say where a page's marker does not show it: recipes, edits and severities."""

from __future__ import annotations

from pathlib import Path

from django_pro.findings.finding import Finding, Severity
from tests.rules.bookshop import FILES
from tests.rules.projects import review_project, write_project

INITIAL = """\
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("contenttypes", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "Book",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("owner", models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)),
                ("score", models.IntegerField()),
                ("pages", models.IntegerField()),
            ],
        ),
    ]
"""
LATER = """\
from django.db import migrations, models

from shop.models import Book


def forwards(apps, schema_editor):
    Book.objects.filter(title="").update(title="?")


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.AlterField("book", "score", models.DecimalField(max_digits=10, decimal_places=2)),
        migrations.AlterField("book", "pages", models.DecimalField(max_digits=4, decimal_places=2)),
    ]
"""


def told(folder: Path, rule: str) -> list[Finding]:
    files = {"shop/migrations/0001_initial.py": INITIAL, "shop/migrations/0002_later.py": LATER}
    return list(review_project(write_project(folder, FILES | files), rule).findings)


def test_the_user_is_depended_on_whoever_it_is(tmp_path: Path) -> None:
    finding = told(tmp_path, "DJP232")[0]
    entry = "migrations.swappable_dependency(settings.AUTH_USER_MODEL)"
    assert finding.recipe == f"Add `{entry}` to its `dependencies`"
    assert finding.fix and [each.text for each in finding.fix.edits] == [f", {entry}"]


def test_todays_model_is_told_as_info_where_columns_are_named(tmp_path: Path) -> None:
    finding = told(tmp_path, "DJP214")[0]
    assert (finding.severity, "changes when it does" in finding.message) == (Severity.INFO, True)


def test_numbers_that_hardly_any_row_has_are_told_as_info(tmp_path: Path) -> None:
    assert [each.severity for each in told(tmp_path, "DJP227")] == [Severity.INFO, Severity.WARNING]
