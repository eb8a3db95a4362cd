"""The sessions that look on while a migration runs: what they do, and how they are started and asked."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from ...project.running.inside.loader import FOLDER, LOADER
from .rows import Maker


def probes_for(maker: Maker, model: Any) -> list[dict[str, Any]]:
    """Return what the release before does with a table: read a row, save it again, add one."""
    meta, quote = model._meta, maker.connection.ops.quote_name
    columns = [field for field in meta.local_fields if field.concrete and field.db_type(maker.connection)]
    table, key = quote(meta.db_table), quote(meta.pk.column)
    names = ", ".join(quote(field.column) for field in columns)
    row = f"{key} = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET 3)"
    stored = [each for each in columns if not each.primary_key and not getattr(each, "generated", False)]
    changes = ", ".join(f"{quote(each.column)} = {quote(each.column)}" for each in stored)
    found = [{"role": "reader", "sql": f"SELECT {names} FROM {table} WHERE {row}"}]
    if changes:
        found.append({"role": "updater", "sql": f"UPDATE {table} SET {changes} WHERE {row}"})
    try:
        found.append({"role": "inserter", "sql": maker.insert(model, ":next:", ":next:", "filled")})
    except LookupError:  # a column of a type that nobody here can make: told when the table was filled
        return [{**each, "table": meta.db_table, "parameters": [], "next": 0} for each in found]
    first = maker.count(model) + 1_000
    return [{**each, "table": meta.db_table, "parameters": [], "next": first} for each in found]


class Probes:
    """The process of the sessions."""

    def __init__(self, database: dict[str, Any], probes: list[dict[str, Any]]) -> None:
        command = [sys.executable, "-c", LOADER, str(FOLDER), "rehearsal.inside", "probing"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.refused = self._ask({"database": database, "probes": probes})["refused"]

    def start(self) -> float:
        """Let the sessions go, and return when they did, by `time.monotonic`."""
        return float(self._ask("go")["started"])

    def stop(self) -> list[dict[str, Any]]:
        """Stop the sessions and return what each saw."""
        found: list[dict[str, Any]] = self._ask("stop")
        self.close()
        return found

    def close(self) -> None:
        """End the process."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait()

    def _ask(self, what: Any) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write((what if isinstance(what, str) else json.dumps(what)) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise ConnectionError("the sessions that look on have ended: is the database still there?")
        return json.loads(line)
