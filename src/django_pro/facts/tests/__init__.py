"""The tests of a Django root, and the requests they make."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from django_pro.facts.tests.call import ANY, ClientCall, Named, Outcome, Path, Target, Test
from django_pro.facts.tests.helping import helper_names
from django_pro.facts.tests.requests import Requests, has_requests
from django_pro.facts.tests.signing import Signing
from django_pro.facts.tests.texts import Texts
from django_pro.project.names import Defined
from django_pro.project.places import is_test
from django_pro.project.project import Project
from django_pro.source.syntax import Class, Function, Import, ImportFrom

__all__ = ["ANY", "ClientCall", "Named", "Outcome", "Path", "Target", "Test", "Tests"]

#: Packages that drive a browser.
BROWSERS = frozenset({"selenium", "playwright", "splinter", "helium"})


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
        """Every test, and every other function of the test files that makes requests of its own."""
        texts = Texts(self.project)
        signing = Signing(self.project, texts.meaning)
        signing.fixtures.update(self._fixtures())
        requests = Requests(texts, signing, helper_names(self.project, self.files))
        found = [test for path in self.files for test in self._in_file(path, requests)]
        return tuple(
            Test(each.name, each.path, each.node, ())
            if each.calls and (each.path, each.node.start) in requests.helped
            else each
            for each in found
        )

    def _fixtures(self) -> dict[str, list[Function]]:
        found: dict[str, list[Function]] = {}
        for path in self.files:
            for each in self.project.sources.module(path).body:
                if isinstance(each, Function) and not each.name.startswith("test"):
                    found.setdefault(each.name, []).append(each)
        return found

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

    def _in_file(self, path: str, requests: Requests) -> Iterator[Test]:
        module = self.project.modules.at(path)
        for statement in self.project.sources.module(path).body:
            if isinstance(statement, Function):
                yield self._test(Defined(module, statement.name, statement), None, requests)
        for cls in self.project.classes.in_file(path):
            body = cls.node.body if isinstance(cls.node, Class) else ()
            for statement in body:
                if isinstance(statement, Function):
                    yield self._test(Defined(module, f"{cls.qualname}.{statement.name}", statement), cls, requests)

    def _test(self, function: Defined, owner: Defined | None, requests: Requests) -> Test:
        node = function.node
        assert isinstance(node, Function)
        calls = requests.of(function, owner, self._runs(owner, node.name)) if has_requests(node) else ()
        return Test(function.name, function.module.path, node, calls)

    def _runs(self, owner: Defined | None, name: str) -> tuple[Defined | None, ...]:
        """Return the classes that run a method: those below its own that have it from there, else its own."""
        if owner is None:
            return (None,)
        below = [
            each
            for each in self._subclasses.get(owner, ())
            if (method := self.project.classes.method(each, name)) is not None and method.name == f"{owner.name}.{name}"
        ]
        return tuple(below) or (owner,)
