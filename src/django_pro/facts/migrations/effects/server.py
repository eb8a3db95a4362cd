"""The database that migrations are for, and the Django that runs them."""

from __future__ import annotations

from dataclasses import dataclass

#: Before this Django an `AlterField` of a foreign key drops and adds it whatever was altered (`_field_should_be_altered`).
ALTERS_LESS = (3, 2)
#: From this Django a change of `choices` alone is no change of the schema.
CHOICES_ARE_FREE = (4, 1)
#: From this version PostgreSQL has generated columns that are not stored.
VIRTUAL = (18,)


@dataclass(frozen=True)
class Server:
    """An engine as Django calls it, or "mariadb", with its version and Django's.

    An empty version is not known and taken for a recent one.
    """

    engine: str = "postgresql"
    version: tuple[int, ...] = ()
    django: tuple[int, ...] = ()

    @property
    def is_mysql(self) -> bool:
        """Whether it is MySQL or MariaDB."""
        return self.engine in ("mysql", "mariadb")

    @property
    def is_postgresql(self) -> bool:
        """Whether it is PostgreSQL, or a back-end of another name that is taken for one on top of it."""
        return not self.is_mysql and self.engine != "sqlite"

    def is_older(self, version: tuple[int, ...]) -> bool:
        """Whether the database is known to be older than a version."""
        return bool(self.version) and self.version < version

    def before(self, version: tuple[int, ...]) -> bool:
        """Whether Django is known to be older than a version."""
        return bool(self.django) and self.django < version
