"""Addresses of databases, caches and mail: `dj_database_url.parse("postgres://…")` and its like."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.library.environment import name_of, variable_value
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.memory import Entries
from django_pro.project.settings.evaluation.things import NONE, Const, Given, Handler, Read, Thing, either, ways

#: Schemes and the engines they stand for (dj-database-url and django-environ: "Supported schemes").
ENGINES = {
    "postgres": "django.db.backends.postgresql", "postgresql": "django.db.backends.postgresql",
    "psql": "django.db.backends.postgresql", "pgsql": "django.db.backends.postgresql",
    "postgis": "django.contrib.gis.db.backends.postgis", "mysql": "django.db.backends.mysql",
    "mysql2": "django.db.backends.mysql", "mysqlgis": "django.contrib.gis.db.backends.mysql",
    "sqlite": "django.db.backends.sqlite3", "spatialite": "django.contrib.gis.db.backends.spatialite",
    "oracle": "django.db.backends.oracle", "mssql": "mssql", "mssqlms": "mssql",
    "cockroach": "django_cockroachdb", "redshift": "django_redshift_backend", "timescale": "timescale.db.backends.postgresql",
}  # fmt: skip
_SCHEME = re.compile(r"^([a-z0-9+]+):")


def parsed(machine: Machine, address: Thing, given: Given) -> Thing:
    """Return the database's entry that an address stands for."""
    return machine.over(address, lambda each: _parsed(machine, each, given))


def _parsed(machine: Machine, address: Thing, given: Given) -> Thing:
    options = {
        name: value for name, value in given.keywords if name in ("conn_max_age", "conn_health_checks", "engine")
    }
    entries: dict[object, Thing] = {name.upper(): value for name, value in options.items()}
    why = address.why if isinstance(address, Unknown) else "an address that is not known"
    if (
        not isinstance(address, Const)
        or not isinstance(address.value, str)
        or not (found := _SCHEME.match(address.value))
    ):
        return machine.memory.new(Entries(entries, why)) if address != NONE else machine.dict({})
    engine = ENGINES.get(found[1])
    entries.setdefault("ENGINE", Const(engine) if engine else Unknown(f"the engine of {found[1]}:"))
    try:
        parts = urlsplit(address.value)
        name = unquote(parts.path.removeprefix("/")).partition("?")[0]
        entries |= {
            "NAME": Const(name or (":memory:" if "sqlite" in found[1] else "")),
            "USER": Const(unquote(parts.username or "")), "PASSWORD": Const(unquote(parts.password or "")),
            "HOST": Const(parts.hostname or ""), "PORT": Const(parts.port or ""),
        }  # fmt: skip
    except ValueError:
        return machine.memory.new(Entries(entries, why))
    return machine.memory.new(Entries(entries, "" if not parts.query else "the address has options"))


def config(machine: Machine, given: Given) -> Thing:
    """`dj_database_url.config(default=…)`: read from `DATABASE_URL`, or the variable that `env` names."""
    default = given.get(1, "default")
    variable = given.get(0, "env")
    name = name_of(variable) if variable else "DATABASE_URL"
    address = variable_value(machine, Read(name, given.place, default, given.place_of(1, "default")))
    return either(_parsed(machine, each, given) for each in ways(address))


def parse(machine: Machine, given: Given) -> Thing:
    """`dj_database_url.parse(address)`."""
    return parsed(machine, given.get(0, "url") or NONE, given)


FUNCTIONS: dict[str, Handler] = {"dj_database_url.config": config, "dj_database_url.parse": parse}
