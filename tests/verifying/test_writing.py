"""`verify --write-tests` writes a test for each list that has no query count, and keeps it where it runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from django_pro.cli.main import main
from tests.rules.projects import write_project
from tests.verifying.toy import FILES, write_shop

pytestmark = pytest.mark.slow
VIEWS = (
    FILES["shop/views.py"]
    + """

class Shelf(ListView):
    model = Book
    template_name = "shop/shelf.html"


class Loaded(ListView):
    queryset = Book.objects.select_related("author")
    template_name = "shop/shelf.html"


class Authors(ListView):
    model = Author
    template_name = "shop/authors.html"
"""
)
TESTS = (
    FILES["shop/tests.py"]
    + """
    def test_lists(self):
        for name in ("shelf", "loaded-shelf"):
            self.assertEqual(self.client.get(reverse(name)).status_code, 200)

    def test_no_authors(self):
        Author.objects.all().delete()
        self.assertEqual(self.client.get(reverse("authors")).status_code, 200)
"""
)


def test_lists_get_a_test_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = FILES["config/settings.py"] + (
        'TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]\n'
    )
    urls = FILES["config/urls.py"].replace(
        "urlpatterns = [",
        'urlpatterns = [\n    path("shelf/", views.Shelf.as_view(), name="shelf"),\n'
        '    path("loaded-shelf/", views.Loaded.as_view(), name="loaded-shelf"),\n'
        '    path("authors/", views.Authors.as_view(), name="authors"),',
    )
    views = VIEWS.replace(
        "from shop.models import Book",
        "from django.views.generic import ListView\n\nfrom shop.models import Author, Book",
    )
    shop = write_shop(tmp_path, config__settings=settings, config__urls=urls, shop__views=views, shop__tests=TESTS)
    write_project(
        shop,
        {
            "shop/templates/shop/shelf.html": "{% for book in object_list %}{{ book.author.name }}{% endfor %}\n",
            "shop/templates/shop/authors.html": "{% for author in object_list %}{{ author.name }}{% endfor %}\n",
        },
    )
    main(["verify", "--path", str(shop), "--python", sys.prefix, "--no-cache", "--no-coverage", "--write-tests"])
    said = capsys.readouterr().out
    assert "shows N+1   shelf GET: 3 queries for 2 rows, 13 for 12: shop/test_query_counts_shelf.py" in said
    assert "passes      loaded-shelf GET: shop/test_query_counts_loaded_shelf.py" in said
    assert "no test     authors GET: no test has shown which rows it lists" in said
    assert sorted(path.name for path in (shop / "shop").glob("test_query*")) == [
        "test_query_counts_loaded_shelf.py",
        "test_query_counts_shelf.py",
    ]
