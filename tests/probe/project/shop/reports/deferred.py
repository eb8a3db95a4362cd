from django.db.models import Prefetch

from shop.models import Author, Book, Review


# variant: only_then_other_field bad
def only_then_other_field():
    return [f"{book.title}: {book.summary}" for book in Book.objects.only("title")]


# variant: only_what_is_read safe
def only_what_is_read():
    return [f"{book.title}: {book.summary}" for book in Book.objects.only("title", "summary")]


# variant: defer_then_read bad
def defer_then_read():
    return [book.summary for book in Book.objects.defer("summary")]


# variant: defer_never_read safe
def defer_never_read():
    return [book.title for book in Book.objects.defer("summary", "price")]


# variant: only_then_fk_column bad
def only_then_fk_column():
    return [book.author_id for book in Book.objects.only("title")]


# variant: only_and_joined_column safe
def only_and_joined_column():
    books = Book.objects.select_related("author").only("title", "author__name")
    return [f"{book.title} {book.author.name}" for book in books]


# variant: only_joined_but_other_column bad
def only_joined_but_other_column():
    books = Book.objects.select_related("author").only("title", "author__name")
    return [f"{book.title} {book.author.email}" for book in books]


# variant: defer_in_property bad
def defer_in_property():
    return [book.heading for book in Book.objects.only("price")]


# variant: defer_in_str safe
def defer_in_str():
    return [str(author) for author in Author.objects.only("name")]


# variant: defer_taken_back safe
def defer_taken_back():
    return [book.summary for book in Book.objects.defer("summary").defer(None)]


# variant: only_primary_key safe
def only_primary_key():
    return [review.pk for review in Review.objects.only("stars")]


# variant: only_fk_read_as_column safe
def only_fk_read_as_column():
    return [(book.author_id, book.title) for book in Book.objects.only("title", "author")]


# variant: deferred_field_written safe
def deferred_field_written():
    books = list(Book.objects.only("title"))
    for book in books:
        book.summary = book.title
    return books


# variant: deferred_read_of_one safe
def deferred_read_of_one():
    book = Book.objects.only("title").get(pk=1)
    return f"{book.title} {book.summary} {book.price}"


# variant: deferred_read_in_helper bad
def _described(book):
    return f"{book.title}: {book.summary}"


def deferred_read_in_helper():
    return [_described(book) for book in Book.objects.defer("summary").select_related("author")]


# variant: deferred_through_fk bad
def deferred_through_fk():
    return [review.book.summary for review in Review.objects.select_related("book").defer("book__summary")]


# variant: deferred_through_fk_not_read safe
def deferred_through_fk_not_read():
    return [review.book.title for review in Review.objects.select_related("book").defer("book__summary")]


# variant: only_in_prefetch bad
def only_in_prefetch():
    authors = Author.objects.prefetch_related(Prefetch("books", queryset=Book.objects.only("title", "author")))
    return [[book.summary for book in author.books.all()] for author in authors]


# variant: only_in_prefetch_enough safe
def only_in_prefetch_enough():
    authors = Author.objects.prefetch_related(Prefetch("books", queryset=Book.objects.only("title", "author")))
    return [[book.title for book in author.books.all()] for author in authors]


# variant: last_only_counts bad
def last_only_counts():
    return [book.title for book in Book.objects.only("title").only("price")]
