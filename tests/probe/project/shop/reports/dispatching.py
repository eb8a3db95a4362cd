from abc import ABC, abstractmethod
from functools import cached_property, lru_cache, partial, singledispatch
from typing import Iterable

from django.db.models import QuerySet
from django.utils.module_loading import import_string

from shop.models import Author, Book, Category, Imprint, Note, Post, Publisher, Review, Sale

# variant: lambda_from_table bad
COLUMNS = {"title": lambda book: book.title, "author": lambda book: book.author.name}


def lambda_from_table():
    return [COLUMNS["author"](book) for book in Book.objects.all()]


# variant: harmless_lambda_from_table safe
FIELDS = {"title": lambda book: book.title, "author": lambda book: book.author.name}


def harmless_lambda_from_table():
    return [FIELDS["title"](book) for book in Book.objects.all()]


# variant: every_column_of_table bad
LINES = (lambda review: review.stars, lambda review: review.reviewer.name)


def every_column_of_table():
    return [[line(review) for line in LINES] for review in Review.objects.all()]


# variant: every_column_of_table_joined safe
JOINED_LINES = (lambda review: review.stars, lambda review: review.reviewer.name)


def every_column_of_table_joined():
    return [[line(review) for line in JOINED_LINES] for review in Review.objects.select_related("reviewer")]


# variant: bound_method_mapped bad
class _Mapping:
    def run(self):
        return list(map(self._line, Sale.objects.all()))

    def _line(self, sale):
        return sale.book.title


def bound_method_mapped():
    return _Mapping().run()


# variant: bound_method_mapped_joined safe
class _JoinedMapping:
    def run(self):
        return list(map(self._line, Sale.objects.select_related("book")))

    def _line(self, sale):
        return sale.book.title


def bound_method_mapped_joined():
    return _JoinedMapping().run()


# variant: abstract_report bad
class _Report(ABC):
    @abstractmethod
    def rows(self): ...

    @abstractmethod
    def line(self, row): ...

    def text(self):
        return "\n".join(self.line(row) for row in self.rows())


class _PostReport(_Report):
    def rows(self):
        return Post.objects.all()

    def line(self, row):
        return f"{row.title} {row.owner.name}"


def abstract_report():
    return _PostReport().text()


# variant: abstract_report_joined safe
class _JoinedReport(ABC):
    @abstractmethod
    def rows(self): ...

    @abstractmethod
    def line(self, row): ...

    def text(self):
        return "\n".join(self.line(row) for row in self.rows())


class _JoinedPostReport(_JoinedReport):
    def rows(self):
        return Post.objects.select_related("owner")

    def line(self, row):
        return f"{row.title} {row.owner.name}"


class _TitleReport(_JoinedReport):
    def rows(self):
        return Post.objects.all()

    def line(self, row):
        return row.title


def abstract_report_joined():
    return _JoinedPostReport().text() + _TitleReport().text()


# variant: class_attribute_names_relations safe
class _Listed:
    model = Book
    joined = ("author", "publisher")

    def rows(self):
        return self.model.objects.select_related(*self.joined)


def class_attribute_names_relations():
    return [f"{book.author.name} {book.publisher.name}" for book in _Listed().rows()]


# variant: class_attribute_names_too_few bad
class _ListedLess:
    model = Book
    joined = ("author",)

    def rows(self):
        return self.model.objects.select_related(*self.joined)


def class_attribute_names_too_few():
    return [f"{book.author.name} {book.publisher.name}" for book in _ListedLess().rows()]


# variant: cached_property_of_rows bad
class _Shelf:
    @cached_property
    def books(self):
        return list(Book.objects.filter(price__gte=0))

    def total(self):
        return sum(book.price for book in self.books)

    def names(self):
        return [book.author.name for book in self.books]


def cached_property_of_rows():
    shelf = _Shelf()
    return shelf.total(), shelf.names()


# variant: cached_property_of_joined_rows safe
class _JoinedShelf:
    @cached_property
    def books(self):
        return list(Book.objects.filter(price__gte=0).select_related("author"))

    def names(self):
        return [book.author.name for book in self.books]


def cached_property_of_joined_rows():
    return _JoinedShelf().names()


# variant: iterable_object bad
class _Newest:
    def __iter__(self):
        yield from Book.objects.order_by("-pk")


def iterable_object():
    return [book.author.name for book in _Newest()]


# variant: callable_object bad
class _Label:
    def __call__(self, publisher):
        return publisher.country.name


def callable_object():
    label = _Label()
    return [label(publisher) for publisher in Publisher.objects.all()]


# variant: context_manager_object bad
class _Opened:
    def __enter__(self):
        return Sale.objects.all()

    def __exit__(self, *failure):
        return False


def context_manager_object():
    with _Opened() as sales:
        return [sale.book.title for sale in sales]


# variant: kept_on_self_then_run bad
class _Job:
    def prepare(self):
        self.sales = Sale.objects.exclude(buyer=None)
        return self

    def run(self):
        return [sale.buyer.email for sale in self.sales]


def kept_on_self_then_run():
    return _Job().prepare().run()


# variant: kept_on_self_then_run_joined safe
class _JoinedJob:
    def prepare(self):
        self.sales = Sale.objects.exclude(buyer=None).select_related("buyer")
        return self

    def run(self):
        return [sale.buyer.email for sale in self.sales]


