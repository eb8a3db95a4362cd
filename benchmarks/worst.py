#!/usr/bin/env python3
"""Review the worst case: a hundred functions that all call each other over a relation of rows to rows of their own.

    worst.py [FUNCTIONS]

Writes a small project into a temporary folder, reviews it without a cache and prints the seconds of CPU that it took.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

MODELS = """\
from django.db import models


class Category(models.Model):
    name = models.CharField(max_length=9)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
"""
SETTINGS = 'SECRET_KEY = "x"\nINSTALLED_APPS = ["shop"]\n'


def views(count: int) -> str:
    """Return functions that all call each other with each child of what they are given."""
    calls = "\n".join(f"        walk_{each}(child)" for each in range(count))
    walks = [
        f"def walk_{each}(node):\n    for child in node.children.all():\n        print(child.parent.name)\n{calls}\n"
        for each in range(count)
    ]
    begin = "def begin():\n    for node in Category.objects.all():\n        walk_0(node)\n"
    return "\n\n".join(["from shop.models import Category", *walks, begin])


def main() -> None:
    """Print how long it took."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as temporary:
        files = {
            "settings.py": SETTINGS,
            "shop/__init__.py": "",
            "shop/models.py": MODELS,
            "shop/views.py": views(count),
        }
        for name, text in files.items():
            path = Path(temporary) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "django_pro", "check", temporary, "--no-cache"]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        used = os.times()
        print(f"{count} functions: {used.children_user + used.children_system:.1f} s of CPU")


if __name__ == "__main__":
    main()
