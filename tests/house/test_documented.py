"""Every command and every option is documented."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from django_pro.cli.main import COMMANDS
from django_pro.cli.parser import Parser

DOCS = Path(__file__).parents[2] / "docs"
README = Path(__file__).parents[2] / "README.md"


def options(command: str) -> set[str]:
    """Return the long options of a command."""
    parser = Parser(command, COMMANDS[command])
    importlib.import_module(f"django_pro.cli.{command}").configure(parser)
    return {option for action in parser._actions for option in action.option_strings if option.startswith("--")}


@pytest.mark.parametrize("command", COMMANDS)
def test_command_is_in_the_readme_and_has_a_guide(command: str) -> None:
    assert f"django-pro {command}" in README.read_text(encoding="utf-8")
    guide = (DOCS / "guide" / f"{command}.md").read_text(encoding="utf-8")
    missing = {option for option in options(command) - {"--help"} if f"`{option}" not in guide}
    assert not missing, f"docs/guide/{command}.md does not tell of {sorted(missing)}"
