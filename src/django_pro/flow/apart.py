"""The reading of a project's functions, in a process of its own where the project is large and there is a second core.

One engine reads all, so that what is found never depends on the machine. Where processes can be forked, the other one begins
with the facts that stand already; elsewhere it opens the tree again.
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

#: From this many lines on another process is worth its start.
LARGE = 20_000


@dataclass(frozen=True)
class Task:
    """What another process needs to know that inherits nothing."""

    top: Path
    folder: str
    options: Options
    files: tuple[str, ...]
    depth: int
    threshold: tuple[int, int, int]


class Apart:
    """A reading that has begun, here or in another process, and is waited for when it is asked for."""

    def __init__(self, project: Project, models: Models, files: Sequence[str]) -> None:
        self.project = project
        self.models = models
        self.files = tuple(files)
        self._pool: ProcessPoolExecutor | None = None
        self._answer: Future[Ledger] | None = None
        if (os.cpu_count() or 1) > 1 and project.repository.options.parallel and self._is_large():
            self._begin()

    def ledger(self) -> Ledger:
        """Return all that was found."""
        if self._answer is None or self._pool is None:
            return read(self.project, self.models, self.files)
        found = self._answer.result()
        self._pool.shutdown()
        return found

    def _is_large(self) -> bool:
        return sum(len(self.project.sources.lines(path)) for path in self.files) >= LARGE

    def _begin(self) -> None:
        if sys.platform == "linux" and threading.active_count() == 1:
            context = multiprocessing.get_context("fork")
            self._pool = ProcessPoolExecutor(1, context, initializer=_inherit, initargs=(self.project, self.models))
            self._answer = self._pool.submit(read_inherited, self.files)
        else:
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
            self._answer = self._pool.submit(read_anew, self._task())

    def _task(self) -> Task:
        project, options = self.project, self.project.repository.options
        return Task(project.root, project.folder, options, self.files, sys.getrecursionlimit(), gc.get_threshold())


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
    """Read in a forked process."""
    project, models = _inherited[-1]
    return read(project, models, files)


def read_anew(task: Task) -> Ledger:
    """Read in a process that was given nothing."""
    sys.setrecursionlimit(task.depth)
    gc.set_threshold(*task.threshold)
    repository = open_tree(task.top, task.options)
    project = next(each for each in repository.projects if each.folder == task.folder)
    return read(project, Models(project), task.files)
