"""Recipes name what the user has to change."""

from __future__ import annotations

from pathlib import Path

from tests.rules.bookshop import FILES
from tests.rules.projects import review_project, write_project

MODELS = """\
from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=100)


class Book(models.Model):
    author = models.ForeignKey(Author, models.CASCADE)

    def __str__(self):
        return self.author.name


class Review(models.Model):
    book = models.ForeignKey(Book, models.CASCADE)
"""
ADMIN = """\
from django.contrib import admin

from shop.models import Review


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    pass
"""
LISTED = """\
from django.contrib import admin

from shop.models import Review


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    fields = []
    list_display = ["author"]

    def author(self, review):
        return review.book.author_id
"""


def recipes(folder: Path, files: dict[str, str]) -> list[str]:
    return [each.recipe for each in review_project(write_project(folder, FILES | files), "DJP101").findings]


def test_rows_that_a_form_of_the_admin_offers_are_loaded_there(tmp_path: Path) -> None:
    said = recipes(tmp_path, {"shop/models.py": MODELS, "shop/admin.py": ADMIN})
    assert said == ["Load `author` in `formfield_for_foreignkey` of `ReviewAdmin`, or use `autocomplete_fields`"]


def test_rows_of_the_admins_own_list_are_loaded_by_the_list(tmp_path: Path) -> None:
    said = recipes(tmp_path, {"shop/models.py": MODELS, "shop/admin.py": LISTED})
    assert said == ['Give `ReviewAdmin` a `list_select_related = ["book"]`']
