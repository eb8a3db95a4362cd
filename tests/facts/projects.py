"""Small Django projects for the facts to be read from."""

from __future__ import annotations

from pathlib import Path

from django_pro.project.project import Options, Project, open_tree
from tests.rules.projects import write_project

SHOP = {
    "manage.py": """import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
""",
    "config/__init__.py": "",
    "config/settings.py": """INSTALLED_APPS = ["django.contrib.auth", "django.contrib.admin", "shop"]
MIDDLEWARE = []
ROOT_URLCONF = "config.urls"
""",
    "shop/__init__.py": "",
    "shop/models.py": """from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=100)


class Book(models.Model):
    title = models.CharField(max_length=100)
    author = models.ForeignKey(Author, on_delete=models.CASCADE)
""",
}


def shop(folder: Path, files: dict[str, str]) -> Project:
    """Write a bookshop with more files, or other ones, and return it as a project."""
    repository = open_tree(write_project(folder, {**SHOP, **files}), Options(cache=False, parallel=False))
    return repository.projects[0]


def line(project: Project, path: str, offset: int) -> int:
    """Return the line of an offset."""
    return project.sources.line(path, offset)
