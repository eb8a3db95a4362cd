"""Management commands."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.commands import Commands
from django_pro.findings.blind import Unknown
from tests.facts.projects import shop

COMMAND = """from django.core.management.base import BaseCommand

class Command(BaseCommand):
    def handle(self, *args, **options):
        pass
"""
FOLDER = "shop/management/commands/"


def test_commands(tmp_path: Path) -> None:
    files = {
        f"{FOLDER}__init__.py": "",
        f"{FOLDER}_hidden.py": COMMAND,
        f"{FOLDER}helping.py": "x = 1\n",
        f"{FOLDER}fill.py": COMMAND,
        f"{FOLDER}refill.py": "from shop.management.commands.fill import Command\n",
        f"{FOLDER}lost.py": "from elsewhere import Command\n",
        f"{FOLDER}labels.py": (
            "from django.core.management.base import LabelCommand\n\n"
            "class Command(LabelCommand):\n    def handle_label(self, label, **options):\n        pass\n"
        ),
    }
    commands = Commands(shop(tmp_path, files))
    found = {each.name: each for each in commands.all}
    assert {name: each.handle.name if each.handle else None for name, each in found.items()} == {
        "fill": "shop.management.commands.fill.Command.handle",
        "labels": "shop.management.commands.labels.Command.handle_label",
        "lost": None,
        "refill": "shop.management.commands.fill.Command.handle",
    }
    assert {each.app for each in commands.all} == {"shop"}
    assert found["lost"].cls == Unknown("`Command` cannot be seen")
    assert commands.named("fill") == found["fill"]
    assert commands.named("nothing") is None


def test_of_two_apps_the_one_installed_first_gives_the_command(tmp_path: Path) -> None:
    files = {
        f"{FOLDER}fill.py": COMMAND,
        "another/__init__.py": "",
        "another/models.py": "from django.db import models\n",
        "another/management/commands/fill.py": COMMAND,
    }
    commands = Commands(shop(tmp_path, files))
    assert [each.module.name.partition(".")[0] for each in commands.all] == ["another", "shop"]
    named = commands.named("fill")
    assert named is not None
    assert named.app == "shop"
