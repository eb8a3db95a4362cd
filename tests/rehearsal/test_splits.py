"""What `fix` makes of a migration leads to the same database, and holds up nobody."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from django_pro.cli.main import main
from django_pro.rehearsal.binaries import Binaries
from django_pro.rehearsal.cluster import cluster
from tests.rehearsal.toy import HEAD, write_shop
from tests.rules.projects import write_project

pytestmark = pytest.mark.slow
UNSAFE = {
    "DJP202": 'migrations.AddField("book", "isbn", models.CharField(max_length=20, null=True)),\n'
    '        migrations.AddIndex("book", models.Index(fields=["pages"], name="book_pages"))',
    "DJP204": 'migrations.AlterField("book", "slug", models.SlugField())',
    "DJP205": 'migrations.AddConstraint("book", models.CheckConstraint(condition=models.Q(pages__gte=0), name="has_pages"))',
    "DJP213": 'migrations.AddField("book", "isbn", models.CharField(max_length=20, null=True)),\n'
    "        migrations.RunPython(fill, migrations.RunPython.noop),\n"
    '        migrations.AddField("book", "year", models.IntegerField(null=True))',
    "DJP217": "migrations.RunPython(give, migrations.RunPython.noop),\n"
    '        migrations.AddField("book", "year", models.IntegerField(null=True))',
}
#: The code of those migrations; each part needs one of the functions, one import and the name.
CODE = """from django.db.models.functions import Lower

FIRST = 1


def fill(apps, schema_editor):
    apps.get_model("shop", "Book").objects.filter(pages__gt=FIRST).update(isbn=Lower("kind"))


# An author that all others have.
def give(apps, schema_editor):
    author = apps.get_model("shop", "Author").objects.create(name="Everybody's own author")
    apps.get_model("shop", "Book").objects.filter(pages__gt=FIRST).update(author=author)


class Migration"""
#: Migrates an empty database and prints its schema.
SCHEMA = """
import json, sys
from django.conf import settings
sys.path[:0] = [sys.argv[1]]
database = json.loads(sys.argv[2])
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "shop"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": database["name"], "HOST": database["host"],
        "PORT": database["port"], "USER": database["user"]}},
)
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from django_pro.rehearsal.inside.comparing import schema_of
connection.ensure_connection()
print("\\n".join(sorted(schema_of(connection.connection))))
"""


def schema(binaries: Binaries, shop: Path) -> str:
    with cluster(binaries) as server:
        command = [sys.executable, "-c", SCHEMA, str(shop), json.dumps(server.database())]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("rule", UNSAFE)
def test_same_schema_and_nobody_waits(
    rule: str, binaries: Binaries, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = write_shop(tmp_path)
    for step in (shop / "shop" / "migrations").glob("000[2-9]*.py"):
        step.unlink()
    text = HEAD.format(atomic=True, before="0001_initial", operation=UNSAFE[rule])
    text = text.replace("\n\nclass Migration", CODE if "RunPython" in text else "\n\nclass Migration")
    write_project(
        shop, {"shop/migrations/0002_step.py": text, "pyproject.toml": '[project]\ndependencies = ["django>=5.2"]\n'}
    )
    settings = shop / "config" / "settings.py"
    settings.write_text(settings.read_text(encoding="utf-8").replace("sqlite3", "postgresql"), encoding="utf-8")
    before = schema(binaries, shop)
    assert main(["fix", str(shop), "--unsafe", "--select", rule, "--no-cache"]) == 0
    said = capsys.readouterr().out
    assert "1 mended, 0 taken back, 0 left" in said
    assert len(list((shop / "shop" / "migrations").glob("000[3-9]*.py"))) >= 1
    assert schema(binaries, shop) == before
    report = shop / "report.json"
    words = ["rehearse", "shop", "--path", str(shop), "--python", sys.prefix, "--rows", "20000", "--stalls-only"]
    assert main([*words, "-o", f"json:{report}"]) == 0, capsys.readouterr().out
