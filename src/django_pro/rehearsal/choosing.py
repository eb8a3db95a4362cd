"""Which migrations are rehearsed, and with which settings."""

from __future__ import annotations

from django_pro.facts.migrations import Migration, Migrations
from django_pro.facts.migrations.graph import Graph
from django_pro.facts.migrations.released import Released
from django_pro.project.project import Project
from django_pro.project.running.choosing import asked_settings, managed_settings, settings_or_refuse
from django_pro.source.errors import UsageError

Key = tuple[str, str]
#: Where nothing is released and nothing is named, the last so many are rehearsed: older ones met no rows.
LATEST = 5


def chosen(project: Project, app: str | None, name: str | None) -> tuple[tuple[Key, ...], str]:
    """Return the migrations to rehearse in their order, and why these, in words; `UsageError` where there are none."""
    migrations = Migrations(project)
    order = [each for each in Graph(migrations.all).order if not each.replaces]
    if app is not None:
        found = _named(order, app, name)
        return _keys(found), f"as named: {len(found)}"
    released = Released(project, migrations)
    new = [each for each in order if not released.is_released(each)]
    if released.base is None:
        return _keys(order[-LATEST:]), f"the last {len(order[-LATEST:])}: git does not tell which are released"
    if not new:
        raise UsageError(
            f"every migration is released already: {released.scope}", "Name some: django-pro rehearse APP [MIGRATION]"
        )
    return _keys(new), released.scope


def _keys(found: list[Migration]) -> tuple[Key, ...]:
    return tuple((each.app, each.name) for each in found)


def _named(order: list[Migration], app: str, name: str | None) -> list[Migration]:
    of_app = [each for each in order if each.app == app]
    if not of_app:
        apps = ", ".join(sorted({each.app for each in order})) or "none"
        raise UsageError(f"there is no app {app} with migrations", f"Apps with migrations: {apps}")
    if name is None:
        return of_app[1:] or of_app
    found = [each for each in of_app if each.name == name] or [each for each in of_app if each.name.startswith(name)]
    if len(found) != 1:
        names = ", ".join(each.name for each in (found or of_app)[-6:])
        what = "more than one migration" if found else "no migration"
        raise UsageError(f"{app} has {what} {name}", f"There are: {names}")
    return found


def settings_of(project: Project) -> str:
    """Return the settings module to run with: the one that is asked for, else that of `manage.py`, else production's."""
    return settings_or_refuse(asked_settings(project), managed_settings(project), project.settings.production)
