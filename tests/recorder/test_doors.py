"""The three doors of the recorder on a small shop: the pytest plugin, the middleware, a block."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.projects import write_project
from tests.verifying.toy import FILES, write_shop

pytestmark = pytest.mark.slow
LINE = (
    FILES["shop/views.py"]
    .splitlines()
    .index('    return JsonResponse({"books": [book.author.name for book in Book.objects.all()]})')
)
#: What a program begins with: Django set up on an empty database in memory, six books in it.
BEGIN = """
import logging, os, sys
sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from django.conf import settings
settings.DATABASES["default"]["NAME"] = ":memory:"
settings.ALLOWED_HOSTS = ["*"]
{settings}
import django
django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from django.test import Client
from shop.models import Author, Book
for number in range(6):
    Book.objects.create(title="B", author=Author.objects.create(name="A"))
logging.basicConfig(stream=sys.stdout, format="%(message)s")
"""
CONFTEST = """
import os

import django
import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()


@pytest.fixture(scope="session", autouse=True)
def databases():
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    made = setup_databases(0, False)
    yield
    teardown_databases(made, 0)
"""


def ran(shop: Path, program: str, settings: str = "") -> str:
    code = BEGIN.replace("{settings}", settings) + program
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, cwd=shop, capture_output=True, text=True, check=True).stdout


def middleware(options: str) -> str:
    return (
        'settings.MIDDLEWARE.insert(0, "django_pro.recorder.middleware.RecorderMiddleware")\n'
        f"settings.DJANGO_PRO_RECORDER = {options}\n"
    )


IMPORT = "from django_pro.recorder.recording import installed\n"
WARN = IMPORT + 'print(Client().get("/books/").status_code)\n'
WAIT = "installed().sink.wait(); import time; time.sleep(0.3)\n"


def test_the_middleware_warns_of_what_a_request_repeats(tmp_path: Path) -> None:
    said = ran(write_shop(tmp_path), WARN + WAIT, middleware('{"sample": 1.0}'))
    assert f"GET books: shop/views.py:{LINE + 1} loads `shop.Book.author` 6 times" in said


def test_the_middleware_is_off_by_one_setting(tmp_path: Path) -> None:
    assert ran(write_shop(tmp_path), WARN + "print(installed())", middleware("False")).splitlines() == ["200", "None"]


def test_a_request_that_is_not_of_the_sample_is_left_alone(tmp_path: Path) -> None:
    assert ran(write_shop(tmp_path), WARN + WAIT, middleware('{"sample": 0.0}')).splitlines() == ["200"]


def test_the_middleware_writes_to_a_folder_until_it_has_written_enough(tmp_path: Path) -> None:
    shop = write_shop(tmp_path)
    program = (
        IMPORT
        + 'ask = Client().get\nfor _ in range(9): ask("/books/")\nprint(ask("/books/").status_code)\n'
        + WAIT
        + "print(installed().sink._sink.dropped > 0)"
    )
    said = ran(shop, program, middleware('{"sample": 1.0, "folder": "events", "most_bytes": 2000}'))
    assert said.splitlines() == ["200", "True"]
    [file] = (shop / "events").iterdir()
    assert 0 < file.read_text(encoding="utf-8").count('"kind": "request"') < 10


def test_a_sink_that_fails_fails_no_request(tmp_path: Path) -> None:
    program = (
        "from django_pro.recorder import middleware\n"
        "def broken(unit): raise OSError('no space left')\n"
        "middleware.log_repeated = broken\n" + WARN + WAIT + "print(installed().sink.failed)"
    )
    assert ran(write_shop(tmp_path), program, middleware('{"sample": 1.0}')).splitlines() == ["200", "1"]


def test_the_middleware_answers_async_requests(tmp_path: Path) -> None:
    program = (
        "import asyncio\nfrom django.test import AsyncClient\n"
        'print(asyncio.run(AsyncClient().get("/later/")).status_code)\n'
        "from django_pro.recorder.recording import installed\n" + WAIT
    )
    setting = (
        middleware('{"sample": 1.0, "folder": "events"}') + 'settings.DATABASES["default"]["NAME"] = "later.sqlite3"\n'
    )
    shop = write_shop(tmp_path)
    assert ran(shop, program, setting).splitlines() == ["200"]
    [file] = (shop / "events").iterdir()
    assert '"name": "later"' in file.read_text(encoding="utf-8")


def test_a_block_tells_its_queries(tmp_path: Path) -> None:
    program = (
        "from django_pro.recorder import record\n"
        "with record() as found:\n"
        '    Client().get("/books/")\n'
        "print(found.queries, found.repeated()[0].text)"
    )
    said = ran(write_shop(tmp_path), program).strip()
    assert said == f"7 shop/views.py:{LINE + 1} loads `shop.Book.author` 6 times"


def test_the_plugin_tells_at_the_end_of_a_run(tmp_path: Path) -> None:
    shop = write_project(write_shop(tmp_path), {"conftest.py": CONFTEST, "pytest.ini": "[pytest]\n"})
    command = [sys.executable, "-m", "pytest", "-q", "--django-pro", "-p", "no:cacheprovider", "shop/tests.py"]
    said = subprocess.run(command, cwd=shop, capture_output=True, text=True, check=False).stdout
    assert "6 passed" in said
    line = f"shop/views.py:{LINE + 1} loads `shop.Book.author` 6 times in shop/tests.py::Shop::test_books"
    assert line in said
    assert "loaded" not in said.partition("queries that were repeated")[2]
