"""Operations on a bookshop with rows, to be judged one by one."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.migrations import Migrations
from django_pro.facts.migrations.effects import Effect, Server, effect_of
from django_pro.facts.migrations.history import History
from django_pro.facts.migrations.states import Step
from tests.facts.projects import shop

HEADING = """from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Now
"""
INITIAL = f"""{HEADING}

class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Author",
            [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=100))],
        ),
        migrations.CreateModel("Tag", [("id", models.BigAutoField(primary_key=True))]),
        migrations.CreateModel(
            "Book",
            [
                ("id", models.AutoField(primary_key=True)),
                ("title", models.CharField(max_length=40)),
                ("isbn", models.CharField(max_length=20, null=True)),
                ("pages", models.IntegerField()),
                ("price", models.DecimalField(max_digits=8, decimal_places=2)),
                ("shelf", models.BigIntegerField(db_index=True)),
                ("notes", models.TextField(null=True)),
                ("author", models.ForeignKey("shop.Author", models.CASCADE)),
                ("tags", models.ManyToManyField("shop.Tag")),
            ],
            options={{
                "indexes": [models.Index(fields=["pages"], name="by_pages")],
                "constraints": [
                    models.CheckConstraint(condition=Q(pages__gte=0), name="has_pages"),
                    models.UniqueConstraint(fields=["isbn"], name="one_isbn"),
                ],
            }},
        ),
        migrations.CreateModel(
            "Review",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("book", models.ForeignKey("shop.Book", models.CASCADE)),
            ],
        ),
    ]
"""


def steps(folder: Path, operations: str) -> list[Step]:
    """Return the operations, written comma by comma, as they meet the bookshop."""
    second = f"""{HEADING}

class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        {operations},
    ]
"""
    files = {"shop/migrations/0001_initial.py": INITIAL, "shop/migrations/0002_second.py": second}
    project = shop(folder, files)
    history = History(project, Migrations(project), lambda migration: migration.label)
    return [step for step in history.steps if step.migration.name == "0002_second"]


def effect(folder: Path, operations: str, server: Server) -> Effect:
    """Return what the last of some operations does on a server."""
    return effect_of(steps(folder, operations)[-1], server)
