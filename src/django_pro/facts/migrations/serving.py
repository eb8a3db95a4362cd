"""Which database the migrations of a project are for, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.effects import Server
from django_pro.findings.blind import Unknown
from django_pro.project.places import is_test
from django_pro.project.project import Project
from django_pro.project.settings.values import Choice, Known, Value, item
from django_pro.project.versions.running import engine_of

#: Drivers that tell which engine a project runs on where its settings leave it to the environment.
_DRIVERS = {
    "psycopg2": "postgresql", "psycopg2-binary": "postgresql", "psycopg": "postgresql", "psycopg-binary": "postgresql",
    "mysqlclient": "mysql", "pymysql": "mysql", "mysql-connector-python": "mysql",
}  # fmt: skip
_POSTGRES_APP = "django.contrib.postgres"


def server_of(project: Project) -> tuple[Server, bool]:
    """Return the database that the migrations are for, and whether the settings say so.

    Settings of tests alone do not say it, and a default for what the environment does not give says it only where the
    driver agrees. SQLite beside a driver or a name of another engine is where one develops; where nothing is said,
    PostgreSQL is taken for granted.
    """
    versions = project.versions
    named, is_open = _named(project)
    drivers = tuple(dict.fromkeys(_driven(project)))
    stated = next(iter(named), "")
    engine = _likeliest(named, drivers)
    sure = engine == stated and (not is_open or drivers == (engine,))
    if engine == "mysql" and not isinstance(versions.of("mariadb"), Unknown):
        engine = "mariadb"
    known, found = versions.of(engine), versions.of("django")
    release = () if isinstance(known, Unknown) else known.release
    return Server(engine, release, () if isinstance(found, Unknown) else found.release), sure


def _likeliest(named: tuple[str, ...], drivers: tuple[str, ...]) -> str:
    """Return the engine of production: the one that is named, unless no driver here is for it."""
    stated = next(iter(named), "")
    if stated in ("", "sqlite"):
        others = (each for each in named if each in _DRIVERS.values())
        return next(iter(drivers), "") or next(others, "") or stated or "postgresql"
    return drivers[0] if stated in _DRIVERS.values() and drivers and stated not in drivers else stated


def _named(project: Project) -> tuple[tuple[str, ...], bool]:
    """Return the engines that production's settings name for the default database, and whether it may be another."""
    settings = project.settings
    if any(each.name == settings.production and is_test(each.path) for each in settings.modules):
        return (), True
    engine = item(settings.value("DATABASES"), "default", "ENGINE")
    every = list(_alternatives(engine)) if engine is not None else []
    known = [each.value for each in every if isinstance(each, Known)]
    engines = [engine_of(each) for each in known if isinstance(each, str)]
    return tuple(dict.fromkeys(each for each in engines if each)), len(set(engines)) != 1 or len(known) < len(every)


def _alternatives(value: Value) -> Iterator[Value]:
    for each in value.values if isinstance(value, Choice) else (value,):
        yield from _alternatives(each) if isinstance(each, Choice) else (each,)


def _driven(project: Project) -> Iterator[str]:
    """Yield the engines that something is installed for."""
    if any(app.module == _POSTGRES_APP for app in project.apps.installed):
        yield "postgresql"
    for driver, engine in _DRIVERS.items():
        if not isinstance(project.versions.of(driver), Unknown):
            yield engine
