"""The wrapper around each query, put into every connection."""

from __future__ import annotations

import functools
import sys
import time
from typing import Any, Callable

from django_pro.recorder.fingerprints import fingerprint
from django_pro.recorder.places import Places
from django_pro.recorder.unit import Made, current


class Queries:
    """Notes queries in the unit that runs; `faults` counts those that could not be noted."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.faults = 0

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: dict[str, Any]) -> Any:
        """Run a query and note it (Django: "Database instrumentation")."""
        unit = current.get()
        if unit is None:
            return execute(sql, params, many, context)
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = time.perf_counter() - began
            try:
                made = unit.note(fingerprint(str(sql)), self.places.site(sys._getframe(1)), took)
                if made is not None:
                    _count_rows(context["cursor"], made)
            except Exception:  # a fault of ours must not become one of the request's
                self.faults += 1

    def watch(self, connection: Any) -> None:
        """Put the wrapper into a connection, before all others: a block's `execute_wrapper` takes the last one out again."""
        if self not in connection.execute_wrappers:
            connection.execute_wrappers.insert(0, self)

    def watch_all(self) -> None:
        """Put the wrapper into every connection there is and will be."""
        from django.db import connections
        from django.db.backends.signals import connection_created

        for connection in connections.all(initialized_only=True):
            self.watch(connection)
        connection_created.connect(self._created, weak=False, dispatch_uid="django_pro.recorder")

    def _created(self, connection: Any, **_: Any) -> None:
        self.watch(connection)

    def leave_all(self) -> None:
        """Take the wrapper out again."""
        from django.db import connections
        from django.db.backends.signals import connection_created

        connection_created.disconnect(dispatch_uid="django_pro.recorder")
        for connection in connections.all(initialized_only=True):
            if self in connection.execute_wrappers:
                connection.execute_wrappers.remove(self)


def _count_rows(cursor: Any, made: Made) -> None:
    """Count the rows that are fetched from a cursor; what counts must not hold the cursor, which would never be closed."""
    inner = getattr(cursor, "cursor", None)
    if inner is None or getattr(inner, "description", None) is None:
        return
    errors = cursor.db.wrap_database_errors
    cursor.fetchmany = functools.partial(_fetched, inner.fetchmany, errors, made)
    cursor.fetchall = functools.partial(_fetched, inner.fetchall, errors, made)
    cursor.fetchone = functools.partial(_one, inner.fetchone, errors, made)


def _fetched(fetch: Callable[..., Any], errors: Any, made: Made, *arguments: Any) -> Any:
    with errors:
        rows = fetch(*arguments)
    made.take(len(rows))
    return rows


def _one(fetch: Callable[..., Any], errors: Any, made: Made) -> Any:
    with errors:
        row = fetch()
    if row is not None:
        made.take(1)
    return row
