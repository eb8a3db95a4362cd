"""The database that is measured: made afresh for each case from one that was filled once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import psycopg
from django.db import connection
from django.db.migrations.state import ProjectState

from benchmarks.locks.cases import cases
from benchmarks.locks.measuring import applied, migrations
from benchmarks.locks.server import Place


class Databases:
    """What is dropped, filled and copied; `state` are the models of the tables."""

    def __init__(self, place: Place) -> None:
        self.name = place["NAME"]
        given = {each.lower(): place[each] for each in ("HOST", "PORT", "USER", "PASSWORD") if place[each]}
        self.beside = partial(psycopg.connect, dbname=self.name, autocommit=True, **given)
        self.state = ProjectState()

    def run(self, *statements: str) -> None:
        """Run statements about databases."""
        connection.close()
        with self.beside(dbname="postgres") as other:
            for each in statements:
                other.execute(each)

    def fill(self, copy: str, statements: Iterable[str]) -> None:
        """Make the tables, fill them, and keep them under another name."""
        self.run(f"DROP DATABASE IF EXISTS {copy}")
        self.drop()
        self.run(f"CREATE DATABASE {self.name}")
        self.state = applied(migrations(cases()[0])[0], ProjectState())
        with connection.cursor() as cursor:
            for each in statements:
                cursor.execute(each)
        self.run(f"ALTER DATABASE {self.name} RENAME TO {copy}")

    def fresh(self, copy: str) -> ProjectState:
        """Begin again with the tables as they were kept, and return the models of them."""
        self.drop()
        self.run(f"CREATE DATABASE {self.name} TEMPLATE {copy}")
        return self.state.clone()

    def drop(self) -> None:
        """Drop the database that is measured."""
        self.run(f"DROP DATABASE IF EXISTS {self.name}")
