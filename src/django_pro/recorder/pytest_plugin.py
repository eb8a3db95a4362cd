"""The pytest plugin: `pytest --django-pro` tells which queries tests repeat; under `django-pro verify` it names the tests."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

from django_pro.recorder.recording import install, installed
from django_pro.recorder.repeats import repeated
from django_pro.recorder.sinks import MemorySink
from django_pro.recorder.unit import Unit, current

_units = MemorySink(100_000)


def pytest_addoption(parser: Any) -> None:
    """Add the option."""
    group = parser.getgroup("django-pro")
    group.addoption(
        "--django-pro", action="store_true", help="tell which queries requests and tests repeat, and from where"
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: Any) -> None:
    """Install the recorder where it is asked for."""
    if config.getoption("--django-pro") and not os.environ.get("DJANGO_PRO_RECORD"):
        install(str(config.rootpath), _units)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: Any) -> Generator[None, Any, None]:
    """Make a unit of a test, with its fixtures."""
    recorder = installed()
    if recorder is None:
        yield
        return
    unit = Unit("test", item.nodeid)
    token = current.set(unit)
    yield
    current.reset(token)
    unit.details.setdefault("passed", True)
    recorder.finish(unit)


def pytest_runtest_logreport(report: Any) -> None:
    """Note that a test failed, or was left out."""
    unit = current.get()
    if unit is not None and unit.kind == "test" and unit.name == report.nodeid:
        if report.failed:
            unit.details["passed"] = False
        elif report.skipped and not hasattr(report, "wasxfail"):
            unit.details["skipped"] = True


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    """Tell what was repeated, the worst of each line."""
    if not config.getoption("--django-pro") or os.environ.get("DJANGO_PRO_RECORD"):
        return
    worst: dict[Any, tuple[Any, Unit]] = {}
    for unit in _units.taken():
        for each in repeated(unit):
            if each.site not in worst or worst[each.site][0].times < each.times:
                worst[each.site] = (each, unit)
    terminalreporter.section("django-pro: queries that were repeated")
    for each, unit in sorted(worst.values(), key=lambda found: -found[0].times):
        terminalreporter.write_line(f"{each.text} in {unit.test or unit.name}")
    if not worst:
        terminalreporter.write_line("none")
