"""The secrets that settings hold: what each may be, in every way through the settings modules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django_pro.findings.blind import Unknown
from django_pro.project.settings.setting import Setting
from django_pro.project.settings.values import Known, Listing, Table, Value, alternatives
from django_pro.rules.security.secrets.naming import is_key, is_secret, is_secrets, is_value, password_in

#: Settings that say how passwords are handled, and hold none.
_ASIDE = frozenset(
    {"AUTH_PASSWORD_VALIDATORS", "PASSWORD_HASHERS", "LOGGING", "LOGGING_CONFIG", "TEMPLATES", "MIDDLEWARE"}
)


@dataclass
class Held:
    """A secret of a setting by its dotted `key`; `values` are what it may be, `address` when it is one of a server."""

    key: str
    setting: Setting
    address: bool = False
    values: list[Value] = field(default_factory=list)

    @property
    def nested(self) -> bool:
        """Whether it is a part of its setting."""
        return self.key != self.setting.name

    @property
    def literals(self) -> list[str]:
        """Return the texts that are a secret and that stand in the code."""
        texts = [_text(each.value) for each in self.values if isinstance(each, Known)]
        return [text for text in texts if (password_in(text) if self.address else is_value(self.key, text))]

    @property
    def is_switch(self) -> bool:
        """Whether it is a truth value or a number after all: `STORE_ACCESS_TOKEN = True`."""
        return any(
            isinstance(each, Known) and isinstance(each.value, bool | int) and each.value is not False
            for each in self.values
        )

    @property
    def unknown(self) -> list[Unknown]:
        """Return what is not known of it."""
        return [each for each in self.values if isinstance(each, Unknown)]


def secrets_of(settings: Mapping[str, Setting]) -> Iterator[Held]:
    """Yield the secrets of settings, in their order."""
    for name, setting in settings.items():
        if name not in _ASIDE and not name.startswith("_"):
            found: dict[tuple[str, bool], Held] = {}
            for key, address, value in _leaves(name, name, setting.value):
                held = found.setdefault((key, address), Held(key, setting, address))
                held.values.append(value)
            yield from (held for held in found.values() if not held.is_switch)


def _leaves(key: str, name: str, value: Value) -> Iterator[tuple[str, bool, Value]]:
    """Yield each part of a value that is a secret or an address, with its key."""
    for each in alternatives(value):
        parts = list(_parts(each))
        for part, inner in parts:
            if not _is_aside(part, parts):
                yield from _leaves(f"{key}.{part}", name if isinstance(part, int) else str(part), inner)
        if not parts:
            yield from _leaf(key, name, each)


def _leaf(key: str, name: str, value: Value) -> Iterator[tuple[str, bool, Value]]:
    in_bytes = isinstance(value, Known) and isinstance(value.value, bytes) and is_key(name)
    if is_secret(name) or is_secrets(name) or in_bytes:
        yield key, False, value
    elif (isinstance(value, Known) and password_in(_text(value.value))) or (
        isinstance(value, Unknown) and (key.startswith("DATABASES.") and key.count(".") == 1)
    ):
        yield key, True, value


def _parts(value: Value) -> Iterator[tuple[object, Value]]:
    """Yield the keys and indexes of a container, with what stands there."""
    if isinstance(value, Table):
        yield from value.entries
    elif isinstance(value, Listing):
        yield from enumerate(value.items)
    elif isinstance(value, Known) and isinstance(value.value, dict):
        yield from ((key, Known(inner)) for key, inner in value.value.items())
    elif isinstance(value, Known) and isinstance(value.value, list | tuple):
        yield from ((at, Known(inner)) for at, inner in enumerate(value.value))


def _is_aside(key: object, parts: list[tuple[object, Value]]) -> bool:
    """Whether an entry does not matter: the password of a file of SQLite, what a database is tested with."""
    if key == "TEST" or str(key).upper().endswith(("RATES", "LIMITS", "_CLASSES", "VALIDATORS")):
        return True
    engine = next((value for part, value in parts if part == "ENGINE"), None)
    only = (
        isinstance(engine, Known) and isinstance(engine.value, str) and engine.value.endswith(("sqlite3", "spatialite"))
    )
    return key == "PASSWORD" and only


def _text(value: object) -> str:
    """Return a text, or bytes as one."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else ""
