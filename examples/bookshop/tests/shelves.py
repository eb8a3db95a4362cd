"""The few books, authors and readers that the tests start from."""

from django.contrib.auth import get_user_model

from blog.models import Post
from catalogue.models import Author, Book, Publisher


def fill(count=3):
    """Make books, each with an author and a publisher of its own."""
    for number in range(count):
        author = Author.objects.create(name=f"Author {number}")
        publisher = Publisher.objects.create(name=f"Publisher {number}")
        Book.objects.create(title=f"Book {number}", author=author, publisher=publisher, price="9.99", stock=5)
    return list(Book.objects.all())


def reader(name="ann", *, staff=False):
    """Make somebody who can log in."""
    users = get_user_model().objects
    if staff:
        return users.create_superuser(name, f"{name}@example.org", "secret")
    return users.create_user(name, f"{name}@example.org", "secret")


def post(author, title, *, published=True):
    """Write a post."""
    return Post.objects.create(title=title, body="…", author=author, published=published)
