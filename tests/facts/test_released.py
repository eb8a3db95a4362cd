"""Which migrations are released: by the main branch, by a configured commit, and where git tells nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from django_pro.facts.migrations import Migrations
from django_pro.facts.migrations.released import Released
from django_pro.project.project import Options, Written, open_tree
from tests.facts.projects import SHOP
from tests.rules.projects import write_project

Git = Callable[..., str]
EMPTY = """from django.db import migrations


class Migration(migrations.Migration):
    operations = []
"""
OPTIONS = Options(cache=False, parallel=False)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Return git in the folder of a bookshop whose first migration is on the main branch."""
    write_project(tmp_path, {**SHOP, "shop/migrations/__init__.py": "", "shop/migrations/0001_initial.py": EMPTY})

    def run(*words: str) -> str:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main", *words]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()

    run("init")
    run("add", ".")
    run("commit", "-m", "first")
    return run


def commit(git: Git, folder: Path, path: str) -> None:
    write_project(folder, {path: EMPTY})
    git("add", ".")
    git("commit", "-m", path)


def released(folder: Path, options: Options = OPTIONS) -> Released:
    project = open_tree(folder, options).projects[0]
    return Released(project, Migrations(project))


def told(found: Released) -> dict[str, bool]:
    return {each.label: found.is_released(each) for each in found.migrations.all}


def test_what_is_on_a_branch_is_new(git: Git, tmp_path: Path) -> None:
    git("checkout", "-b", "feature")
    commit(git, tmp_path, "shop/migrations/0002_more.py")
    write_project(tmp_path, {"blog/__init__.py": "", "blog/migrations/0001_initial.py": EMPTY})
    found = released(tmp_path)
    assert told(found) == {"blog.0001_initial": False, "shop.0001_initial": True, "shop.0002_more": False}
    first, _, last = found.migrations.all
    assert found.release_of(first) == found.release_of(last)
    assert found.app_is_unreleased("blog") and not found.app_is_unreleased("shop")
    assert found.scope == f"migrations newer than main ({git('rev-parse', '--short=7', 'main')})"


def test_on_the_main_branch_only_what_is_not_committed_is_new(git: Git, tmp_path: Path) -> None:
    write_project(tmp_path, {"shop/migrations/0002_more.py": EMPTY})
    found = released(tmp_path)
    assert told(found) == {"shop.0001_initial": True, "shop.0002_more": False}
    assert found.scope.startswith("migrations not yet committed to main")


def test_the_branch_of_the_remote_comes_first(git: Git, tmp_path: Path) -> None:
    git("update-ref", "refs/remotes/origin/develop", "HEAD")
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop")
    commit(git, tmp_path, "shop/migrations/0002_more.py")
    found = released(tmp_path)
    assert told(found) == {"shop.0001_initial": True, "shop.0002_more": False}
    assert "origin/develop (" in found.scope


def test_a_configured_point(git: Git, tmp_path: Path) -> None:
    git("tag", "v1")
    commit(git, tmp_path, "shop/migrations/0002_more.py")
    write_project(tmp_path, {"pyproject.toml": '[tool.django-pro.migrations]\nsince = "v1"\n'})
    found = released(tmp_path)
    assert told(found) == {"shop.0001_initial": True, "shop.0002_more": False}
    assert "v1 (" in found.scope


def test_a_point_that_is_not_there_is_said(git: Git, tmp_path: Path) -> None:
    write_project(tmp_path, {"pyproject.toml": '[tool.django-pro.migrations]\nsince = "v9"\n'})
    found = released(tmp_path)
    assert found.base is None
    assert "v9" in found.failed
    assert not any(told(found).values())


def test_without_git_every_migration_is_a_release_of_its_own(git: Git, tmp_path: Path) -> None:
    (tmp_path / ".git").rename(tmp_path / "gone")
    write_project(tmp_path, {"shop/migrations/0002_more.py": EMPTY})
    found = released(tmp_path)
    first, second = found.migrations.all
    assert not found.is_released(first) and found.release_of(first) != found.release_of(second)
    assert not found.app_is_unreleased("shop")
    assert not found.failed and found.scope.startswith("every migration: ")


def test_an_app_that_moved_is_released_all_the_same(git: Git, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    git("mv", "shop", "src/shop")
    assert told(released(tmp_path)) == {"shop.0001_initial": True}


def test_what_a_released_migration_held(git: Git, tmp_path: Path) -> None:
    git("checkout", "-b", "feature")
    path = tmp_path / "shop/migrations/0001_initial.py"
    path.write_text(f"{EMPTY}# more\n")
    assert released(tmp_path).changed == {"shop.0001_initial": EMPTY.encode()}
    path.write_text(EMPTY)
    assert released(tmp_path).changed == {}


def test_a_tree_that_was_written_from_a_commit(git: Git, tmp_path: Path) -> None:
    then = write_project(tmp_path / "then", {**SHOP, "shop/migrations/0001_initial.py": EMPTY})
    options = replace(OPTIONS, top=then, written=Written(tmp_path, git("rev-parse", "HEAD")))
    found = released(then, options)
    assert told(found) == {"shop.0001_initial": True}
    assert found.changed == {}
