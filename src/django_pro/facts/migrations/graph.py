"""The order in which Django runs migrations: `django.db.migrations.graph` and `loader`, read from the files alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from django_pro.facts.migrations.migration import Migration

_FIRST, _LATEST = "__first__", "__latest__"


class Graph:
    """The migrations that run on a new installation, with what each waits for.

    A squashed migration stands for those it replaces, which are not in the graph (Django: "Squashing migrations").
    `nodes` are by label; `missing` are (label, dependency) pairs of a project's app whose dependency has no file.
    """

    def __init__(self, migrations: Iterable[Migration]) -> None:
        every = {each.label: each for each in migrations}
        self._stands_for = dict(_replacements(every))
        self.nodes: Mapping[str, Migration] = {k: v for k, v in every.items() if k not in self._stands_for}
        self._apps: dict[str, list[str]] = {}
        for label, each in self.nodes.items():
            self._apps.setdefault(each.app, []).append(label)
        self.missing: list[tuple[str, str]] = []
        self._parents: dict[str, set[str]] = {label: set() for label in self.nodes}
        self._link(every)

    def _link(self, every: Mapping[str, Migration]) -> None:
        named: list[tuple[str, str]] = []
        for each in every.values():
            node = self._stands_for.get(each.label, each.label)
            for dependency in each.dependencies:
                self._name(node, dependency, named)
            for later in each.run_before:
                if (found := self._stands_for.get(later, later)) in self.nodes and found != node:
                    self._parents[found].add(node)
        for node, dependency in named:
            app, _, name = dependency.rpartition(".")
            ends = self.roots(app) if name == _FIRST else self.leaves(app)
            self._parents[node].update(end for end in ends if end != node and self.nodes[node].app != app)

    def _name(self, node: str, dependency: str, named: list[tuple[str, str]]) -> None:
        app, _, name = dependency.rpartition(".")
        found = self._stands_for.get(dependency, dependency)
        if name in (_FIRST, _LATEST):
            named.append((node, dependency))
        elif found in self.nodes:
            if found != node:
                self._parents[node].add(found)
        elif app in self._apps:
            self.missing.append((node, dependency))

    @property
    def apps(self) -> tuple[str, ...]:
        """The labels of the apps that have migrations."""
        return tuple(self._apps)

    def parents(self, label: str) -> frozenset[str]:
        """Return what a migration waits for."""
        return frozenset(self._parents[label])

    def of_app(self, app: str) -> tuple[Migration, ...]:
        """Return the migrations of an app, in the order in which they run."""
        return tuple(each for each in self.order if each.app == app)

    def roots(self, app: str) -> tuple[str, ...]:
        """Return the migrations of an app that wait for none of the same app."""
        return tuple(label for label in self._apps.get(app, ()) if not self._inside(label))

    def leaves(self, app: str) -> tuple[str, ...]:
        """Return the migrations of an app that none of the same app waits for: more than one is a conflict."""
        labels = self._apps.get(app, [])
        waited_for = {parent for label in labels for parent in self._inside(label)}
        return tuple(sorted(label for label in labels if label not in waited_for))

    def _inside(self, label: str) -> set[str]:
        app = self.nodes[label].app
        return {parent for parent in self._parents[label] if self.nodes[parent].app == app}

    @cached_property
    def order(self) -> tuple[Migration, ...]:
        """The migrations, each after all that it waits for; where they wait for each other in a circle, by name."""
        found: dict[str, Migration] = {}
        for start in sorted(self.nodes):
            self._visit(start, found)
        return tuple(found.values())

    def _visit(self, start: str, found: dict[str, Migration]) -> None:
        waiting: list[tuple[str, bool]] = [(start, False)]
        on_the_way: set[str] = set()
        while waiting:
            label, is_done = waiting.pop()
            if is_done:
                found.setdefault(label, self.nodes[label])
            elif label not in found and label not in on_the_way:
                on_the_way.add(label)
                waiting.append((label, True))
                waiting.extend((parent, False) for parent in sorted(self._parents[label], reverse=True))

    def ancestors(self, label: str) -> frozenset[str]:
        """Return all that has run before a migration for certain."""
        found: set[str] = set()
        waiting = [label]
        while waiting:
            for parent in self._parents[waiting.pop()]:
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return frozenset(found - {label})


def _replacements(every: Mapping[str, Migration]) -> Iterator[tuple[str, str]]:
    """Yield each replaced label and the migration that finally stands for it: a squash may be squashed again."""
    direct = {old: each.label for each in every.values() for old in each.replaces if old != each.label}
    for old, new in direct.items():
        seen = {old}
        while new in direct and new not in seen:
            seen.add(new)
            new = direct[new]
        yield old, new
