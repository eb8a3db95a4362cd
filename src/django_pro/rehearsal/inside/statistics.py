"""How many rows the tables of a running database have, by its own estimate: no table is read.

It is given the database's URL, and the query, on standard input: a password is no argument that others can list.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from ...project.running.inside.events import Channel, Failed
from . import driver
from .rehearsing import said

#: The database is in use: nobody waits for us, nothing can be written, and nothing of ours stays with a pooled session.
_CAREFUL = ("BEGIN READ ONLY", "SET LOCAL statement_timeout = '10s'", "SET LOCAL lock_timeout = '1s'")


def main() -> None:
    """Ask, and tell."""
    channel, given = Channel(), json.loads(sys.stdin.readline())
    try:
        channel.tell("counted", rows=_counted(given["url"], given["sql"]))
    except Failed as failed:
        channel.tell("failed", why=failed.why, text=failed.text)


def _counted(url: str, sql: str) -> dict[str, int]:
    if driver.driver is None:
        raise Failed(
            "driver", "the project's interpreter has no PostgreSQL driver: pip install 'psycopg[binary]' there"
        )
    try:
        connection: Any = driver.driver.connect(url, connect_timeout=10)
        connection.autocommit = True
        for statement in _CAREFUL:
            driver.run(connection, statement)
        rows = driver.run(connection, sql)
        driver.run(connection, "ROLLBACK")
        connection.close()
    except driver.driver.Error as error:
        raise Failed("connect", f"the statistics of that database cannot be read: {said(error)}") from error
    return {table: int(count) for table, count in rows}
