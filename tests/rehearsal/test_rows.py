"""How many rows tables get: as written, as production has, or those of a dump."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from django_pro.cli.main import main
from django_pro.rehearsal.binaries import Binaries
from django_pro.rehearsal.cluster import Cluster, cluster
from django_pro.rehearsal.rows import MOST, cut, rows_of
from django_pro.rehearsal.scratch import is_scratch
from django_pro.source.errors import UsageError
from tests.rehearsal.toy import write_shop

pytestmark = pytest.mark.slow


def test_what_is_written_wins_over_statistics() -> None:
    assert rows_of(["2_000", "shop.Book=7"], {"shop_book": 5}) == {"*": 2000, "shop_book": 5, "shop.Book": 7}


def test_statistics_alone_make_no_table_endless() -> None:
    counted = {"shop_book": MOST * 100, "shop_author": 3}
    assert rows_of([], counted)["shop_book"] == MOST
    assert cut(counted).startswith("shop_book (500,000,000): 5,000,000 rows here")


@pytest.mark.parametrize("name", ["shop_scratch", "myscratchdb", "test_shop", "shop-test-2", "ThrowAway"])
def test_names_of_scratch_databases(name: str) -> None:
    assert is_scratch(name)


@pytest.mark.parametrize("name", ["shop", "latest", "contests", "production", ""])
def test_names_of_databases_that_may_be_somebodys(name: str) -> None:
    assert not is_scratch(name)


@pytest.fixture(scope="module")
def server(binaries: Binaries) -> Iterator[Cluster]:
    """Return a server that plays production."""
    with cluster(binaries) as server:
        yield server


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_shop(tmp_path_factory.mktemp("shop"))


def url(server: Cluster, name: str) -> str:
    database = server.database()
    return f"postgresql://{database['user']}@/{name}?host={database['host']}"


def made(server: Cluster, shop: Path, name: str) -> str:
    """Make a database as the shop has it in production, with two authors and three books, and return its URL."""
    with psycopg.connect(url(server, "rehearsal"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    settings = (
        f"from config.settings import *\nDATABASES = {{'default': {{'ENGINE': 'django.db.backends.postgresql',"
        f"'NAME': '{name}', 'USER': 'rehearsal', 'HOST': '{server.database()['host']}'}}}}\n"
    )
    (shop / "config" / "production.py").write_text(settings, encoding="utf-8")
    command = ["manage.py", "migrate", "-v", "0", "--settings", "config.production", "shop", "0001"]
    subprocess.run([sys.executable, *command], cwd=shop, check=True)
    with psycopg.connect(url(server, name), autocommit=True) as connection:
        connection.execute("INSERT INTO shop_author VALUES (11, 'Lem'), (12, 'Le Guin')")
        connection.execute(
            "INSERT INTO shop_book SELECT k, 'Book ' || k, NULL, 9, 5, now(), gen_random_uuid(), 'a', 11 "
            "FROM unnest(ARRAY[100, 500, 900]) k"
        )
        connection.execute("ANALYZE")
    return url(server, name)


def rehearsed(shop: Path, *words: str) -> dict[str, Any]:
    report = shop / "report.json"
    given = [*words, "--path", str(shop), "--python", sys.prefix, "--no-cache", "-o", f"json:{report}"]
    main(["rehearse", "shop", "0002_stock", *given])
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    report.unlink()
    return found


def rows(found: dict[str, Any]) -> dict[str, int]:
    return {each["table"]: each["rows"] for each in found["filled"] if each["table"].startswith("shop_")}


def test_as_many_as_a_running_database_has(server: Cluster, shop: Path) -> None:
    there = made(server, shop, "production")
    assert rows(rehearsed(shop, "--rows-from", there)) == {"shop_author": 2, "shop_book": 3}


def test_as_many_as_a_file_of_statistics_says(server: Cluster, shop: Path, binaries: Binaries) -> None:
    file = shop / "rows.csv"
    file.write_text("table,rows\nshop_author,20\nshop_book,30\n", encoding="utf-8")
    assert {("shop_author", 20), ("shop_book", 30)} <= set(rows(rehearsed(shop, "--rows-from", str(file))).items())


def test_a_database_that_does_not_answer_is_one_clear_line(
    server: Cluster, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--path", str(shop), "--python", sys.prefix, "--rows-from", url(server, "nowhere")]
    assert main(["rehearse", "shop", *words]) == 2
    assert "cannot be read: OperationalError: " in capsys.readouterr().err


@pytest.mark.parametrize("form", ["custom", "plain"])
def test_rows_of_a_dump(server: Cluster, shop: Path, form: str) -> None:
    there = made(server, shop, f"dumped_{form}")
    file = shop / f"dump.{form}"
    dump = server.binaries.program("pg_dump")
    subprocess.run([dump, "-d", there, "--format", form, "--file", str(file)], check=True)
    found = rehearsed(shop, "--dump", str(file))
    assert found["failed"] is None
    assert rows(found) == {"shop_author": 2, "shop_book": 3}
    assert found["migrations"][0]["migrated"]["failed"][0]["role"] == "inserter"
    assert found["migrations"][0]["reversed"]["schema"] == "equal"


def test_a_dump_in_which_it_has_run_already_is_one_clear_line(
    server: Cluster, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = made(server, shop, "newer")
    with psycopg.connect(there, autocommit=True) as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0002_stock', now())")
    file = shop / "newer.sql"
    subprocess.run([server.binaries.program("pg_dump"), "-d", there, "--file", str(file)], check=True)
    words = ["--path", str(shop), "--python", sys.prefix, "--dump", str(file)]
    assert main(["rehearse", "shop", "0002_stock", *words]) == 2
    assert "shop.0002_stock has run on that database already" in capsys.readouterr().err


def test_what_is_no_dump_is_one_clear_line(binaries: Binaries, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = shop / "no.dump"
    file.write_bytes(b"PGDMP and nothing more")
    assert main(["rehearse", "shop", "--path", str(shop), "--python", sys.prefix, "--dump", str(file)]) == 2
    assert "no.dump cannot be restored: pg_restore: error" in capsys.readouterr().err


def test_a_scratch_database_stays_as_it_is_and_serves_again(server: Cluster, shop: Path) -> None:
    there = made(server, shop, "shop_scratch")
    for _ in range(2):
        found = rehearsed(shop, "--database", there)
        assert found["failed"] is None and rows(found) == {"shop_author": 2, "shop_book": 3}
    with psycopg.connect(there) as connection:
        assert connection.execute("SELECT count(*) FROM django_migrations WHERE app = 'shop'").fetchone() == (1,)
        beside = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'shop_scratch_%'").fetchall()
        assert beside == []


def test_another_database_is_refused(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--path", str(shop), "--python", sys.prefix, "--database", "postgresql://me@host/shop"]
    assert main(["rehearse", "shop", *words]) == 2
    assert "the database shop may be somebody's" in capsys.readouterr().err


def test_usage_of_rows_is_told() -> None:
    with pytest.raises(UsageError, match="many is no number"):
        rows_of(["shop.Book=many"], {})
