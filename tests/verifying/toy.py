"""A small shop with tests of its own: a list that asks for each row, one that does not, and a view that nobody asks for."""

from __future__ import annotations

from pathlib import Path

from tests.rules.projects import write_project

FILES = {
    "manage.py": """import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
""",
    "config/__init__.py": "",
    "config/settings.py": """SECRET_KEY = "for tests"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "shop"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "config.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "nowhere.sqlite3", "TEST": {"NAME": ":memory:"}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
""",
    "config/urls.py": """from django.urls import path

from shop import views

urlpatterns = [
    path("books/", views.books, name="books"),
    path("loaded/", views.loaded, name="loaded"),
    path("mine/", views.mine, name="mine"),
    path("new/", views.new, name="new"),
    path("later/", views.later, name="later"),
    path("never/", views.never, name="never"),
]
""",
    "shop/__init__.py": "",
    "shop/models.py": """from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=50)


class Book(models.Model):
    title = models.CharField(max_length=50)
    author = models.ForeignKey(Author, models.CASCADE)
""",
    "shop/views.py": """from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse

from shop.models import Book


class BookForm(forms.ModelForm):
    class Meta:
        model = Book
        fields = ["title", "author"]


def books(request):
    return JsonResponse({"books": [book.author.name for book in Book.objects.all()]})


def loaded(request):
    return JsonResponse({"books": [book.author.name for book in Book.objects.select_related("author")]})


@login_required
def mine(request):
    return HttpResponse("yours")


def new(request):
    form = BookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        return HttpResponse("made", status=201)
    return HttpResponse("again")


async def later(request):
    titles = [book.title async for book in Book.objects.all()]
    return JsonResponse({"titles": titles})


def never(request):
    if request.GET.get("a"):
        return HttpResponse("a")
    return HttpResponse("b")
""",
    "shop/tests.py": """from django.contrib.auth.models import User
from django.test import TestCase
from django.urls import reverse

from shop.models import Author, Book


class Shop(TestCase):
    def setUp(self):
        for number in range(6):
            Book.objects.create(title=f"B{number}", author=Author.objects.create(name=f"A{number}"))

    def test_books(self):
        self.assertEqual(len(self.client.get(reverse("books")).json()["books"]), 6)

    def test_loaded_is_one_query(self):
        with self.assertNumQueries(1):
            self.client.get(reverse("loaded"))

    def test_strangers_log_in(self):
        self.assertEqual(self.client.get(reverse("mine")).status_code, 302)

    def test_mine(self):
        self.client.force_login(User.objects.create_user("ann"))
        self.assertEqual(self.client.get(reverse("mine")).status_code, 200)

    def test_new(self):
        self.assertEqual(self.client.post(reverse("new"), {"title": ""}).status_code, 200)

    async def test_later(self):
        self.assertEqual((await self.async_client.get(reverse("later"))).status_code, 200)
""",
}


def write_shop(folder: Path, **changed: str) -> Path:
    """Write the shop and return its folder; `changed` are files in the place of some, by name with `__` for `/`."""
    files = {**FILES, **{f"{name.replace('__', '/')}.py": text for name, text in changed.items()}}
    return write_project(folder / "shop", files)
