from contextlib import contextmanager
from functools import partial

from shop.models import Author, Book, Category, Imprint, Publisher, Review, Sale
from shop.presenting import Presenter, author_line, decorated, lines_of, publisher_line


# variant: helper_in_another_module bad
def helper_in_another_module():
    return [author_line(book) for book in Book.objects.all()]


# variant: helper_in_another_module_joined safe
def helper_in_another_module_joined():
    return [author_line(book) for book in Book.objects.select_related("author")]


# variant: keyword_argument_says_long bad
def keyword_argument_says_long():
    return [publisher_line(book, short=False) for book in Book.objects.all()]


# variant: keyword_argument_says_short safe
def keyword_argument_says_short():
    return [publisher_line(book, short=True) for book in Book.objects.all()]


# variant: function_given_to_function bad
def function_given_to_function():
    return lines_of(Book.objects.all(), author_line)


# variant: function_given_to_function_joined safe
def function_given_to_function_joined():
    return lines_of(Book.objects.with_author(), author_line)


# variant: partial_of_function bad
def partial_of_function():
    line = partial(publisher_line, short=False)
    return [line(book) for book in Book.objects.all()]


# variant: partial_of_function_joined safe
def partial_of_function_joined():
    line = partial(publisher_line, short=False)
    return [line(book) for book in Book.objects.with_publishing()]


# variant: decorated_function bad
@decorated
def decorated_function():
    return [book.author.name for book in Book.objects.all()]


# variant: decorated_function_returns_rows bad
@decorated
def _all_books():
    return Book.objects.all()


def decorated_function_returns_rows():
    return [book.author.name for book in _all_books()["rows"]]


# variant: decorated_function_joined safe
@decorated
def decorated_function_joined():
    return [book.author.name for book in Book.objects.select_related("author")]


# variant: context_manager_gives_rows bad
@contextmanager
def _open_books():
    yield Book.objects.all()


def context_manager_gives_rows():
    with _open_books() as books:
        return [book.author.name for book in books]


# variant: context_manager_gives_joined_rows safe
@contextmanager
def _open_joined_books():
    yield Book.objects.select_related("author")


def context_manager_gives_joined_rows():
    with _open_joined_books() as books:
        return [book.author.name for book in books]


# variant: property_reads_fk bad
def property_reads_fk():
    return [book.byline for book in Book.objects.all()]


# variant: property_reads_fk_joined safe
def property_reads_fk_joined():
    return [book.byline for book in Book.full.all()]


# variant: property_reads_columns safe
def property_reads_columns():
    return [book.heading for book in Book.objects.all()]


# variant: cached_property_reads_fk bad
def cached_property_reads_fk():
    return [book.origin for book in Book.objects.all()]


# variant: cached_property_partly_joined bad
def cached_property_partly_joined():
    return [book.origin for book in Book.objects.select_related("publisher")]


# variant: cached_property_joined safe
def cached_property_joined():
    return [book.origin for book in Book.objects.with_publishing()]


# variant: property_reads_many bad
def property_reads_many():
    return [book.tag_names for book in Book.objects.all()]


# variant: property_reads_many_prefetched safe
def property_reads_many_prefetched():
    return [book.tag_names for book in Book.objects.with_tags()]


# variant: method_counts_children bad
def method_counts_children():
    return {author.name: author.count_books() for author in Author.objects.all()}


# variant: method_counts_prefetched_children safe
def method_counts_prefetched_children():
    return {author.name: author.count_books() for author in Author.objects.with_books()}


# variant: method_exists_per_row bad
def method_exists_per_row():
    return [book.title for book in Book.objects.all() if book.is_reviewed()]


# variant: method_exists_per_row_prefetched safe
def method_exists_per_row_prefetched():
    return [book.title for book in Book.objects.prefetch_related("reviews") if book.is_reviewed()]


# variant: method_computes_over_fk bad
def method_computes_over_fk():
    return sum(sale.total() for sale in Sale.objects.all())


# variant: method_computes_over_fk_joined safe
def method_computes_over_fk_joined():
    return sum(sale.total() for sale in Sale.objects.select_related("book"))


# variant: str_reads_fk bad
def str_reads_fk():
    return [str(review) for review in Review.objects.all()]


# variant: str_in_fstring bad
def str_in_fstring():
    return [f"- {imprint}" for imprint in Imprint.objects.all()]


# variant: str_in_format bad
def str_in_format():
    return ["{}: {}".format(category.pk, category) for category in Category.objects.exclude(parent=None)]


# variant: str_in_print safe
def str_in_print():
    return ["%s" % review for review in Review.objects.with_book()]


