"""Options that several commands take, and the request they make."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from django_pro.cli.parser import Parser
from django_pro.project.project import Options
from django_pro.source.errors import UsageError

Arguments = argparse.Namespace


def add_paths(parser: Parser) -> None:
    """Add PATH…."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", default=["."], help="folders or files (default: this folder)"
    )


def add_project(parser: Parser) -> None:
    """Add the options that say what the project is."""
    group = parser.add_argument_group("the project")
    group.add_argument("--root", metavar="FOLDER", help="review only the Django root in this folder of the tree")
    group.add_argument("--settings", metavar="MODULE", help="the settings module that production uses")
    group.add_argument(
        "--python", metavar="PATH", help="the project's interpreter or virtual environment, for its packages"
    )
    group.add_argument("--evidence", metavar="FILE", help="what `verify` left (default: .django-pro/evidence.json)")
    group.add_argument("--no-cache", action="store_true", help="read every file anew")


def add_facts(parser: argparse._ActionsContainer) -> None:
    """Add the options that say what of learned facts is used."""
    parser.add_argument(
        "--facts", metavar="FILE", help="a file of `django-pro learn --output`, instead of what is kept"
    )
    parser.add_argument("--no-facts", action="store_true", help="use nothing that was learned")


def project_options(arguments: Arguments) -> Options:
    """Return what the arguments say of the project; a command that takes no facts uses those that are kept."""
    return Options(
        root=arguments.root,
        settings=arguments.settings,
        python=arguments.python,
        cache=not arguments.no_cache,
        facts=Path(facts) if (facts := getattr(arguments, "facts", None)) else None,
        learned=not getattr(arguments, "no_facts", False),
        evidence=os.path.abspath(arguments.evidence) if arguments.evidence else None,
    )


def add_rules(parser: Parser) -> None:
    """Add the options that choose rules."""
    group = parser.add_argument_group("the rules")
    group.add_argument(
        "--select", metavar="RULES", action="append", default=[], help="only these: DJP101,DJP2,n-plus-one"
    )
    group.add_argument("--ignore", metavar="RULES", action="append", default=[], help="all but these")
    group.add_argument("--preview", action="store_true", help="also rules that have not yet earned their place")


def add_failing(parser: argparse._ActionsContainer) -> None:
    """Add `--fail-on`."""
    text = "exit with 1 from this severity on: error, warning, info, never; perhaps with a confidence: error:proved"
    parser.add_argument("--fail-on", metavar="SEVERITY", help=f"{text} (default: error:likely)")


def add_colour(parser: argparse._ActionsContainer) -> None:
    """Add `--color`."""
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour (default: on terminals)"
    )


def words(given: list[str]) -> tuple[str, ...]:
    """Return the words of a repeatable option that also takes commas."""
    return tuple(word.strip() for each in given for word in each.split(",") if word.strip())


@dataclass(frozen=True)
class Place:
    """Where a command works: the folder the project is looked for in, and the paths that findings are wanted in."""

    folder: Path
    paths: tuple[Path, ...]


def place_of(given: list[str]) -> Place:
    """Return the place that PATH… names; `UsageError` for a path that is not there."""
    paths = tuple(Path(each) for each in given)
    for path in paths:
        if not path.exists():
            raise UsageError(
                f"there is no file or folder {path}", "PATH is a Django project, or a folder or file in one."
            )
    shared = Path(os.path.commonpath([path.resolve() for path in paths]))
    return Place(shared if shared.is_dir() else shared.parent, paths)


def variable(written: str) -> tuple[str, str]:
    """Return the name and value of `--env NAME=VALUE`."""
    name, sign, value = written.partition("=")
    if not sign or not name:
        raise UsageError(f"--env {written} sets nothing", "Write --env NAME=VALUE")
    return name, value
