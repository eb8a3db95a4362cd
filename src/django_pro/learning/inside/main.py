"""Learning from its request to its last event."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from ...project.running.inside.events import Channel, Failed
from ...project.running.inside.isolating import begin, said, set_up
from .models import model_rows
from .policies import policy_rows
from .routes import route_rows
from .secrets import Secrets
from .settings import settings_row, stated
from .watching import watching

_DOING = "django-pro learn"


def main() -> None:
    """Read the request, learn, and tell; the exit code is 0 also where it failed, once that is told."""
    channel = Channel()
    try:
        channel.tell("learnt", **learn(json.loads(sys.stdin.readline()), channel))
    except Failed as failed:
        channel.tell("failed", why=failed.why, text=failed.text)
    except Exception as error:  # ours: a line instead of a traceback
        if os.environ.get("DJANGO_PRO_DEBUG") == "1":
            raise
        channel.tell("failed", why="fault", text=f"{type(error).__name__}: {' '.join(str(error).split())[:500]}")


def learn(request: dict[str, Any], channel: Channel) -> dict[str, Any]:
    """Set the project up, and return what its Django knows."""
    channel.progress("importing the settings", 0, 1)
    with watching() as watched:
        settings = begin(request, _DOING)
        values = stated(settings)
    secrets = Secrets(values.items())
    told = settings_row(values, secrets, watched)
    channel.progress("importing the project", 0, 1)
    _refuse_databases()
    set_up(settings)
    channel.progress("asking for its models, routes and views", 0, 1)
    found = {"settings": told, "models": model_rows(), **_routed()}
    return {**_without(found, secrets), **_versions()}


def _routed() -> dict[str, Any]:
    """Return routes and policies; a project without routes has none."""
    from django.conf import settings

    if not getattr(settings, "ROOT_URLCONF", None):
        return {"routes": [], "policies": []}
    try:
        return {"routes": route_rows(), "policies": policy_rows()}
    except Exception as error:  # URLconfs are code of the user's, imported when they are first asked for
        raise Failed("import", f"the URLs cannot be imported: {said(error)}") from error


def _refuse_databases() -> None:
    """Let no connection be made to any database: whoever asks at import hears what they hear where none is there."""
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.utils import OperationalError

    def refused(self: Any) -> None:
        raise OperationalError(f"{_DOING} talks to no database")

    wrapper: Any = BaseDatabaseWrapper
    wrapper.connect = refused


def _without(value: Any, secrets: Secrets) -> Any:
    """Return everything with a marker in place of each secret that some other place holds."""
    if isinstance(value, str):
        return secrets.without(value)
    if isinstance(value, dict):
        return {secrets.without(key): _without(each, secrets) for key, each in value.items()}
    return [_without(each, secrets) for each in value] if isinstance(value, list) else value


def _versions() -> dict[str, Any]:
    import django

    return {"django": django.get_version(), "python": sys.version.split()[0]}