def kept_on_self_then_run_joined():
    return _JoinedJob().prepare().run()


# variant: by_dotted_path_annotated bad
def _lines(imprints: Iterable[Imprint]) -> list[str]:
    return [imprint.publisher.name for imprint in imprints]


def by_dotted_path_annotated():
    return import_string("shop.reports.dispatching._lines")(Imprint.objects.all())


# variant: by_dotted_path_annotated_columns safe
def _names(imprints: "QuerySet[Imprint]") -> list[str]:
    return [f"{imprint.name} {imprint.publisher_id}" for imprint in imprints]


def by_dotted_path_annotated_columns():
    return import_string("shop.reports.dispatching._names")(Imprint.objects.all())


# variant: single_dispatch bad
@singledispatch
def _shown(row):
    return row.name


@_shown.register
def _shown_book(row: Book):
    return row.author.name


def single_dispatch():
    return [_shown(book) for book in Book.objects.all()]


# variant: memory_of_calls bad
@lru_cache(maxsize=None)
def _name_of(key, turn):
    return Author.objects.get(pk=key).name


def memory_of_calls():
    _name_of.cache_clear()
    return [_name_of(book.author_id, 0) for book in Book.objects.all()]


# variant: flag_turns_reading_on bad
def _described(books, with_author):
    lines = []
    for book in books:
        line = book.title
        if with_author:
            line += book.author.name
        lines.append(line)
    return lines


def flag_turns_reading_on():
    return _described(Book.objects.all(), True)


# variant: flag_keeps_reading_off safe
def _described_less(books, with_author):
    lines = []
    for book in books:
        line = book.title
        if with_author:
            line += book.author.name
        lines.append(line)
    return lines


def flag_keeps_reading_off():
    return _described_less(Book.objects.all(), False) + _described_less(Book.objects.with_author(), True)


# variant: relations_as_argument safe
def _load(queryset, *relations):
    return queryset.select_related(*relations)


def relations_as_argument():
    return [sale.book.title for sale in _load(Sale.objects.all(), "book", "buyer")]


# variant: keywords_passed_on bad
def _outer(**options):
    return _inner(**options)


def _inner(rows, prefix=""):
    return [prefix + row.owner.name for row in rows]


def keywords_passed_on():
    return _outer(rows=Post.objects.all(), prefix="- ")


# variant: keywords_passed_on_joined safe
def _outer_too(*args, **options):
    return _inner_too(*args, **options)


def _inner_too(rows, prefix=""):
    return [prefix + row.owner.name for row in rows]


def keywords_passed_on_joined():
    return _outer_too(Post.objects.select_related("owner"), prefix="- ")


# variant: manager_method_loops bad
def manager_method_loops():
    return Note.texts.with_targets()


# variant: classmethod_of_model bad
def classmethod_of_model():
    return Category.paths()


# variant: classmethod_of_model_joined safe
def classmethod_of_model_joined():
    return Category.joined_paths()


# variant: queryset_method_loops bad
def queryset_method_loops():
    return Book.objects.cheap().publisher_names()


# variant: queryset_method_loops_joined safe
def queryset_method_loops_joined():
    return Book.objects.with_publishing().author_keys()


# variant: model_method_of_one bad
def model_method_of_one():
    return Author.objects.get(pk=1).publishers()


# variant: model_method_of_one_joined safe
def model_method_of_one_joined():
    return Author.objects.get(pk=1).joined_publishers()


# variant: default_manager_of_model_class bad
def _all_of(model):
    return model._default_manager.all()


def default_manager_of_model_class():
    return [post.owner.name for post in _all_of(Post)]


# variant: model_by_name bad
def model_by_name():
    from django.apps import apps

    return [post.owner.name for post in apps.get_model("shop", "Post").objects.all()]


# variant: if_else_each_loaded safe
def if_else_each_loaded(kind="sale"):
    if kind == "sale":
        rows = Sale.objects.select_related("book")
    else:
        rows = Review.objects.select_related("book")
    return [row.book.title for row in rows]


# variant: callable_object_joined safe
class _JoinedLabel:
    def __call__(self, publisher):
        return publisher.country.name


def callable_object_joined():
    label = _JoinedLabel()
    return [label(publisher) for publisher in Publisher.objects.select_related("country")]


# variant: context_manager_object_joined safe
class _OpenedJoined:
    def __enter__(self):
        return Sale.objects.select_related("book")

    def __exit__(self, *failure):
        return False


def context_manager_object_joined():
    with _OpenedJoined() as sales:
        return [sale.book.title for sale in sales]


# variant: single_dispatch_joined safe
@singledispatch
def _named(row):
    return row.name


@_named.register
def _named_book(row: Book):
    return row.author.name


def single_dispatch_joined():
    return [_named(book) for book in Book.objects.with_author()] + [_named(each) for each in Author.objects.all()]


# variant: model_by_name_joined safe
def model_by_name_joined():
    from django.apps import apps

    return [post.owner.name for post in apps.get_model("shop.Post").objects.select_related("owner")]


# variant: partial_by_position bad
def _labelled(prefix, book):
    return f"{prefix}{book.author.name}"


def partial_by_position():
    return list(map(partial(_labelled, "- "), Book.objects.all()))
