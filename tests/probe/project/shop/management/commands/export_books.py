import csv

from django.core.management.base import BaseCommand

from shop.models import Book


# variant: export_books bad command
class Command(BaseCommand):
    help = "Print every book"

    def add_arguments(self, parser):
        parser.add_argument("--cheap", action="store_true")

    def handle(self, *args, cheap=False, **options):
        books = Book.objects.with_author()
        if cheap:
            books = books.cheap()
        writer = csv.writer(self.stdout)
        for book in books:
            writer.writerow(self.row(book))

    @staticmethod
    def row(book):
        return [book.byline, book.tag_names]
