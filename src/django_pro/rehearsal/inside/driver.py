"""Connections beside Django's own, by whichever PostgreSQL driver the project has."""

from __future__ import annotations

from typing import Any, Dict

try:
    import psycopg as driver
except ImportError:
    try:
        import psycopg2 as driver  # type: ignore[no-redef,import-untyped]
    except ImportError:
        driver = None  # type: ignore[assignment]

Database = Dict[str, Any]


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
    return connection


def run(connection: Any, sql: str, parameters: Any = None) -> list[Any]:
    """Run a statement and return its rows."""
    cursor = connection.cursor()
    try:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []
    finally:
        cursor.close()
