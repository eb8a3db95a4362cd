"""Databases beside one another in one cluster, and which of them Django works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from . import driver


class Databases:
    """Makes copies of databases; `request` is how the cluster is reached."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.request = request
        self.first: str = request["name"]
        self.made: set[str] = set()

    def use(self, name: str) -> Any:
        """Let Django work on a database, and return its connection."""
        from django.db import connections

        for connection in connections.all():
            connection.close()
            connection.settings_dict["NAME"] = name
        return connections["default"]

    def copy(self, source: str, name: str) -> str:
        """Make a copy of a database that nobody is connected to, in place of one of that name."""
        from django.db import connections

        connections.close_all()
        with_admin = driver.connect(self.request, "postgres")
        try:
            driver.run(with_admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            driver.run(with_admin, f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        finally:
            with_admin.close()
        self.made.add(name)
        return name

    def drop(self, name: str) -> None:
        """Take a database away."""
        with_admin = driver.connect(self.request, "postgres")
        try:
            driver.run(with_admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        finally:
            with_admin.close()
        self.made.discard(name)


@contextmanager
def databases_of(request: dict[str, Any]) -> Iterator[Databases]:
    """Give the databases to work in; somebody else's stays as it is: copies are worked in, and dropped in the end."""
    databases = Databases(request)
    if not request.get("scratch"):
        yield databases
        return
    try:
        databases.first = databases.copy(databases.first, f"{databases.first}_rehearsed")
        yield databases
    finally:
        for name in list(databases.made):
            databases.drop(name)
