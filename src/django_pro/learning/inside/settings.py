"""The settings that a project states, without its secrets."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import PurePath
from typing import Any

from .secrets import MARKER, Secrets, is_harmless, is_secret_name
from .sources import dotted, files_of
from .watching import Watched

#: What is nested deeper is no setting.
_DEEPEST = 20
Row = dict[str, Any]


def stated(settings: Any) -> dict[str, Any]:
    """Return the settings that are no defaults of Django's."""
    names = [name for name in dir(settings) if name.isupper() and settings.is_overridden(name)]
    whole = getattr(settings, "_wrapped", settings)  # without what Django puts before a URL when it is asked for it
    return {name: getattr(whole, name) for name in names}


def settings_row(values: dict[str, Any], secrets: Secrets, watched: Watched) -> Row:
    """Return the settings as they are told: values, what is only said to be set, and what they were read from."""
    hidden = {name for name, value in values.items() if is_secret_name(name) and not is_harmless(value)}
    telling = Telling(secrets)
    return {
        "values": {name: telling.value(value) for name, value in values.items() if name not in hidden},
        "secrets": {name: _from_where(values[name]) for name in sorted(hidden)},
        "environment": dict(sorted(watched.variables.items())),
        "packages": sorted({each.partition(".")[0] for each in watched.modules}),
        "files": sorted({*files_of(watched.modules), *watched.files}),
    }


def _from_where(value: Any) -> str:
    """Return where a secret comes from: a variable of the environment, else the settings themselves."""
    names = (name for name, given in os.environ.items() if isinstance(value, str) and given == value)
    return next((f"the environment variable {name}" for name in names), "the settings")


class Telling:
    """Turns values into JSON; what is none is tagged."""

    def __init__(self, secrets: Secrets) -> None:
        self.secrets = secrets

    def value(self, value: Any, depth: int = 0) -> Any:
        """Return one value."""
        from django.utils.functional import Promise

        if value is None or isinstance(value, (bool, int, float)):
            return value
        if isinstance(value, (str, Promise)):
            return self.text(value)
        if isinstance(value, PurePath):
            return self.text(str(value))
        if depth > _DEEPEST:
            return {"$kind": "something deep"}
        if isinstance(value, dict):
            return self.table(value, depth)
        if isinstance(value, (list, tuple, set, frozenset)):
            return self.items(value, depth)
        if isinstance(value, timedelta):
            return {"$seconds": value.total_seconds()}
        if isinstance(value, date):
            return {"$date": value.isoformat()}
        return {"$named": dotted(value)} if hasattr(value, "__qualname__") else {"$kind": dotted(type(value))}

    def text(self, value: Any) -> Any:
        """Return a text, or a tag where it is a secret or cannot be had."""
        try:
            text = str(value)
        except Exception:  # one that is translated when it is asked for
            return {"$kind": "a text"}
        return {"$secret": MARKER} if self.secrets.holds(text) else self.secrets.without(text)

    def items(self, value: Any, depth: int) -> Any:
        """Return a list, or a tagged tuple or set."""
        found = [self.value(each, depth + 1) for each in value]
        if isinstance(value, (set, frozenset)):
            return {"$set": sorted(found, key=repr)}
        return {"$tuple": found} if isinstance(value, tuple) else found

    def table(self, value: dict[Any, Any], depth: int) -> Any:
        """Return a dict, tagged where its keys are no plain texts."""
        if all(isinstance(key, str) and not key.startswith("$") for key in value):
            return {key: self._entry(key, each, depth) for key, each in value.items()}
        return {"$pairs": [[self.value(k, depth + 1), self._entry(str(k), each, depth)] for k, each in value.items()]}

    def _entry(self, key: str, value: Any, depth: int) -> Any:
        if is_secret_name(key) and not is_harmless(value):
            return {"$secret": MARKER}
        return self.value(value, depth + 1)
