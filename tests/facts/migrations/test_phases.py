"""When a migration goes out: what the release before and the release after can live with."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.facts.migrations import Migrations
from django_pro.facts.migrations.history import History
from django_pro.facts.migrations.phases import Phase, phase_of
from tests.facts.projects import shop

INITIAL = """from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel("Author", [("id", models.BigAutoField(primary_key=True))]),
        migrations.CreateModel(
            "Book",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("title", models.CharField(max_length=100, null=True)),
                ("author", models.ForeignKey("shop.Author", models.CASCADE)),
            ],
        ),
    ]
"""
PHASES = {
    'migrations.AddField("book", "pages", models.IntegerField(null=True))': Phase.BEFORE,
    'migrations.AddField("book", "pages", models.IntegerField(db_default=0))': Phase.BEFORE,
    'migrations.AddField("book", "pages", models.IntegerField(default=0))': Phase.APART,
    'migrations.AddField("book", "authors", models.ManyToManyField("shop.Author"))': Phase.BEFORE,
    'migrations.AddIndex("book", models.Index(fields=["title"], name="titles"))': Phase.EITHER,
    'migrations.AlterField("book", "title", models.CharField(max_length=100))': Phase.AFTER,
    'migrations.AlterField("book", "title", models.CharField(max_length=200, null=True))': Phase.EITHER,
    'migrations.RemoveField("book", "title")': Phase.AFTER,
    'migrations.DeleteModel("Book")': Phase.AFTER,
    'migrations.RenameField("book", "title", "name")': Phase.APART,
    'migrations.RenameModel("Book", "Volume")': Phase.APART,
    'migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("book", "title")])': Phase.EITHER,
    'migrations.RunSQL("UPDATE shop_book SET title = 1", "")': Phase.BEFORE,
}


@pytest.mark.parametrize(("operation", "phase"), PHASES.items(), ids=list(PHASES))
def test_a_migration_goes_out_when_both_releases_live_with_it(operation: str, phase: Phase, tmp_path: Path) -> None:
    second = f"""from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        {operation},
    ]
"""
    files = {"shop/migrations/0001_initial.py": INITIAL, "shop/migrations/0002_second.py": second}
    project = shop(tmp_path, files)
    history = History(project, Migrations(project), lambda migration: migration.label)
    steps = [step for step in history.steps if step.migration.name == "0002_second"]
    assert phase_of((step, history.effect(step)) for step in steps) is phase
