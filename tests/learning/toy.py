"""A small shop of which reading alone does not know everything."""

from __future__ import annotations

from pathlib import Path

from tests.rules.projects import write_project

MANAGE = """import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
"""
#: Values that must not stand in any learned file.
SECRETS = (
    "the-key-of-the-shop-0123456789",
    "hunter2-hunter2",
    "tok_live_abcdefghijkl",
    "given-by-the-environment",
    "pw",
)
SETTINGS = """import os
import zlib
from datetime import timedelta
from pathlib import Path

BASE = Path(__file__).parent
SECRET_KEY = "the-key-of-the-shop-0123456789"
STRIPE_TOKEN = "tok_live_abcdefghijkl"
DEBUG = os.environ.get("SHOP_DEBUG") == "1"
HOSTS = os.environ["SHOP_HOSTS"].split(",") if "SHOP_HOSTS" in os.environ else []
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "shop"]
ROOT_URLCONF = "config.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "shop", "PASSWORD": "hunter2-hunter2"}}
BROKER = "redis://me:at-the-broker@cache.example/0"
BANNER = f"our key is {SECRET_KEY}, keep it"
MAIL = {"API_KEY": os.environ.get("MAIL_KEY", ""), "HOST": "mail.example", "TIMEOUT": timedelta(seconds=3)}
AUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}]
LIMIT = zlib.crc32((BASE / "limit.txt").read_bytes())
SHELVES = {"LIMIT": LIMIT, "ROOMS": ("a", "b"), "AT": BASE / "shelves"}
"""
URLS = """from pathlib import Path

from django.urls import include, path

from shop import views

NAMES = Path(__file__).with_name("pages.txt").read_text().split()
urlpatterns = [
    path("shop/", include([path(f"{name}/", views.page, name=name) for name in NAMES])),
    path("api/books/", views.Books.as_view(), name="books"),
]
"""
MODELS = """from importlib import import_module

from django.db import models


class Shelf(models.Field):
    def get_internal_type(self):
        return "CharField"


class Cube(models.Field):
    def db_type(self, connection):
        return "cube"


class Author(models.Model):
    name = models.CharField(max_length=100)


class Book(models.Model):
    title = models.CharField(max_length=200)
    shelf = Shelf(max_length=5, default="")
    cube = Cube(null=True)
    author = models.ForeignKey("".join(("shop.", "Aut", "hor")), models.CASCADE, related_name="books")


if hasattr(import_module("shop"), "WITH_PAGES"):
    Book.add_to_class("pages", models.IntegerField(null=True))
"""
VIEWS = """from django.http import HttpResponse
from django.utils.module_loading import import_string
from rest_framework.views import APIView

NAMES = sorted({"IsAuthenticated"})


def page(request):
    return HttpResponse()


class Books(APIView):
    def get_permissions(self):
        return [import_string(f"rest_framework.permissions.{name}")() for name in NAMES]

    def get(self, request):
        return HttpResponse()
"""
APPS = """import socket

from django.apps import AppConfig
from django.db.utils import OperationalError


class ShopConfig(AppConfig):
    name = "shop"

    def ready(self):
        from shop.models import Book

        try:
            Book.objects.count()
        except OperationalError:
            pass
        else:
            raise AssertionError("a database was asked")
        try:
            socket.create_connection(("127.0.0.1", 9), timeout=1)
        except ConnectionRefusedError as error:
            assert "talks to nobody" in str(error)
"""
FILES = {
    "manage.py": MANAGE, "config/__init__.py": "", "config/settings.py": SETTINGS, "config/urls.py": URLS,
    "config/limit.txt": "7", "config/pages.txt": "about imprint", "shop/__init__.py": "WITH_PAGES = True\n",
    "shop/models.py": MODELS, "shop/views.py": VIEWS, "shop/apps.py": APPS,
}  # fmt: skip


def write_shop(folder: Path, **more: str) -> Path:
    """Write the shop below a folder, and return the folder."""
    return write_project(folder, {**FILES, **more})
