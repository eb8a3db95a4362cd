"""`django-pro learn`: let the project's own Django tell what it knows; this runs the project's own code."""

from __future__ import annotations

import sys
from pathlib import Path

from django_pro.cli import options
from django_pro.cli.options import Arguments
from django_pro.cli.parser import Parser
from django_pro.cli.progress import Progress
from django_pro.learning.learning import Request, counts, learn, write_facts
from django_pro.project.interpreter import interpreter
from django_pro.project.learned import Facts, kept_at
from django_pro.project.project import Project, open_tree
from django_pro.project.running.choosing import asked_settings, managed_settings, one_of, settings_or_refuse

_EXAMPLES = """\
examples:
  django-pro learn                             ask this folder's project, and keep it for `check` and its like
  django-pro learn --output facts.json         keep it in a file instead: django-pro check --facts facts.json
  django-pro learn --settings shop.settings.production --env SECRET_KEY=x
  django-pro learn --forget                    delete what is kept of this project
"""


def configure(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.epilog = _EXAMPLES
    parser.add_argument("path", nargs="?", metavar="PATH", default=".", help="the project (default: this folder)")
    parser.add_argument("--output", metavar="FILE", help="write to this file (default: the user's cache folder)")
    parser.add_argument("--env", metavar="NAME=VALUE", action="append", default=[], help="what the settings read")
    parser.add_argument("--forget", action="store_true", help="delete what is kept, and run nothing")
    options.add_project(parser)


def run(arguments: Arguments) -> int:
    """Learn and write, or forget."""
    tree = open_tree(options.place_of([arguments.path]).folder, options.project_options(arguments))
    project = one_of(tree)
    kept = Path(arguments.output) if arguments.output else kept_at(project.root / project.folder)
    if arguments.forget:
        return _forget(kept)
    request = _request(project, arguments)
    print(f"this runs the project's own code: {request.settings}, with {request.python}", file=sys.stderr)
    with Progress() as progress:
        facts = learn(request, progress)
    write_facts(facts, kept)
    print(_told(facts, kept))
    return 0


def _forget(kept: Path) -> int:
    there = kept.exists()
    kept.unlink(missing_ok=True)
    print(f"forgotten: {kept}" if there else f"nothing is kept at {kept}")
    return 0


def _request(project: Project, arguments: Arguments) -> Request:
    python = interpreter(project, "django-pro learn runs its code")
    settings = settings_or_refuse(asked_settings(project), project.settings.production, managed_settings(project))
    places = dict.fromkeys((project.folder, *project.modules.source_roots))
    path = tuple(project.root / each for each in places if (project.root / each).is_dir())
    packages = tuple(project.environment.folders)
    return Request(
        project.root, project.folder, python, settings, path, packages, dict(map(options.variable, arguments.env))
    )


def _told(facts: Facts, kept: Path) -> str:
    found = ", ".join(f"{count:,} {what}" for what, count in counts(facts) if count)
    hidden = len(facts.settings.secrets)
    secrets = f"; {hidden} secrets are only said to be set" if hidden else ""
    return f"Django {facts.django} told of {found}{secrets}\n{kept}"
