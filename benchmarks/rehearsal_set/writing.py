"""Writes the project of the cases: an app for the unsafe and one for the safe way of each."""

from __future__ import annotations

from pathlib import Path

from benchmarks.rehearsal_set.cases import CASES, Step

_MANAGE = 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n'
_SETTINGS = """SECRET_KEY = "for the benchmark"
INSTALLED_APPS = {apps}
DATABASES = {{"default": {{"ENGINE": "django.db.backends.postgresql", "NAME": "x"}}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
_INITIAL = """from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            "Author", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=100))]
        ),
        migrations.CreateModel(
            "Book",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("title", models.CharField(max_length=200)),
                ("code", models.CharField(max_length=20)),
                ("note", models.CharField(max_length=50, null=True)),
                ("pages", models.IntegerField()),
                ("price", models.DecimalField(max_digits=8, decimal_places=2)),
                ("made", models.DateTimeField()),
                ("sold", models.BooleanField(default=False)),
                ("author", models.ForeignKey("APP.Author", models.CASCADE)),
            ],
            options={"indexes": [models.Index(fields=["made"], name="APP_made")]},
        ),
    ]
"""
_STEP = """import time

from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models.functions import Length, Upper

models.CharField.register_lookup(Length)


def at_once(apps, schema_editor):
    apps.get_model("APP", "Book").objects.update(note=Upper("note"))


def in_batches(change):
    def run(apps, schema_editor):
        Book = apps.get_model("APP", "Book")
        last = Book.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        for first in range(0, last + 1, 2_000):
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(f"UPDATE APP_book {{change}} WHERE id > %s AND id <= %s", [first, first + 2_000])
            time.sleep(0.005)  # so that others get their turn at the rows

    return run


class Migration(migrations.Migration):
    atomic = {atomic}
    dependencies = [("APP", "{before}")]
    operations = [
        {operations},
    ]
"""


def write_set(folder: Path) -> list[tuple[str, str]]:
    """Write the project, and return its apps, each with whether it is `unsafe` or `safe`."""
    apps: list[tuple[str, str]] = []
    for case in CASES:
        for kind, steps in (("unsafe", case.unsafe), ("safe", case.safe)):
            app = f"{kind}_{case.name}"
            _write_app(folder / app, app, steps)
            apps.append((app, kind))
    installed = ["django.contrib.contenttypes", "django.contrib.postgres", *(app for app, _ in apps)]
    _write(folder / "manage.py", _MANAGE)
    _write(folder / "config" / "__init__.py", "")
    _write(folder / "config" / "settings.py", _SETTINGS.format(apps=installed))
    return apps


def _write_app(folder: Path, app: str, steps: tuple[Step, ...]) -> None:
    _write(folder / "__init__.py", "")
    _write(folder / "models.py", "")
    _write(folder / "migrations" / "__init__.py", "")
    _write(folder / "migrations" / "0001_initial.py", _INITIAL.replace("APP", app))
    before = "0001_initial"
    for number, (atomic, operations) in enumerate(steps, 2):
        name = f"{number:04}_step"
        text = _STEP.format(atomic=atomic, before=before, operations=operations)
        _write(folder / "migrations" / f"{name}.py", text.replace("APP", app))
        before = name


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