# variant: str_of_columns safe
def str_of_columns():
    return [f"{publisher}" for publisher in Publisher.objects.all()]


# variant: attribute_on_self bad
class _Catalogue:
    def __init__(self):
        self.books = Book.objects.filter(price__gte=0)

    def lines(self):
        return [book.publisher.name for book in self.books]


def attribute_on_self():
    return _Catalogue().lines()


# variant: attribute_on_self_joined safe
class _JoinedCatalogue:
    def __init__(self):
        self.books = Book.objects.filter(price__gte=0).select_related("publisher")

    def lines(self):
        return [book.publisher.name for book in self.books]


def attribute_on_self_joined():
    return _JoinedCatalogue().lines()


# variant: overridden_method bad
class _AuthorPresenter(Presenter):
    def line(self, book):
        return f"{super().line(book)} {book.author.name}"


def overridden_method():
    return _AuthorPresenter(Book.objects.all()).lines()


# variant: overridden_method_joined safe
class _JoinedPresenter(Presenter):
    def line(self, book):
        return f"{super().line(book)} {book.author.name}"


def overridden_method_joined():
    return _JoinedPresenter(Book.objects.with_author()).lines()


# variant: method_not_overridden safe
def method_not_overridden():
    return Presenter(Book.objects.all()).lines()


# variant: super_gives_queryset bad
class _Listing:
    def rows(self):
        return Book.objects.select_related("author")

    def lines(self):
        return [f"{book.author.name} {book.publisher.name}" for book in self.rows()]


class _CheapListing(_Listing):
    def rows(self):
        return super().rows().filter(price__gte=0)


def super_gives_queryset():
    return _CheapListing().lines()


# variant: super_gives_loaded_queryset safe
class _Loaded:
    def rows(self):
        return Book.objects.select_related("author", "publisher")


class _LoadedAndCheap(_Loaded):
    def rows(self):
        return super().rows().filter(price__gte=0)

    def lines(self):
        return [f"{book.author.name} {book.publisher.name}" for book in self.rows()]


def super_gives_loaded_queryset():
    return _LoadedAndCheap().lines()


# variant: manager_that_joins safe
def manager_that_joins():
    return [f"{book.author.name} {book.publisher.name}" for book in Book.full.filter(price__gte=0)]


# variant: manager_method_that_joins safe
def manager_method_that_joins():
    return [review.book.title for review in Review.objects.with_book()]


# variant: manager_method_without_join bad
def manager_method_without_join():
    return [review.book.title for review in Review.objects.kind()]


# variant: queryset_method_chain safe
def queryset_method_chain():
    return [f"{book.author.name} {book.tag_names}" for book in Book.objects.for_page()]


# variant: queryset_method_chain_not_enough bad
def queryset_method_chain_not_enough():
    return [f"{book.author.name} {book.origin}" for book in Book.objects.for_page()]


# variant: default_argument_of_rows bad
def _names(books=None):
    if books is None:
        books = Book.objects.all()
    return [book.author.name for book in books]


def default_argument_of_rows():
    return _names()


# variant: argument_of_joined_rows safe
def _titles_and_authors(books):
    return [f"{book.title} {book.author.name}" for book in books]


def argument_of_joined_rows():
    return _titles_and_authors(books=Book.objects.select_related("author"))


# variant: closure_over_rows bad
def closure_over_rows():
    books = Book.objects.all()

    def names():
        return [book.author.name for book in books]

    return names()


# variant: tuple_unpacked bad
def _with_total():
    books = Book.objects.all()
    return books, 12


def tuple_unpacked():
    books, _ = _with_total()
    return [book.publisher.name for book in books]


# variant: tuple_unpacked_joined safe
def _joined_with_total():
    return Book.objects.select_related("publisher"), 12


def tuple_unpacked_joined():
    books, _ = _joined_with_total()
    return [book.publisher.name for book in books]


# variant: method_by_name bad
def method_by_name():
    return [getattr(book, "byline") for book in Book.objects.all()]


# variant: static_method_of_class bad
class _Formatting:
    @staticmethod
    def line(review):
        return review.reviewer.name

    @classmethod
    def lines(cls):
        return [cls.line(review) for review in Review.objects.all()]


def static_method_of_class():
    return _Formatting.lines()


# variant: recursive_walk bad
def _walk(category, depth=0):
    lines = ["-" * depth + category.name]
    for child in category.children.all():
        lines.extend(_walk(child, depth + 1))
    return lines


def recursive_walk():
    return [line for top in Category.objects.filter(parent=None) for line in _walk(top)]
