from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from blog.models import Post
from catalogue.models import Author, Book, Publisher

BOOKS = [
    ("Emma", "Jane Austen", "Penguin", "7.99"),
    ("Persuasion", "Jane Austen", "Everyman", "9.50"),
    ("Middlemarch", "George Eliot", "Penguin", "12.00"),
    ("The Warden", "Anthony Trollope", "Everyman", "8.75"),
]


class Command(BaseCommand):
    help = "Fill an empty shop of a developer's own with a few books, posts and a reader."

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("Samples are for development only.")
        authors = {name: Author.objects.get_or_create(name=name)[0] for name in {row[1] for row in BOOKS}}
        publishers = {name: Publisher.objects.get_or_create(name=name)[0] for name in {row[2] for row in BOOKS}}
        if not Book.objects.exists():
            Book.objects.bulk_create(
                Book(title=title, author=authors[author], publisher=publishers[publisher], price=price, stock=5)
                for title, author, publisher, price in BOOKS
            )
        reader, created = get_user_model().objects.get_or_create(username="reader", email="reader@example.org")
        if created:
            reader.set_password("reader")
            reader.save(update_fields=["password"])
        Post.objects.get_or_create(title="We are open", body="Come in.", author=reader, published=True)
        Post.objects.get_or_create(title="Not yet", body="A draft.", author=reader, published=False)
