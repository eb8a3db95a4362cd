"""Names that stand for other names, in circles too, and classes that are loaded by a call."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.models import Models
from django_pro.project.names import Defined, Value
from django_pro.project.project import Options, Project, open_tree
from django_pro.source.syntax import Class
from tests.rules.projects import write_project

MANAGE = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n'
SETTINGS = 'INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "shop"]\nDEBUG = False\n'


def opened(folder: Path, models: str) -> Project:
    files = {"manage.py": MANAGE, "config/__init__.py": "", "config/settings.py": SETTINGS, "shop/__init__.py": ""}
    return open_tree(write_project(folder, {**files, "shop/models.py": models}), Options(cache=False)).projects[0]


def test_a_name_that_is_made_of_itself(tmp_path: Path) -> None:
    project = opened(tmp_path, "book = book.edition\nedition = book.edition.title\n")
    module = project.modules.at("shop/models.py")
    for name in ("book", "edition"):
        found = project.names.name(module, name)
        assert [type(each) for target in found for each in project.names.follow(target)] == [Value]


def test_a_base_that_get_user_model_gives(tmp_path: Path) -> None:
    text = (
        "from django.contrib.auth import get_user_model\n\nUser = get_user_model()\n\n\nclass Reader(User):\n    pass\n"
    )
    project = opened(tmp_path, text)
    reader = Models(project).get("shop.Reader")
    assert reader is not None
    assert [each.label for each in map(Models(project).get, reader.parents) if each] == ["auth.User"]
    cls = reader.cls
    assert isinstance(cls, Defined)
    assert isinstance(cls.node, Class)


def test_a_star_import_that_comes_back_is_passed_over(tmp_path: Path) -> None:
    """A package takes all of two modules, and the later one takes the name from the package."""
    files = {
        "manage.py": MANAGE, "config/__init__.py": "", "config/settings.py": SETTINGS, "shop/__init__.py": "",
        "shop/models/__init__.py": "from .books import *\nfrom .jobs import *\n",
        "shop/models/books.py": "class Book:\n    pass\n",
        "shop/models/jobs.py": "from shop.models import Book\n",
    }  # fmt: skip
    project = open_tree(write_project(tmp_path, files), Options(cache=False)).projects[0]
    for path in ("shop/models/__init__.py", "shop/models/jobs.py"):
        (found,) = project.names.name(project.modules.at(path), "Book")
        assert isinstance(found, Defined)
        assert found.module.path == "shop/models/books.py"


def test_a_class_named_as_the_base_that_was_imported(tmp_path: Path) -> None:
    text = "from django.db.models import Model\n\n\nclass Model(Model):\n    pass\n"
    project = opened(tmp_path, text)
    cls = next(project.classes.in_file("shop/models.py"))
    assert project.classes.inherits(cls, "django.db.models.base.Model")
