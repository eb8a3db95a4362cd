"""A small shop whose migrations do, one after the other, what rehearsals look for."""

from __future__ import annotations

from pathlib import Path

from tests.rules.projects import write_project

MANAGE = """import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
"""
SETTINGS = """SECRET_KEY = "for tests"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "shop"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
INITIAL = """from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            "Author",
            [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=100, unique=True))],
        ),
        migrations.CreateModel(
            "Book",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("title", models.CharField(max_length=200)),
                ("slug", models.SlugField(null=True)),
                ("pages", models.IntegerField()),
                ("price", models.DecimalField(max_digits=8, decimal_places=2)),
                ("made", models.DateTimeField(auto_now_add=True)),
                ("number", models.UUIDField(unique=True)),
                ("kind", models.CharField(max_length=1, choices=[("a", "A"), ("b", "B")])),
                ("author", models.ForeignKey("shop.Author", models.CASCADE)),
                ("fans", models.ManyToManyField("shop.Author", related_name="+")),
            ],
            options={"unique_together": {("author", "title")}},
        ),
    ]
"""
HEAD = """from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = {atomic}
    dependencies = [("shop", "{before}")]
    operations = [
        {operation},
    ]
"""
STEPS = {
    "0002_stock": 'migrations.AddField("book", "stock", models.IntegerField(default=0))',
    "0003_wider": 'migrations.AlterField("book", "pages", models.BigIntegerField())',
    "0004_index": 'AddIndexConcurrently("book", models.Index(fields=["title"], name="book_title"))',
    "0005_slug": 'migrations.AlterField("book", "slug", models.SlugField())',
    "0006_price": 'migrations.RemoveField("book", "price")',
}


def write_shop(folder: Path) -> Path:
    """Write the shop below a folder, and return the folder."""
    files = {"manage.py": MANAGE, "config/__init__.py": "", "config/settings.py": SETTINGS, "shop/__init__.py": ""}
    files |= {"shop/models.py": "", "shop/migrations/__init__.py": "", "shop/migrations/0001_initial.py": INITIAL}
    before = "0001_initial"
    for name, operation in STEPS.items():
        text = HEAD.format(atomic="Concurrently" not in operation, before=before, operation=operation)
        files[f"shop/migrations/{name}.py"] = text
        before = name
    return write_project(folder, files)
