"""The versions that lock files fix: uv, Poetry, PDM, Pipenv."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from django_pro.project.versions.version import Version, normal

#: Lock files of TOML; each lists its packages the same way.
TOML = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")
# A lock file is long and regular: a package begins with its name and its version, a line each.
_PACKAGE = re.compile(
    r'^\[\[packages?\]\]\s*\nname = "(?P<name>[^"\n]+)"\s*\nversion = "(?P<version>[^"\n]+)"', re.MULTILINE
)


def of_toml_lock(text: str, path: str) -> Iterator[Version]:
    """Yield the packages of a lock file that is TOML."""
    for found in _PACKAGE.finditer(text):
        yield Version(normal(found["name"]), found["version"], True, path)


def of_pipenv_lock(text: str, path: str) -> Iterator[Version]:
    """Yield the packages of a Pipfile.lock."""
    try:
        tables = json.loads(text)
    except ValueError:  # half-written: it states nothing
        return
    for group in ("default", "develop"):
        packages = tables.get(group) if isinstance(tables, dict) else None
        for name, entry in packages.items() if isinstance(packages, dict) else ():
            version = entry.get("version") if isinstance(entry, dict) else None
            if isinstance(version, str):
                yield Version(normal(name), version.lstrip("="), True, path)
