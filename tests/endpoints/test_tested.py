"""What the tests try of an endpoint, read of requests, assertions, helpers, fixtures and base classes."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.endpoints import endpoints_of
from django_pro.endpoints.tested import State
from tests.facts.projects import SHOP, shop

FILES = {
    "config/urls.py": """from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("", include("shop.urls"))]
""",
    "shop/urls.py": """from django.urls import path
from rest_framework.routers import DefaultRouter
from shop import views

router = DefaultRouter()
router.register("books", views.BookViewSet)
router.register("authors", views.AuthorViewSet)
urlpatterns = [*router.urls, path("about/", views.about, name="about"), path("new/", views.New.as_view(), name="new")]
""",
    "shop/views.py": """from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.generic import CreateView
from rest_framework.viewsets import ModelViewSet
from shop.models import Author, Book


class BookViewSet(ModelViewSet):
    queryset = Book.objects.all()


class AuthorViewSet(ModelViewSet):
    queryset = Author.objects.all()


@login_required
def about(request):
    return render(request, "about.html")


class New(CreateView):
    model = Book
    fields = ["title"]
""",
}
HEAD = """import pytest
from django.test import TestCase
from django.urls import reverse
from rest_framework.test import APITestCase
from shop.models import Author, Book

"""


def states(folder: Path, tests: str, key: str) -> set[str]:
    """Return the states of an endpoint, "touched" apart."""
    project = shop(folder, {**SHOP, **FILES, "shop/tests.py": HEAD + tests})
    table = endpoints_of(project)
    endpoint = next(each for each in table.all if each.key == key)
    return {each.value for each in table.tested.states(endpoint)}


WELL, BARRED = {"touched", "happy"}, {"touched", "authorization"}
PLAIN = {
    "nothing": ("", set()),
    "a status that says well": ("self.assertEqual(self.client.get('/books/').status_code, 200)", WELL),
    "no status": ("self.client.get('/books/')", WELL),
    "one refused": ("r = self.client.get('/books/')\n        self.assertEqual(r.status_code, 403)", BARRED),
    "DRF's names": (
        "r = self.client.get('/books/')\n        self.assertEqual(r.status_code, status.HTTP_401_UNAUTHORIZED)",
        BARRED,
    ),
    "one of two": ("r = self.client.get('/books/')\n        assert r.status_code in (400, 404)", {*BARRED, "input"}),
    "a status by a name": (
        "expected_status_code = 403\n        assert self.client.get('/books/').status_code == expected_status_code",
        BARRED,
    ),
    "a status that says it took long": ("self.assertEqual(self.client.get('/books/').status_code, 408)", {"touched", "input"}),
    "refused somehow": (
        "self.assertIn(self.client.get('/books/').status_code, (status.HTTP_405_METHOD_NOT_ALLOWED, 403))",
        BARRED,
    ),
    "another request between": (
        "r = self.client.get('/books/')\n        q = self.client.post('/books/')\n        self.assertEqual(q.status_code, 400)",
        WELL,
    ),
    "counted": ("with self.assertNumQueries(3):\n            self.client.get('/books/')", {*WELL, "count-verified"}),
    "a name": ("self.client.get(reverse('book-list'), {'page': 2})", WELL),
    "a name of another": ("self.client.get(reverse('author-list'))", set()),
    "a path put together": ("base = '/books'\n        self.client.get(base + '/')", WELL),
    "a model's name": ("self.client.get(f'/{Book.__name__.lower()}s/')", WELL),
    "a path that may be anything": ("self.client.get(f'/{what()}/')", set()),
    "a loop": ("for url in ('/books/', '/authors/'):\n            self.client.get(url)", WELL),
    "a loop over pairs": ("for url, code in (('/books/', 404),):\n            self.client.get(url)", WELL),
    "not this": ("r = self.client.get('/books/')\n        self.assertNotEqual(r.status_code, 500)", WELL),
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_what_a_request_tries(name: str, tmp_path: Path) -> None:
    body, expected = PLAIN[name]
    text = f"class BookTest(TestCase):\n    def test_it(self):\n        {body or 'pass'}\n"
    assert states(tmp_path, text, "book-list GET") == expected


HELPERS = {
    "a helper asks": """class BookTest(TestCase):
    def ask(self, url):
        return self.client.get(url)

    def test_it(self):
        self.assertEqual(self.ask("/books/").status_code, 403)
""",
    "a helper asserts": """class BookTest(TestCase):
    def refused(self, url):
        response = self.client.get(url)
        self.assertEqual(response.status_code, 403)

    def test_it(self):
        self.refused("/books/")
""",
    "a base class asks": """class Base:
    url = "/nothing/"

    def test_it(self):
        self.assertEqual(self.client.get(self.url).status_code, 403)


