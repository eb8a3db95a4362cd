"""The half of a comparison that runs in a project's own interpreter: ask one tool about one migration, print JSON.

    PROJECT/bin/python project_side.py linter|safe|sql SETTINGS MIGRATION.py [--migrated]

Run from the project's root. The settings are the project's, but for the database: PostgreSQL, as libpq's own variables name
it (PGHOST, PGPORT, PGUSER), the database `peers`, which is emptied first. `--migrated` applies all earlier migrations.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import sys
from types import ModuleType
from typing import Any

DATABASE = {"ENGINE": "django.db.backends.postgresql", "NAME": "peers"}


def main() -> None:
    """Start Django, find the migration, ask."""
    tool, settings, file, *options = sys.argv[1:]
    sys.path[0] = os.getcwd()
    _start(settings)
    _empty()
    migration = _found(file)
    if options:
        _migrate(migration)
    answer = {"linter": _linter, "safe": _safe, "sql": _sql}[tool](migration)
    print(f"\nanswer: {json.dumps(answer)}")


def _start(settings: str) -> None:
    """Set Django up with the project's settings, another database, and the tool's application installed."""
    module = ModuleType("peers_settings")
    own = importlib.import_module(settings)
    vars(module).update({name: value for name, value in vars(own).items() if name.isupper()})
    apps = [*own.INSTALLED_APPS, "django_migration_linter"]
    vars(module).update(DATABASES={"default": DATABASE}, DATABASE_ROUTERS=[], INSTALLED_APPS=apps)
    sys.modules["peers_settings"] = module
    os.environ["DJANGO_SETTINGS_MODULE"] = "peers_settings"
    importlib.import_module("django").setup()


def _empty() -> None:
    connection = importlib.import_module("django.db").connection
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _loader() -> Any:
    loading = importlib.import_module("django.db.migrations.loader")
    return loading.MigrationLoader(importlib.import_module("django.db").connection)


def _found(file: str) -> Any:
    """Return the migration that a file defines."""
    for migration in _loader().disk_migrations.values():
        if os.path.realpath(inspect.getfile(type(migration))) == os.path.realpath(file):
            return migration
    raise LookupError(f"no migration is loaded from {file}")


def _migrate(migration: Any) -> None:
    """Apply all that the migration depends on."""
    executing = importlib.import_module("django.db.migrations.executor")
    executor = executing.MigrationExecutor(importlib.import_module("django.db").connection)
    node = executor.loader.graph.node_map[migration.app_label, migration.name]
    executor.migrate([parent.key for parent in node.parents])


def _linter(migration: Any) -> list[dict[str, str]]:
    """Ask as `lintmigrations APP NAME` does, whose printed messages have no codes."""
    linting = importlib.import_module("django_migration_linter.migration_linter")
    linter = linting.MigrationLinter(no_cache=True, no_output=True, analyser_string="postgresql")
    sql = linter.get_sql(migration.app_label, migration.name)
    of_sql = linting.analyse_sql_statements(linter.sql_analyser_class, sql, ())
    of_data = linter.analyse_data_migration(migration)
    levels = {"error": of_sql[0] + of_data[0], "warning": of_sql[2] + of_data[2]}
    return [{"rule": issue.code, "severity": level} for level, issues in levels.items() for issue in issues]


def _safe(migration: Any) -> list[dict[str, Any]]:
    analyzing = importlib.import_module("django_safe_migrations.analyzer")
    analyzer = analyzing.MigrationAnalyzer(db_vendor="postgresql")
    issues = analyzer.analyze_migration(migration, loader=_loader())
    return [{"rule": each.rule_id, "line": each.line_number or 0, "severity": each.severity.value} for each in issues]


def _sql(migration: Any) -> list[str]:
    call = importlib.import_module("django.core.management").call_command
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        printed: str = call("sqlmigrate", migration.app_label, migration.name, stdout=nowhere)
    return printed.splitlines()


if __name__ == "__main__":
    main()
