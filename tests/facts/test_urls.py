"""URL patterns."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.urls import Urls
from tests.facts.projects import shop


def test_a_resolver_that_is_made_by_hand_is_followed(tmp_path: Path) -> None:
    urls = """from django.urls import LocalePrefixPattern, URLPattern, URLResolver, path
from django.urls.resolvers import RoutePattern

from shop import views


class Prefix(LocalePrefixPattern):
    pass


def localized(*patterns):
    return [URLResolver(Prefix(), list(patterns))]


urlpatterns = localized(path("books/", views.books, name="books")) + [
    URLPattern(RoutePattern("authors/"), views.authors, None, "authors"),
    URLResolver(RoutePattern("old/"), [path("books/", views.books)], namespace="old"),
]
"""
    project = shop(tmp_path, {"config/urls.py": urls, "shop/views.py": "def books(r): ...\n\n\ndef authors(r): ...\n"})
    found = [(each.pattern, each.name, each.localized) for each in Urls(project).all]
    assert found == [("books/", "books", True), ("authors/", "authors", False), ("old/books/", None, False)]
