from django.db import models


class BookQuerySet(models.QuerySet):
    def cheap(self):
        return self.filter(price__lt=1000)

    def with_author(self):
        return self.select_related("author")

    def with_publishing(self):
        return self.select_related("publisher", "publisher__country")

    def with_tags(self):
        return self.prefetch_related("tags")

    def for_page(self):
        return self.cheap().with_author().with_tags()

    # variant: queryset_method_loops bad
    def publisher_names(self):
        return [book.publisher.name for book in self]

    # variant: queryset_method_loops_joined safe
    def author_keys(self):
        return [book.author_id for book in self.order_by("title")]

    # shared


class FullManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().select_related("author", "publisher")


class ReviewManager(models.Manager):
    def kind(self):
        return self.filter(stars__gte=0)

    def with_book(self):
        return self.get_queryset().select_related("book")


class AuthorQuerySet(models.QuerySet):
    def with_books(self):
        return self.prefetch_related("books")

    def counted(self):
        return self.annotate(number_of_books=models.Count("books"))


# variant: manager_method_loops bad
class NoteManager(models.Manager):
    def with_targets(self):
        return [f"{note.text} {note.target}" for note in self.all()]