class BookTest(Base, TestCase):
    url = "/books/"
""",
    "the set-up keeps the URL": """class BookTest(TestCase):
    def setUp(self):
        self.url = reverse("book-list")

    def test_it(self):
        self.assertEqual(self.client.get(self.url).status_code, 403)
""",
    "a parametrised function": """@pytest.mark.parametrize("url,code", [("/books/", 403), pytest.param("/authors/", 403)])
def test_it(client, url, code):
    assert client.get(url).status_code == code
""",
}


@pytest.mark.parametrize("name", HELPERS)
def test_requests_of_helpers_are_the_tests(name: str, tmp_path: Path) -> None:
    assert states(tmp_path, HELPERS[name], "book-list GET") == {"touched", "authorization"}


def test_a_class_that_leaves_a_test_at_once_does_not_run_it(tmp_path: Path) -> None:
    text = """class Base:
    data = {}

    def test_post(self):
        if not self.data:
            return
        self.client.post(self.url, self.data)


class BookTest(Base, TestCase):
    url = "/books/"


class AuthorTest(Base, TestCase):
    url = "/authors/"
    data = {"name": "Lem"}
"""
    assert states(tmp_path / "a", text, "book-list POST") == set()
    assert states(tmp_path / "b", text, "author-list POST") == {"touched", "happy"}


def test_a_path_that_may_be_every_view_is_none(tmp_path: Path) -> None:
    routes = "\n".join(f"urlpatterns.append(path('r{at}/', views.New.as_view()))" for at in range(3))
    views = "".join(f"\n\ndef page{at}(request):\n    pass\n" for at in range(6))
    more = "".join(f"urlpatterns.append(path('p{at}/', views.page{at}))\n" for at in range(6))
    files = {
        "shop/urls.py": FILES["shop/urls.py"] + routes + "\n" + more,
        "shop/views.py": FILES["shop/views.py"] + views,
        "shop/tests.py": HEAD + "class T(TestCase):\n    def test_it(self):\n        self.client.get(f'/{what()}/')\n",
    }
    table = endpoints_of(shop(tmp_path, {**SHOP, **FILES, **files}))
    assert table.reaching.unresolved == table.reaching.requests == 1


SIGNED = {
    "nobody": ("", {"touched", "authorization"}),
    "logged in": ("self.client.force_login(self.user)", {"touched", "happy"}),
    "logged out again": ("self.client.force_login(self.user)\n        self.client.logout()", {"touched", "authorization"}),
}  # fmt: skip


@pytest.mark.parametrize("name", SIGNED)
def test_a_redirect_is_good_for_somebody_who_is_logged_in(name: str, tmp_path: Path) -> None:
    before, expected = SIGNED[name]
    text = f"""class AboutTest(TestCase):
    def test_it(self):
        {before or "pass"}
        self.assertEqual(self.client.get("/about/").status_code, 302)
"""
    assert states(tmp_path, text, "about GET") == expected


def test_an_account_is_no_login(tmp_path: Path) -> None:
    text = """class AboutTest(TestCase):
    def test_it(self):
        self.client.force_login(self.user)
        self.assertRedirects(self.client.get("/about/"), "/accounts/profile/")
"""
    assert states(tmp_path, text, "about GET") == {"touched", "happy"}


def test_a_set_up_logs_in(tmp_path: Path) -> None:
    text = """class AboutTest(TestCase):
    def setUp(self):
        self.client.force_login(self.user)

    def test_it(self):
        self.assertRedirects(self.client.get("/about/"), "/")

    def test_login(self):
        self.client.logout()
        self.assertRedirects(self.client.get("/about/"), "/login/?next=/about/")
"""
    assert states(tmp_path, text, "about GET") == {"touched", "happy", "authorization"}


FORMS = {
    "a form with errors": ("test_it", "self.assertTrue(r.context['form'].errors)", {"touched", "input"}),
    "the page again": ("test_invalid_title", "self.assertEqual(r.status_code, 200)", {"touched", "input"}),
    "a text of an error": ("test_it", "self.assertContains(r, 'This field is required.')", {"touched", "input"}),
}


@pytest.mark.parametrize("name", FORMS)
def test_errors_of_a_form_are_wrong_input(name: str, tmp_path: Path) -> None:
    called, asserted, expected = FORMS[name]
    text = f"class NewTest(TestCase):\n    def {called}(self):\n        r = self.client.post('/new/')\n        {asserted}\n"
    assert states(tmp_path, text, "new POST") == expected


def test_states_are_named_once() -> None:
    assert [each.value for each in State] == ["touched", "happy", "authorization", "input", "count-verified"]
