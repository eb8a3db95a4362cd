"""The user's project, set up with a database of ours and cut off from everything else it would talk to."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

from . import driver
from .events import Failed

#: Engines that are no other database than PostgreSQL, and that a project's fields may need.
_KEPT = ("postgis", "psqlextra")
_OURS = "django.db.backends.postgresql"
#: What a project talks to besides its database, with what stands in for it.
_STAND_INS = {
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    "CELERY_TASK_ALWAYS_EAGER": False,
    "CELERY_BROKER_URL": "memory://",
    "CELERY_RESULT_BACKEND": "cache+memory://",
    "BROKER_URL": "memory://",
    "CHANNEL_LAYERS": {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
    "ELASTICSEARCH_DSL_AUTOSYNC": False,
    "ELASTICSEARCH_DSL_SIGNAL_PROCESSOR": "django_elasticsearch_dsl.signals.BaseSignalProcessor",
    "HAYSTACK_CONNECTIONS": {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
    "HAYSTACK_SIGNAL_PROCESSOR": "haystack.signals.BaseSignalProcessor",
    "DATABASE_ROUTERS": [],
}
#: What `connect_ex` answers where nobody is there (errno: ECONNREFUSED).
_REFUSED = 111
_CACHE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def set_up(request: dict[str, Any]) -> None:
    """Import the project's settings, put stand-ins into them, and set Django up; `Failed` says what did not work."""
    if driver.driver is None:
        raise Failed(
            "driver", "the project's interpreter has no PostgreSQL driver: pip install 'psycopg[binary]' there"
        )
    os.environ.update(request["environment"])
    os.environ["DJANGO_SETTINGS_MODULE"] = request["settings"]
    sys.path[:0] = request["path"]
    _cut_off()
    try:
        from django.conf import settings

        databases = settings.DATABASES
    except Exception as error:  # settings are code of the user's, and may raise anything
        raise Failed("settings", f"the settings {request['settings']} cannot be imported: {_said(error)}") from error
    _override(settings, databases, request["database"])
    try:
        import django

        django.setup()
    except Exception as error:  # so are the models of their apps
        raise Failed("import", f"the project cannot be imported: {_said(error)}") from error


def _override(settings: Any, databases: dict[str, Any], database: dict[str, Any]) -> None:
    engine = str(databases.get("default", {}).get("ENGINE", ""))
    if any(word in engine for word in ("mysql", "mariadb", "oracle", "mssql")):
        raise Failed("engine", f"the project runs on {engine}: a rehearsal practises on PostgreSQL alone")
    ours = {
        "ENGINE": engine if any(word in engine for word in _KEPT) else _OURS,
        "NAME": database["name"], "HOST": database["host"], "PORT": str(database["port"]),
        "USER": database["user"], "PASSWORD": database.get("password", ""), "CONN_MAX_AGE": None, "ATOMIC_REQUESTS": False,
    }  # fmt: skip
    settings.DATABASES = {alias: dict(ours) for alias in (databases or {"default": {}})}
    for name, value in _STAND_INS.items():
        setattr(settings, name, value)
    settings.CACHES = {
        alias: dict(_CACHE, LOCATION=alias) for alias in (getattr(settings, "CACHES", None) or ["default"])
    }


def _cut_off() -> None:
    """Refuse every connection of Python's own to another machine or service; the driver's goes by a socket in a folder."""
    connect = socket.socket.connect

    def refused(self: socket.socket, address: Any) -> None:
        if self.family == getattr(socket, "AF_UNIX", None):
            return connect(self, address)
        raise ConnectionRefusedError(f"a rehearsal talks to nobody, not to {address!r}")

    for name, stand_in in (("connect", refused), ("connect_ex", lambda self, address: _REFUSED)):
        setattr(socket.socket, name, stand_in)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
