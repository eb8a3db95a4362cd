"""The user's project, set up with a database of ours and cut off from everything else it would talk to."""

from __future__ import annotations

from typing import Any

from ...project.running.inside.events import Failed
from ...project.running.inside.isolating import begin
from ...project.running.inside.isolating import set_up as set_django_up
from . import driver

#: Engines that are no other database than PostgreSQL, and that a project's fields may need.
_KEPT = ("postgis", "psqlextra")
_OURS = "django.db.backends.postgresql"


def set_up(request: dict[str, Any]) -> None:
    """Import the project's settings, put stand-ins into them, and set Django up; `Failed` says what did not work."""
    if driver.driver is None:
        raise Failed(
            "driver", "the project's interpreter has no PostgreSQL driver: pip install 'psycopg[binary]' there"
        )
    settings = begin(request, "a rehearsal")
    _put_ours(settings, request["database"])
    set_django_up(settings)


def _put_ours(settings: Any, database: dict[str, Any]) -> None:
    databases = settings.DATABASES
    engine = str(databases.get("default", {}).get("ENGINE", ""))
    if any(word in engine for word in ("mysql", "mariadb", "oracle", "mssql")):
        raise Failed("engine", f"the project runs on {engine}: a rehearsal practises on PostgreSQL alone")
    ours = {
        "ENGINE": engine if any(word in engine for word in _KEPT) else _OURS,
        "NAME": database["name"], "HOST": database["host"], "PORT": str(database["port"]),
        "USER": database["user"], "PASSWORD": database.get("password", ""), "CONN_MAX_AGE": None, "ATOMIC_REQUESTS": False,
    }  # fmt: skip
    settings.DATABASES = {alias: dict(ours) for alias in (databases or {"default": {}})}
