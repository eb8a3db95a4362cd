"""Rows for the probe project: each has related rows of its own, and the first of each kind has many children."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType

#: Models in the order in which their rows can be dropped.
_DROPPED = "Note Sale Post Review Ebook Book Profile Imprint Category Store Tag Author Publisher Country".split()


def model(name: str) -> Any:
    """Return a model of the probe project."""
    return apps.get_model("shop", name)


def fill(count: int) -> None:
    """Drop all rows and make `count` anew of each kind, and as many children of each first one."""
    for name in _DROPPED:
        model(name)._base_manager.all().delete()
    books = [_book(number) for number in range(1, count + 1)]
    for number in range(count + 1, 2 * count + 1):
        book = _book(number)
        book.author_id = books[0].author_id
        book.save()
    for number in range(1, count + 1):
        _children(books[0], number)
    _categories(count)


def _author(number: int, role: str) -> Any:
    known = {"pk": 1} if role == "author" and number == 1 else {}
    author = model("Author").objects.create(name=f"{role} {number}", email=f"{role}{number}@a.example", **known)
    if role == "author":
        author.mentor = model("Author").objects.create(name=f"Mentor of {number}")
        author.save()
    country = model("Country").objects.create(name=f"Home of {role} {number}")
    model("Profile").objects.create(author=author, motto=f"Motto {number}", country=country)
    return author


def _publisher(number: int, of: str) -> Any:
    country = model("Country").objects.create(name=f"Country of {of} {number}")
    publisher = model("Publisher").objects.create(name=f"Publisher of {of} {number}", country=country)
    model("Imprint").objects.create(name=f"Imprint {number}", publisher=publisher)
    return publisher


def _book(number: int) -> Any:
    book = model("Book")(
        pk=number,
        title=f"Book {number}",
        author=_author(number, "author"),
        publisher=_publisher(number, "book"),
        price=number,
        summary=f"About {number}",
    )
    book.save()
    _around(book, number)
    _ebook(number)
    return book


def _around(book: Any, number: int) -> None:
    for which in ("a", "b"):
        book.tags.add(model("Tag").objects.create(name=f"tag {number}{which}"))
    buyer, reviewer, owner = (_author(number, role) for role in ("buyer", "reviewer", "owner"))
    model("Review").objects.create(book=book, reviewer=reviewer, stars=number)
    model("Sale").objects.create(book=book, buyer=buyer)
    model("Post").objects.create(owner=owner, title=f"Post {number}", about=book)
    _note(book, f"Note {number}")


def _ebook(number: int) -> None:
    store = model("Store").objects.create(name=f"Store {number}")
    model("Ebook").objects.create(
        pk=1000 + number,
        title=f"Ebook {number}",
        author=_author(number, "ebook author"),
        publisher=_publisher(number, "ebook"),
        store=store,
    )


def _children(book: Any, number: int) -> None:
    """Give the first book one more of everything."""
    book.tags.add(model("Tag").objects.create(name=f"more {number}"))
    reviewer, buyer, owner = (_author(number, role) for role in ("2nd reviewer", "2nd buyer", "2nd owner"))
    model("Review").objects.create(book=book, reviewer=reviewer, stars=1)
    model("Sale").objects.create(book=book, buyer=buyer)
    model("Post").objects.create(owner=owner, title=f"More {number}", about=book)
    _note(book, f"More {number}")


def _note(target: Any, text: str) -> None:
    kind = ContentType.objects.get_for_model(target)
    model("Note").objects.create(content_type=kind, object_id=target.pk, text=text)


def _categories(count: int) -> None:
    first = model("Category").objects.create(pk=1, name="All")
    for number in range(count):
        model("Category").objects.create(name=f"Child {number}", parent=first)
        own = model("Category").objects.create(name=f"Own {number}")
        model("Category").objects.create(name=f"Grandchild {number}", parent=own)
