"""The tests of a Django root, and the requests they make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from django_pro.facts.tests.call import ANY, ClientCall, Named, Path, Target, Test
from django_pro.facts.tests.requests import METHODS, REDIRECTS, calls_in, statuses_in
from django_pro.facts.tests.texts import Place, Texts, local_values
from django_pro.facts.views.functions import walk
from django_pro.project.names import Defined
from django_pro.project.places import is_test
from django_pro.project.project import Project
from django_pro.source.syntax import Class, Function, Import, ImportFrom, body_of, source_of

__all__ = ["ANY", "ClientCall", "Named", "Path", "Target", "Test", "Tests"]

#: Packages that drive a browser.
BROWSERS = frozenset({"selenium", "playwright", "splinter", "helium"})
#: What a request of a test client looks like.
_REQUEST = re.compile(rb"\.\s*(?:" + b"|".join(name.encode() for name in (*METHODS, REDIRECTS)) + rb")\s*\(")


class Tests:
    """Questions about a project's tests."""

    __test__ = False  # no tests of ours

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The files that hold tests, or what tests alone use."""
        return tuple(path for path in self.project.files if is_test(path))

    @cached_property
    def all(self) -> tuple[Test, ...]:
        """Every test, and every other function of the test files that makes requests for them."""
        texts = Texts(self.project.classes, self._subclasses)
        return tuple(test for path in self.files for test in self._in_file(path, texts))

    @cached_property
    def browser(self) -> str | None:
        """The file of a test that drives a browser, None where none does."""
        return next((path for path in self.files if self._drives(path)), None)

    def _drives(self, path: str) -> bool:
        imported = (
            each.module if isinstance(each, ImportFrom) else name.name
            for each in self.project.sources.module(path).body if isinstance(each, Import | ImportFrom)
            for name in each.names
        )  # fmt: skip
        return any((name or "").partition(".")[0] in BROWSERS for name in imported)

    @property
    def count(self) -> int:
        """The number of test functions."""
        return sum(each.name.rpartition(".")[2].startswith("test") for each in self.all)

    @cached_property
    def calls(self) -> tuple[ClientCall, ...]:
        """Every request."""
        return tuple(call for test in self.all for call in test.calls)

    @cached_property
    def _subclasses(self) -> dict[Defined, tuple[Defined, ...]]:
        found: dict[Defined, list[Defined]] = {}
        for path in self.files:
            for cls in self.project.classes.in_file(path):
                for above in self.project.classes.mro(cls).classes[1:]:
                    if above.module.origin == "project":
                        found.setdefault(above, []).append(cls)
        return {cls: tuple(below) for cls, below in found.items()}

    def _in_file(self, path: str, texts: Texts) -> Iterator[Test]:
        module = self.project.modules.at(path)
        for statement in self.project.sources.module(path).body:
            if isinstance(statement, Function):
                yield self._test(statement, texts, Place(module), f"{module.name}.{statement.name}")
        for cls in self.project.classes.in_file(path):
            body = cls.node.body if isinstance(cls.node, Class) else ()
            for statement in body:
                if isinstance(statement, Function):
                    yield self._test(statement, texts, Place(module, cls), f"{cls.name}.{statement.name}")

    def _test(self, function: Function, texts: Texts, place: Place, name: str) -> Test:
        path = place.module.path
        times = 1 + (len(self._subclasses.get(place.cls, ())) if place.cls else 0)
        source = source_of(function)
        if source is not None and not _REQUEST.search(source):
            return Test(name, path, function, (), (), times)
        body = body_of(function)
        nodes = tuple(walk(body))
        calls = tuple(calls_in(nodes, texts, Place(place.module, place.cls, local_values(body)), path))
        return Test(name, path, function, calls, statuses_in(nodes) if calls else (), times)
