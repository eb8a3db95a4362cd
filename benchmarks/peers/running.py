"""Run every variant of the probe at 12 rows under a tool that watches queries, and print what it said of each, as JSON.

    PEERS/bin/python -m benchmarks.peers.running zeal
    PEERS/bin/python -m benchmarks.peers.running query-doctor [NAME…]

Run from the repository's root by an interpreter that has Django, the packages of the probe and the tool. The tools have
their own defaults but for one: zeal tells by its signal and does not raise, so that no `except` of a variant hides it.
"""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from tests.probe import measure
from tests.probe.variants import PROJECT, Variant, variants

Watch = Callable[[], AbstractContextManager[list[str]]]


@contextmanager
def _zeal() -> Iterator[list[str]]:
    context = importlib.import_module("zeal").zeal_context
    detected = importlib.import_module("zeal.signals").nplusone_detected
    said: list[str] = []

    def note(exception: Exception, **_: object) -> None:
        said.append(str(exception))

    detected.connect(note, weak=False)
    try:
        with warnings.catch_warnings(), context():
            warnings.simplefilter("ignore")
            yield said
    finally:
        detected.disconnect(note)


@contextmanager
def _query_doctor() -> Iterator[list[str]]:
    diagnose = importlib.import_module("query_doctor.context_managers").diagnose_queries
    said: list[str] = []
    with diagnose() as report:
        yield said
    said.extend(each.issue_type.value for each in report.prescriptions)


#: For each tool: its Django application, and what is entered around a run.
WATCHES: dict[str, tuple[str, Watch]] = {"zeal": ("zeal", _zeal), "query-doctor": ("query_doctor", _query_doctor)}


def main() -> None:
    """Start Django with the tool installed, and print what it said, by variant."""
    application, watch = WATCHES[sys.argv[1]]
    _install(application)
    measure.start()
    chosen = [each for each in variants() if not sys.argv[2:] or each.name in sys.argv[2:]]
    print(json.dumps(watched(chosen, watch)))


def _install(application: str) -> None:
    """Add the tool to the probe's settings before Django reads them."""
    sys.path.insert(0, str(PROJECT))
    settings: Any = importlib.import_module("config.settings")
    settings.INSTALLED_APPS.append(application)
    settings.ZEAL_RAISE = False


def watched(chosen: list[Variant], watch: Watch) -> dict[str, list[str]]:
    """Return what the tool said of each variant; a first run, unwatched, fills the process's own caches."""
    from tests.probe.filling import fill

    fill(1)
    for each in chosen:
        measure._count(each)
    fill(measure.MANY)
    return {each.name: _said(each, watch) for each in chosen}


def _said(variant: Variant, watch: Watch) -> list[str]:
    """Run a variant under the tool; what it writes is taken back."""
    from django.db import transaction

    with transaction.atomic():
        run = measure.runner(variant)
        with watch() as said:
            run()
        transaction.set_rollback(True)
    return said


if __name__ == "__main__":
    main()
