"""What is learned, what is not, and what reading makes of it."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from pathlib import Path

from django_pro.endpoints import endpoints_of
from django_pro.facts.models import Models
from django_pro.facts.urls import Urls
from django_pro.findings.blind import Unknown
from django_pro.project.settings import Choice, Known, Table
from tests.learning.conftest import Told, told
from tests.learning.toy import FILES, SECRETS, write_shop

LIMIT = zlib.crc32(FILES["config/limit.txt"].encode())


def change(shop: Told, path: str) -> None:
    file = shop.shop / path
    file.write_text(f"{file.read_text(encoding='utf-8')}\n# changed\n", encoding="utf-8")


def test_no_secret_is_in_the_file(once: Told) -> None:
    text = once.file.read_text(encoding="utf-8")
    assert not [secret for secret in SECRETS if secret in text]
    settings = json.loads(text)["settings"]
    assert settings["secrets"] == {"SECRET_KEY": "the settings", "STRIPE_TOKEN": "the settings"}
    assert settings["values"]["MAIL"]["API_KEY"] == {"$secret": "{secret}"}
    assert settings["values"]["BROKER"] == "redis://me:{secret}@cache.example/0"
    assert settings["values"]["BANNER"] == {"$secret": "{secret}"}
    assert settings["values"]["AUTH_PASSWORD_VALIDATORS"]


def test_where_the_tree_stands_is_not_in_the_file(once: Told) -> None:
    assert str(once.shop) not in once.file.read_text(encoding="utf-8")


def test_a_setting_that_reading_does_not_know_is_taken(once: Told) -> None:
    assert isinstance(once.project(facts=False).settings.value("LIMIT"), Unknown)
    settings = once.project().settings
    assert settings.value("LIMIT") == Known(LIMIT)
    assert settings.value("SHELVES") == Known({"LIMIT": LIMIT, "ROOMS": ("a", "b"), "AT": "{tree}/config/shelves"})
    assert settings.value("SECRET_KEY") == Known("the-key-of-the-shop-0123456789"), "reading knows it by itself"
    mail = settings.value("MAIL")
    assert isinstance(mail, Table) and mail.get("TIMEOUT") == Known(timedelta(seconds=3))


def test_what_the_environment_decides_is_taken_only_where_it_was_given(once: Told) -> None:
    settings = once.project().settings
    assert settings.value("HOSTS") == Known(["a.example", "b.example"])
    debug = settings.value("DEBUG")
    assert isinstance(debug, Choice) and set(debug.values) == {Known(False), Known(True)}


def test_local_settings_that_are_not_here_may_be_in_production(tmp_path: Path) -> None:
    more = "if (BASE / 'local_settings.py').exists():\n    from config.local_settings import *\n"
    shop = write_shop(tmp_path / "shop", **{"config/settings.py": FILES["config/settings.py"] + more})
    learned = told(shop, tmp_path / "facts.json").project().settings.of()
    assert "config.local_settings is not here" in learned.open
    (shop / "config/local_settings.py").write_text("LIMIT = 3", encoding="utf-8")
    assert not told(shop, tmp_path / "facts.json").project().settings.of().open


def test_models_are_as_django_has_them(once: Told) -> None:
    before, after = Models(once.project(facts=False)), Models(once.project())
    read, told = before.get("shop.Book"), after.get("shop.Book")
    assert read is not None and told is not None
    author = read.field("author")
    assert author is not None and isinstance(author.to, Unknown) and not read.field("pages")
    author, pages = told.field("author"), told.field("pages")
    assert author is not None and author.to == "shop.Author"
    assert pages is not None and pages.null and pages in told.local
    assert after.relation("shop.Author", "books") is not None


def test_a_field_class_tells_whose_column_it_has(once: Told) -> None:
    learned = once.project().learned
    assert learned.internal_type("shop.models.Shelf") == "CharField"
    assert learned.internal_type("shop.models.Cube") is None, "it makes its own"


def test_routes_are_as_the_resolver_has_them(once: Told) -> None:
    assert not [each for each in Urls(once.project(facts=False)).all if each.name == "imprint"]
    urls = Urls(once.project())
    assert [each.pattern for each in urls.all] == ["shop/about/", "shop/imprint/", "api/books/"]
    assert not urls.unknown
    (about,) = urls.named("about")
    assert about.view.name == "shop.views.page" and about.view.target is not None
    assert about.path == "config/urls.py" and about.node.start > 0, "where the patterns are listed"


def test_policies_are_what_the_live_view_says(once: Told) -> None:
    before, after = (
        next(each for each in endpoints_of(once.project(facts=facts)).all if each.name == "books")
        for facts in (False, True)
    )
    assert isinstance(before.permissions.value, Unknown)
    assert after.permissions.value == ("rest_framework.permissions.IsAuthenticated",)


def test_a_row_counts_while_its_files_are_as_they_were(shop: Told) -> None:
    change(shop, "shop/models.py")
    project = shop.project()
    assert "shop.Book" not in project.learned.models
    assert "auth.User" in project.learned.models and project.learned.has_all_routes
    rows, stale = project.learned.counted()
    assert rows > stale == 2
    book = Models(project).get("shop.Book")
    author = book.field("author") if book else None
    assert author is not None and isinstance(author.to, Unknown)


def test_a_file_that_the_settings_read_makes_them_stale(shop: Told) -> None:
    (shop.shop / "config/limit.txt").write_text("8", encoding="utf-8")
    assert isinstance(shop.project().settings.value("LIMIT"), Unknown)


def test_a_changed_urlconf_makes_all_its_routes_stale(shop: Told) -> None:
    change(shop, "config/urls.py")
    assert not shop.project().learned.routes


def test_a_changed_view_makes_its_routes_and_policies_stale(shop: Told) -> None:
    change(shop, "shop/views.py")
    project = shop.project()
    assert not project.learned.has_all_routes
    (books,) = (each for each in endpoints_of(project).all if each.name == "books")
    assert isinstance(books.permissions.value, Unknown)
