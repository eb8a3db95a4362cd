"""The user's project, imported with everything cut off that it would talk to."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

from .events import Failed

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


def begin(request: dict[str, Any], doing: str) -> Any:
    """Import the project's settings and return them; `Failed` says what did not work, `doing` who talks to nobody."""
    os.environ.update(request["environment"])
    os.environ["DJANGO_SETTINGS_MODULE"] = request["settings"]
    sys.path[:0] = request["path"]
    _cut_off(doing)
    try:
        from django.conf import settings

        settings.DATABASES  # noqa: B018  # imports them
    except Exception as error:  # settings are code of the user's, and may raise anything
        raise Failed("settings", f"the settings {request['settings']} cannot be imported: {said(error)}") from error
    return settings


def set_up(settings: Any) -> None:
    """Put stand-ins into the settings, and set Django up."""
    for name, value in _STAND_INS.items():
        setattr(settings, name, value)
    settings.CACHES = {
        alias: dict(_CACHE, LOCATION=alias) for alias in (getattr(settings, "CACHES", None) or ["default"])
    }
    try:
        import django

        django.setup()
    except Exception as error:  # so are the models of their apps
        raise Failed("import", f"the project cannot be imported: {said(error)}") from error


def _cut_off(doing: str) -> None:
    """Refuse every connection of Python's own to another machine or service; a driver's goes by a socket in a folder."""
    connect = socket.socket.connect

    def refused(self: socket.socket, address: Any) -> None:
        if self.family == getattr(socket, "AF_UNIX", None):
            return connect(self, address)
        raise ConnectionRefusedError(f"{doing} talks to nobody, not to {address!r}")

    for name, stand_in in (("connect", refused), ("connect_ex", lambda self, address: _REFUSED)):
        setattr(socket.socket, name, stand_in)


def said(error: Exception) -> str:
    """Return what an error says, with its kind."""
    return f"{type(error).__name__}: {error}"
