"""Calls, found by the name that is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.facts.calls import Calls, CallSite
from django_pro.project.classes import describe
from tests.facts.projects import shop

TEXT = """
from shop.tasks import work

work.delay(1)

class Sender:
    sent = work.delay(2)

    @decorate(work.delay(3))
    def send(self, work):
        def later():
            return [work.delay(4).delay(5) for _ in ()]
        return later

def other():
    "delay(this)"
    delayed()
    return lambda: (
        work
        .delay
        (6)
    )
"""


def values(sites: list[CallSite]) -> list[tuple[str, object]]:
    """Return the scope and first argument of calls."""
    return [(each.scope, getattr(each.argument(0, "x"), "value", None)) for each in sites]


# A test file's functions are read when they are asked for.
@pytest.mark.parametrize("path", ["shop/views.py", "shop/tests/test_views.py"])
def test_calls_wherever_they_stand(tmp_path: Path, path: str) -> None:
    found = list(Calls(shop(tmp_path, {path: TEXT})).of("delay"))
    assert values(found) == [
        ("", 1), ("Sender", 2), ("Sender", 3), ("Sender.send.later", 4), ("Sender.send.later", 5), ("other", 6),
    ]  # fmt: skip
    assert [describe(each.node) for each in found[3:5]] == ["work.delay(…)", "work.delay(…).delay(…)"]
    local = found[3].local
    assert local is not None
    assert "work" in local.names
    assert {each.name for each in found} == {"delay"}


def test_calls_of_tests_may_be_left_out(tmp_path: Path) -> None:
    calls = Calls(shop(tmp_path, {"shop/tests/test_views.py": TEXT}))
    assert list(calls.of("delay", tests=False)) == []
    assert list(calls.of("nothing")) == []


def test_functions(tmp_path: Path) -> None:
    calls = Calls(shop(tmp_path, {"shop/views.py": TEXT}))
    assert [each.qualname for each in calls.functions] == ["Sender.send", "other"]


def test_arguments(tmp_path: Path) -> None:
    calls = Calls(shop(tmp_path, {"shop/views.py": "put(1, y=2)\nput(*rest, 3)\nput(**given)\n"}))
    plain, starred, keywords = calls.of("put")
    assert getattr(plain.argument(0, "x"), "value", None) == 1
    assert getattr(plain.argument(1, "y"), "value", None) == 2
    assert plain.argument(1, "z") is None
    assert (starred.argument(1, "x"), keywords.argument(0, "x")) == (None, None)
