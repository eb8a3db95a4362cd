"""Which database migrations are for: settings, drivers, and what is only a default."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.facts.migrations.serving import server_of
from tests.facts.projects import shop

ENGINE = 'INSTALLED_APPS = ["shop"]\nDATABASES = {"default": {"ENGINE": "%s"}}\n'
ADDRESS = (
    "import dj_database_url\n"
    'INSTALLED_APPS = ["shop"]\nDATABASES = {"default": dj_database_url.config(default="%s://localhost/shop")}\n'
)


@pytest.mark.parametrize(
    ("settings", "drivers", "engine", "sure"),
    [
        (ENGINE % "django.db.backends.postgresql", "", "postgresql", True),
        (ENGINE % "django.db.backends.mysql", "psycopg==3.2", "postgresql", False),
        (ENGINE % "django.db.backends.mysql", "psycopg==3.2\nmysqlclient==2.2", "mysql", True),
        (ENGINE % "django.db.backends.sqlite3", "", "sqlite", True),
        (ENGINE % "django.db.backends.sqlite3", "mysqlclient==2.2", "mysql", False),
        (ENGINE % "shop.timed_sqlite_backend", "", "sqlite", True),
        (ENGINE % "shop.postgres_pool", "", "postgresql", True),
        (ADDRESS % "postgres", "", "postgresql", False),
        (ADDRESS % "postgres", "psycopg==3.2", "postgresql", True),
        (ADDRESS % "postgres", "psycopg==3.2\nmysqlclient==2.2", "postgresql", False),
        (ADDRESS % "mysql", "psycopg2-binary==2.9", "postgresql", False),
    ],
)
def test_the_driver_decides_where_settings_leave_it_open(
    tmp_path: Path, settings: str, drivers: str, engine: str, sure: bool
) -> None:
    project = shop(tmp_path, {"config/settings.py": settings, "requirements.txt": drivers})
    server, is_sure = server_of(project)
    assert (server.engine, is_sure) == (engine, sure)


def test_settings_of_tests_alone_tell_nothing(tmp_path: Path) -> None:
    manage = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")\n'
    files = {"manage.py": manage, "config/settings.py": "", "tests/settings.py": ENGINE % "django.db.backends.sqlite3"}
    server, is_sure = server_of(shop(tmp_path, files))
    assert (server.engine, is_sure) == ("postgresql", False)
