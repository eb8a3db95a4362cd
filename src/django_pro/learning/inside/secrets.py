"""What is secret, by its name or by what it holds, and never told."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

#: What the name of a secret holds.
_NAMES = re.compile(r"KEY|SECRET|PASS|TOKEN|CREDENTIAL|PEPPER|SALT|SIGNATURE|DSN|WEBHOOK_?URL", re.IGNORECASE)
#: Names that hold such a word and no secret.
_PLAIN = re.compile(
    r"^(AUTH_PASSWORD_VALIDATORS|PASSWORD_HASHERS|PASSWORD_RESET_\w+|(CACHE_MIDDLEWARE_)?KEY_PREFIX|KEY_FUNCTION"
    r"|\w*_(CLASS|CLASSES|BACKEND|BACKENDS|SERIALIZER|SERIALIZERS|FORM|FORMS|NAME|FIELD|CLAIM|HEADER|MODEL|MODELS))$"
)
_IN_URL = re.compile(
    r"(?P<before>\w://[^\s/:@]*:)[^\s/@]+(?=@)|(?P<key>[?&;](?:\w*(?:password|secret|token|key))=)[^&;\s]+", re.I
)
_PEM = "-----BEGIN "
#: Values of fewer characters are not looked for elsewhere: where `web` is a password, a queue of that name tells nobody.
_SHORTEST = 6
#: Those of fewer are looked for as a whole text alone: `postgres` is a password, and part of many names.
_TELLING = 10
#: What stands where a secret was.
MARKER = "{secret}"


def is_secret_name(name: str) -> bool:
    """Whether what goes by a name is not told."""
    return bool(_NAMES.search(name)) and not _PLAIN.match(name)


class Secrets:
    """The secrets of a project, by value: wherever one stands, it is not told."""

    def __init__(self, settings: Iterable[tuple[str, Any]]) -> None:
        self.values: set[str] = set()
        for name, value in (*settings, *os.environ.items()):
            if is_secret_name(name):
                self._take(value)
            elif isinstance(value, dict):
                self._look(value)

    def _look(self, table: dict[Any, Any]) -> None:
        for name, value in table.items():
            if isinstance(name, str) and is_secret_name(name):
                self._take(value)
            elif isinstance(value, dict):
                self._look(value)

    def _take(self, value: Any) -> None:
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        if isinstance(value, str):
            self.values |= {value} if len(value) >= _SHORTEST else set()
        elif isinstance(value, dict):
            for each in value.values():
                self._take(each)
        elif isinstance(value, (list, tuple, set, frozenset)):
            for each in value:
                self._take(each)

    def holds(self, text: str) -> bool:
        """Whether a text is a secret, or holds one."""
        return (
            _PEM in text or text in self.values or any(len(each) >= _TELLING and each in text for each in self.values)
        )

    def without(self, text: str) -> str:
        """Return a text with a marker in place of each secret."""
        for each in self.values:
            if len(each) >= _TELLING:
                text = text.replace(each, MARKER)
        return _IN_URL.sub(lambda found: f"{found['before'] or found['key']}{MARKER}", text)


def is_harmless(value: Any) -> bool:
    """Whether a value gives nothing away, whatever its name: nothing, yes or no, a time."""
    return value is None or isinstance(value, (bool, timedelta)) or (isinstance(value, (str, bytes)) and not value)
