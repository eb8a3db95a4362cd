"""What tests come to, and what nothing comes to."""

from __future__ import annotations

from pathlib import Path

from django_pro.rules.reviewed import Reviewed
from tests.facts.projects import SHOP, shop

MODELS = """from django.db import models


class Book(models.Model):
    def shown(self):
        return self.title

    def priced(self):
        return self.price

    def forgotten(self):
        return None
"""
FILES = {
    "shop/models.py": MODELS,
    "shop/prices.py": "def cheapest(books):\n    return min(each.priced() for each in books)\n",
    "shop/tests.py": "def test_shown():\n    assert Book().shown()\n",
}


def test_a_method_that_nothing_names_is_unused(tmp_path: Path) -> None:
    exercised = Reviewed(shop(tmp_path, {**SHOP, **FILES})).exercised
    names = ("shown", "priced", "forgotten")
    assert [exercised.comes_to(each) for each in names] == [True, False, False]
    assert [exercised.is_unused(each) for each in names[1:]] == [False, True]
