"""Which settings module production uses, and which values whoever runs the project gives."""

from __future__ import annotations

from pathlib import Path

from django_pro.project.project import Options, Project, open_tree
from django_pro.project.settings.values import is_outside
from tests.rules.projects import write_project

SETTINGS = 'import os\nSECRET_KEY = os.environ["SECRET_KEY"]\nINSTALLED_APPS = []\nDEBUG = False\n'
WSGI = """\
import os

# os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.live")
"""


def opened(folder: Path, **files: str) -> Project:
    """Return the one Django project of some files, by their names with `__` for a slash."""
    named = {f"{name.replace('__', '/')}.py": text for name, text in files.items()}
    return open_tree(write_project(folder, named), Options(cache=False, parallel=False)).projects[0]


def test_a_comment_names_a_module_after_the_code(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/settings/__init__.py": "", "manage.py": "import django\n"}
    write_project(tmp_path, files)
    project = opened(tmp_path, shop__settings__live=SETTINGS, shop__wsgi=WSGI)
    assert (project.settings.production, project.settings.production_why) == (
        "shop.settings.live",
        "shop/wsgi.py names it",
    )


def test_a_comment_names_a_module_where_nothing_else_does(tmp_path: Path) -> None:
    write_project(tmp_path, {"shop/__init__.py": "", "manage.py": "import django\n"})
    commented = '# os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'
    project = opened(tmp_path, shop__settings=SETTINGS, shop__wsgi=commented, development__config=SETTINGS)
    assert project.settings.production == "shop.settings"


def test_what_the_environment_gives_is_outside(tmp_path: Path) -> None:
    write_project(tmp_path, {"shop/__init__.py": "", "manage.py": "import django\n"})
    project = opened(tmp_path, shop__settings=SETTINGS + 'OTHER = read("x")\n')
    settings = project.settings
    assert is_outside(settings.value("SECRET_KEY"))
    assert not is_outside(settings.value("OTHER"))
    assert not is_outside(settings.value("DEBUG"))


def test_a_project_inside_another_names_its_own_settings(tmp_path: Path) -> None:
    files = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\nimport django\n',
        "shop/__init__.py": "",
        "shop/settings.py": SETTINGS,
        "labs/blog/manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "pages.settings")\nimport django\n',
        "labs/blog/pages/__init__.py": "",
        "labs/blog/pages/settings.py": SETTINGS,
        "labs/blog/pages/wsgi.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "pages.settings")\n',
    }
    projects = open_tree(write_project(tmp_path, files), Options(cache=False, parallel=False)).projects
    assert [each.settings.production for each in projects] == ["shop.settings", "pages.settings"]
