"""The shop, and what it told once."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from django_pro.cli.main import main
from django_pro.project.project import Options, Project, open_tree
from tests.learning.toy import write_shop


@dataclass(frozen=True)
class Told:
    """A shop, and the file of what it told."""

    shop: Path
    file: Path

    def project(self, *, facts: bool = True) -> Project:
        """Return the shop as it is read now."""
        given = self.file if facts else None
        options = Options(python=sys.prefix, cache=False, facts=given, learned=False, top=self.shop)
        return open_tree(self.shop, options).projects[0]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The shop as it told, which nobody changes."""
    folder = tmp_path_factory.mktemp("learned")
    return told(write_shop(folder / "shop"), folder / "facts.json")


@pytest.fixture
def shop(tmp_path: Path, once: Told) -> Told:
    """A shop to change, with what the same shop told."""
    return Told(write_shop(tmp_path / "shop"), once.file)


def told(shop: Path, file: Path, *words: str) -> Told:
    """Let a shop tell."""
    given = ["--env", "MAIL_KEY=given-by-the-environment", "--env", "SHOP_HOSTS=a.example,b.example"]
    assert main(["learn", str(shop), "--python", sys.prefix, "--no-cache", "--output", str(file), *given, *words]) == 0
    return Told(shop, file)
