"""A large project is read in two portions, the first in a process of its own where there is a second core.

Each portion has an engine of its own whether or not there is a second process, so that what is found never depends on
the machine. Where processes can be forked, the second one begins with the facts that stand already; elsewhere it opens the
tree again.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django_pro.facts.models import Models
from django_pro.flow.doors import doors_of
from django_pro.flow.engine import Engine
from django_pro.flow.roots import Root, is_inner, roots_of
from django_pro.flow.touches import Ledger
from django_pro.project.project import Options, Project, open_tree

#: From this many lines on there are two portions.
LARGE = 60_000
#: The share of the lines that the first portion holds; whoever reads the second has other rules to run besides.
SHARE = 0.6


@dataclass(frozen=True)
class Task:
    """What another process needs to know to read a portion."""

    top: Path
    folder: str
    options: Options
    files: tuple[str, ...]
    depth: int
    threshold: tuple[int, int, int]


class Portions:
    """The reading of a project's functions, begun at once and joined when it is asked for."""

    def __init__(self, project: Project, models: Models, files: Sequence[str]) -> None:
        self.project = project
        self.models = models
        self.parts = divided(project, files)
        self._pool: ProcessPoolExecutor | None = None
        self._first: Future[Ledger] | None = None
        if len(self.parts) > 1 and (os.cpu_count() or 1) > 1 and project.repository.options.parallel:
            self._begin(self.parts[0])

    def _begin(self, files: tuple[str, ...]) -> None:
        if sys.platform == "linux" and threading.active_count() == 1:
            context = multiprocessing.get_context("fork")
            self._pool = ProcessPoolExecutor(1, context, initializer=_inherit, initargs=(self.project, self.models))
            self._first = self._pool.submit(read_inherited, files)
        else:
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
            self._first = self._pool.submit(read_apart, self._task(files))

    def ledger(self) -> Ledger:
        """Return all that was found."""
        here = self.parts if self._first is None else self.parts[1:]
        ledgers = [read(self.project, self.models, part) for part in here]
        if self._first is not None and self._pool is not None:
            ledgers.insert(0, self._first.result())
            self._pool.shutdown()
        return ledgers[0] if len(ledgers) == 1 else Ledger.together(ledgers)

    def _task(self, files: tuple[str, ...]) -> Task:
        project = self.project
        return Task(
            project.root, project.folder, project.repository.options, files, sys.getrecursionlimit(), gc.get_threshold()
        )


def divided(project: Project, files: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return files in one portion, or in two of neighbours."""
    lengths = [len(project.sources.lines(path)) for path in files]
    whole = sum(lengths)
    if whole < LARGE:
        return (tuple(files),)
    at = read_so_far = 0
    while read_so_far < SHARE * whole:
        read_so_far += lengths[at]
        at += 1
    return tuple(files[:at]), tuple(files[at:])


def read(project: Project, models: Models, files: Sequence[str]) -> Ledger:
    """Return what the functions of files do with rows."""
    engine = Engine(project, models)
    later: list[Root] = []
    for path in files:
        for function, self_value in roots_of(engine, path):
            if is_inner(function):
                later.append((function, self_value))
            else:
                engine.begin(function, self_value)
        for door in doors_of(engine, path):
            door()
    for function, self_value in later:
        if not engine.was_entered(function):
            engine.begin(function, self_value)
    return engine.ledger


_inherited: list[tuple[Project, Models]] = []


def _inherit(project: Project, models: Models) -> None:
    """Keep what a forked process was given; nothing of it is ever collected, so that its memory stays shared."""
    gc.freeze()
    _inherited.append((project, models))


def read_inherited(files: tuple[str, ...]) -> Ledger:
    """Read a portion in a forked process."""
    project, models = _inherited[-1]
    return read(project, models, files)


def read_apart(task: Task) -> Ledger:
    """Read a portion in another process."""
    sys.setrecursionlimit(task.depth)
    gc.set_threshold(*task.threshold)
    repository = open_tree(task.top, task.options)
    project = next(each for each in repository.projects if each.folder == task.folder)
    return read(project, Models(project), task.files)
