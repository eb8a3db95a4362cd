"""Connections beside Django's own, by whichever PostgreSQL driver the project has."""

from __future__ import annotations

import importlib
from typing import Any

driver: Any = None
for _name in ("psycopg", "psycopg2"):
    try:
        driver = importlib.import_module(_name)
        break
    except ImportError:
        continue

Database = dict[str, Any]


def connect(database: Database, name: str = "") -> Any:
    """Return a connection in autocommit mode to the database that a request describes, or to another beside it."""
    connection = driver.connect(
        host=database["host"],
        port=database["port"],
        user=database["user"],
        password=database.get("password") or None,
        dbname=name or database["name"],
    )
    connection.autocommit = True
    if hasattr(connection, "prepare_threshold"):
        connection.prepare_threshold = None  # as Django has it: a plan that is kept does not survive another schema
    return connection


def run(connection: Any, sql: str, parameters: Any = None) -> list[Any]:
    """Run a statement and return its rows."""
    cursor = connection.cursor()
    try:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []
    finally:
        cursor.close()
