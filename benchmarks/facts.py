#!/usr/bin/env python3
"""Read a tree cold and build every table of facts, for the CPU ratio to `ast.parse` over the same files.

    floor.py ROOT -- python benchmarks/facts.py ROOT [--phases] [--cache]

`--phases` prints CPU seconds for each step; `--cache` keeps what was read, as a second review of the same tree has it.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django_pro.cli.main import DEPTH, RARELY
from django_pro.facts.migrations import Migrations
from django_pro.facts.models import Models
from django_pro.facts.tests import Tests
from django_pro.facts.urls import Urls
from django_pro.facts.views import Views
from django_pro.project.project import Options, Project, open_tree

TABLES: dict[str, Callable[[Project], object]] = {
    "settings": lambda project: project.settings.all(),
    "apps": lambda project: project.apps,
    "models": lambda project: Models(project).all(),
    "migrations": lambda project: Migrations(project).all,
    "urls": lambda project: Urls(project).all,
    "views": lambda project: Views(project),
    "tests": lambda project: Tests(project).all,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path)
    parser.add_argument("--phases", action="store_true")
    parser.add_argument("--cache", action="store_true")
    given = parser.parse_args()
    sys.setrecursionlimit(DEPTH)
    gc.set_threshold(RARELY)
    spent: list[tuple[str, float]] = []

    def timed(name: str, step: Callable[[], object]) -> object:
        before = time.process_time()
        result = step()
        spent.append((name, time.process_time() - before))
        return result

    repository = timed("reading", lambda: open_tree(given.root, Options(cache=given.cache)))
    for project in repository.projects:  # type: ignore[attr-defined]  # what `open_tree` returned
        for name, build in TABLES.items():
            timed(f"{name} {project.folder}", lambda build=build, project=project: build(project))
    if given.phases:
        print("\n".join(f"{seconds:6.2f}  {name}" for name, seconds in spent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
