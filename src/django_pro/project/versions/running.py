"""What a project runs on: its Python, and the engine of its database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django_pro.project.settings.settings import Settings
from django_pro.project.settings.values import Known, Table, Value, alternatives, item
from django_pro.project.versions.version import Version

_IMAGE = re.compile(
    r"^\s*(?:FROM\s+(?:--\S+\s+)?|-?\s*image:\s*[\"']?)(?P<image>[\w./-]+):(?P<tag>v?\d[\w.-]*)", re.MULTILINE
)
#: Engines by the last part of `DATABASES[...]["ENGINE"]` (Django: "ENGINE"), and by the name of a container image.
_ENGINES = {
    "postgresql": "postgresql", "postgresql_psycopg2": "postgresql", "postgis": "postgresql",
    "postgresql_backend": "postgresql", "postgres": "postgresql", "mysql": "mysql",
    "sqlite3": "sqlite", "spatialite": "sqlite", "oracle": "oracle", "mssql": "mssql",
}  # fmt: skip
#: Words in the names of others' backends, which are built on Django's own.
_NAMED = {"sqlite": "sqlite", "postgres": "postgresql", "postgis": "postgresql", "mysql": "mysql", "mariadb": "mysql"}
_IMAGES = {
    "python": "python",
    "postgres": "postgresql",
    "postgis": "postgresql",
    "mysql": "mysql",
    "mariadb": "mariadb",
}


def of_python_file(text: str, path: str) -> Iterator[Version]:
    """Yield the version that `.python-version` or `runtime.txt` names."""
    if found := re.search(r"^\s*(?:python-|cpython-)?(3(?:\.\d+)+)", text, re.MULTILINE):
        yield Version("python", found[1], True, path, 1)


def of_images(text: str, path: str) -> Iterator[Version]:
    """Yield the versions of Python and of databases that a Dockerfile or a compose file starts from."""
    for found in _IMAGE.finditer(text):
        name = _IMAGES.get(found["image"].rpartition("/")[2])
        number = re.match(r"v?(\d+(?:\.\d+)*)", found["tag"])
        if name and number:
            yield Version(name, number[1], True, path, text.count("\n", 0, found.start("image")) + 1)


def engines_of(settings: Settings) -> tuple[str, ...]:
    """Return the database engines that production's settings name, the default's first, each once."""
    databases = settings.value("DATABASES")
    found: list[str] = []
    for alias in sorted(_aliases(databases), key=lambda name: name != "default"):
        engine = item(databases, alias, "ENGINE")
        known = (each.value for each in (alternatives(engine) if engine is not None else ()) if isinstance(each, Known))
        found.extend(engine_of(each) for each in known if isinstance(each, str) and each)
    return tuple(dict.fromkeys(found))


def engine_of(backend: str) -> str:
    """Return the engine of a database backend, which may be a package's own on top of Django's."""
    last = re.sub(r"\.base$", "", backend).rpartition(".")[2]
    named = (engine for word, engine in _NAMED.items() if word in backend.lower())
    return _ENGINES.get(last) or next(named, last)


def _aliases(databases: Value) -> Iterable[str]:
    found: dict[str, None] = {}
    for each in alternatives(databases):
        if isinstance(each, Table):
            found.update((key, None) for key, _ in each.entries if isinstance(key, str))
        elif isinstance(each, Known) and isinstance(each.value, dict):
            found.update((key, None) for key in each.value if isinstance(key, str))
    return found
