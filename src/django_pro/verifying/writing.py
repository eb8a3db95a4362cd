"""Tests that count queries, written for lists that have none: with few rows and with many, the same number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django_pro.endpoints import Endpoint
from django_pro.facts.models.model import Model
from django_pro.findings.blind import Unknown
from django_pro.rules.reviewed import Reviewed
from django_pro.source.edits import Edit
from django_pro.verifying.commands import only
from django_pro.verifying.guarding import trial
from django_pro.verifying.making import Making
from django_pro.verifying.verifying import Request, Say, verify

_FILE = '''"""Lists ask the database as often for many rows as for few."""

{imports}


{functions}class QueryCounts(TestCase):
    def setUp(self):
        User = get_user_model()
        self.user = User(**{{User.USERNAME_FIELD: "counting@example.com", "is_active": True}})
        self.user.is_staff = self.user.is_superuser = True
        self.user.save()
        self.client.force_login(self.user)

    def asked(self, address):
        with CaptureQueriesContext(connection) as queries:
            response = self.client.get(address)
        self.assertEqual(response.status_code, 200)
        return len(queries)
{tests}'''
_TEST = """
    def test_{name}(self):
        address = reverse("{route}")
        for number in range(2):
            {make}
        self.asked(address)
        few = self.asked(address)
        for number in range(2, 12):
            {make}
        self.assertEqual(self.asked(address), few)
"""
_IMPORTS = (
    "from django.contrib.auth import get_user_model", "from django.db import connection",
    "from django.test import TestCase", "from django.test.utils import CaptureQueriesContext",
    "from django.urls import reverse",
)  # fmt: skip
_COUNTS = re.compile(r"AssertionError: (\d+) != (\d+)")
NAME = "test_query_counts.py"


@dataclass(frozen=True)
class Written:
    """What came of a test for one list: the file where it was kept, and the two counts where the list asks for each row."""

    endpoint: str
    path: str = ""
    why: str = ""
    few: int = 0
    many: int = 0


def write_tests(review: Reviewed, request: Request, uncounted: list[Endpoint], say: Say) -> Iterator[Written]:
    """Write a test for each list, run it, and keep it where it passes or shows that the list asks for each row."""
    for endpoint in uncounted:
        text = test_of(review, endpoint)
        if isinstance(text, Unknown):
            yield Written(endpoint.key, why=text.why)
            continue
        say(f"counting the queries of {endpoint.name}")
        yield _tried(review, request, endpoint, text)


def test_of(review: Reviewed, endpoint: Endpoint) -> str | Unknown:
    """Return the text of a test for a list, or why none can be written."""
    name = endpoint.route.name
    if not name or re.search(r"<|\(\?P", endpoint.route.pattern):
        return Unknown("its address has arguments, or no name")
    model = _listed(review, endpoint)
    if isinstance(model, Unknown):
        return model
    making = Making(review.project, review.models)
    made = making.call(model.label)
    if isinstance(made, Unknown):
        return made
    functions = "".join(f"{each}\n\n" for each in making.functions.values())
    test = _TEST.format(name=re.sub(r"\W+", "_", name), route=name, make=made)
    imports = "\n".join(sorted({*_IMPORTS, *making.imports}))
    return _FILE.format(imports=imports, functions=functions, tests=test)


test_of.__test__ = False  # type: ignore[attr-defined]  # pytest takes its name for a test's


def _listed(review: Reviewed, endpoint: Endpoint) -> Model | Unknown:
    """Return the model whose rows an endpoint lists: that of the table of which the run saw it read most."""
    requests = review.ran.requests_of(endpoint) or ()
    tables = [table for each in requests for table in each.tables]
    by_table = {f"{each.app}_{each.cls.qualname}".lower(): each for each in review.models.all()}
    found = next((by_table[table] for table in tables if table in by_table), None)
    return found or Unknown("no test has shown which rows it lists")


def _tried(review: Reviewed, request: Request, endpoint: Endpoint, text: str) -> Written:
    path = _place(review, endpoint)
    name = re.search(r"def (test_\w+)", text)
    assert name is not None
    label = f"{path}::QueryCounts::{name[1]}", f"{path.removesuffix('.py').replace('/', '.')}.QueryCounts.{name[1]}"
    if (request.root / path).exists():
        return Written(endpoint.key, why=f"{path} is there already")
    with trial(request.root, [Edit(path, 0, 0, text)]) as trying:
        command = only(request.command, label)
        ran = verify(replace(request, command=command, coverage=False), (), lambda line: None)
        said = "\n".join(ran.ended.last)
        counts = _COUNTS.search(said)
        if ran.ran.run.tests != 1:
            return Written(
                endpoint.key, why=f"the test did not run: {ran.ended.last[-1] if ran.ended.last else 'nothing'}"
            )
        if ran.ended.code and counts is None:
            return Written(endpoint.key, why=f"it fails by itself: {_error(ran.ended.last)}")
        trying.keep()
    few, many = (int(counts[2]), int(counts[1])) if counts else (0, 0)
    return Written(endpoint.key, path, "", few, many)


def _error(last: tuple[str, ...]) -> str:
    return next((line for line in reversed(last) if "Error" in line), "it said nothing")[:160]


def _place(review: Reviewed, endpoint: Endpoint) -> str:
    """Return where the test stands: in the app's own tests, named by the list."""
    assert endpoint.view is not None
    folder = Path(endpoint.view.target.module.path).parent
    while folder.name in ("views", "api", "rest", "viewsets") and (review.project.root / folder.parent).is_dir():
        folder = folder.parent
    tests = review.project.root / folder / "tests"
    name = NAME.replace(".py", f"_{re.sub(r'[^A-Za-z0-9]+', '_', endpoint.name).lower()}.py")
    return (folder / "tests" / name if tests.is_dir() else folder / name).as_posix()
