"""Which tests reach which endpoints, as far as reading them tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from django_pro.endpoints import endpoints_of
from django_pro.endpoints.tested import State
from django_pro.project.project import Project
from django_pro.reports.paint import Paint


class TestRow(msgspec.Struct, frozen=True):
    """An endpoint, the tests that make a request to it, and what they try of it.

    `tests` is None where it cannot be told; `states` are "touched", "happy", "authorization", "input", "count-verified".
    """

    __test__ = False  # no test of ours

    route: str
    method: str
    name: str
    tests: list[str] | None
    states: list[str]


@dataclass(frozen=True)
class TestRows:
    """The endpoints of one Django root with their tests, and why what is missing cannot be named."""

    __test__ = False  # no test of ours

    endpoints: list[TestRow]
    requests: int
    unresolved: int
    why_unsure: str | None


def test_rows(project: Project) -> TestRows:
    """Return the project's own endpoints with the tests that reach them."""
    table = endpoints_of(project)
    reaching = table.reaching
    rows: list[TestRow] = []
    for each in table.sites:
        tests = [f"{test.path}::{test.name}" for test in reaching.tests_of(each)]
        known = tests if tests or reaching.why_unsure is None else None
        states = table.tested.states(each)
        tried = [state.value for state in State if state in states]
        rows.append(TestRow(each.route.pattern, each.method, each.name, known, tried))
    return TestRows(rows, reaching.requests, reaching.unresolved, reaching.why_unsure)


test_rows.__test__ = False  # type: ignore[attr-defined]  # pytest takes its name for a test's


def write_tests(found: TestRows, paint: Paint) -> Iterator[str]:
    """Yield each endpoint with the number of its tests, and then the sums."""
    for row in found.endpoints:
        count = "?" if row.tests is None else str(len(row.tests))
        style = "yellow" if row.tests is None else "green" if row.tests else "red"
        names = ", ".join(test.rpartition("::")[2] for test in (row.tests or ())[:3])
        tried = " ".join(each for each in row.states if each != State.TOUCHED)
        said = "  ".join(each for each in (paint(count, style), paint(tried, "cyan"), paint(names, "dim")) if each)
        yield f"{paint(row.method.ljust(6), 'bold')} {row.route or '/'}  {said}".rstrip()
    reached = sum(bool(row.tests) for row in found.endpoints)
    asked = f"{found.requests} requests, {found.unresolved} of them unresolved"
    yield f"{reached} of {len(found.endpoints)} endpoints are reached; {asked}"
    tried_of = {state: sum(state.value in row.states for row in found.endpoints) for state in State}
    yield ", ".join(f"{tried_of[state]} {state.value}" for state in State if state is not State.TOUCHED)
    if found.why_unsure:
        yield f"What no test reaches is not named: {found.why_unsure}"
