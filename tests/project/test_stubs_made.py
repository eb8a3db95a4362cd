"""What the maker of stubs keeps of a module, and what it drops."""

from __future__ import annotations

import ast

from tools.knowledge import Stub

SOURCE = '''
"""Books."""
import os
import re
from django.db import models
from .signing import sign
LONG = "%s"
_HIDDEN = re.compile("x")
if sys.version_info >= (3, 11):
    from enum import StrEnum
else:
    class StrEnum: pass
class BookManager(models.Manager):
    """Finds books."""
    def get_queryset(self):
        """Return them."""
        return super().get_queryset().filter(shown=True)
    def _count(self):
        total = 0
        for each in self.all():
            total += each.pages
        return total
class TitleField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 200)
        for name in args:
            self.remember(name)
        super().__init__(*args, **kwargs)
    def deconstruct(self):
        return super().deconstruct()
class Book(models.Model):
    title = TitleField(verbose_name="title", help_text="As on the cover")
    objects = BookManager()
    class Meta:
        ordering = ["title"]
        verbose_name = "book"
    def __str__(self):
        return self.title
    def publish(self, when: str = "now") -> bool:
        for each in self.editions.all():
            each.publish(when)
        return True
def _made_once():
    for each in (): pass
router.register("books", Book)
print("made")
''' % ("x" * 500)  # fmt: skip

EXPECTED = """\
from django.db import models
LONG: str
class BookManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(shown=True)
class TitleField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault('max_length', 200)
        super().__init__(*args, **kwargs)
class Book(models.Model):
    title = TitleField()
    objects = BookManager()
    class Meta:
        ordering = ['title']
    def __str__(self):
        return self.title
    def publish(self, when: str='now') -> bool: ...
router.register('books', Book)
"""


def made(name: str, source: str, asked: frozenset[tuple[str, str]] = frozenset()) -> str:
    return Stub(name, ast.parse(source), asked).text()


def test_facts_stay_and_the_rest_goes() -> None:
    assert made("shop/books.py", SOURCE) == EXPECTED


def test_what_another_module_imports_stays() -> None:
    asked = frozenset({("shop.books", "_HIDDEN"), ("shop.books", "sign")})
    text = made("shop/books.py", SOURCE, asked)
    assert "_HIDDEN = re.compile('x')" in text
    assert "from .signing import sign\n" in text


def test_a_package_keeps_all_it_imports() -> None:
    assert made("shop/__init__.py", "from .books import Book\nfrom .people import Author\n") == (
        "from .books import Book\nfrom .people import Author\n"
    )


def test_nothing_is_left_of_machinery() -> None:
    assert made("shop/machinery.py", "import os\n_seen = {}\nfor each in os.environ:\n    _seen[each] = 1\n") == ""
