from collections import Counter, defaultdict, namedtuple
from dataclasses import dataclass
from functools import reduce
from io import StringIO
from itertools import chain
from operator import attrgetter, methodcaller

from django.core import serializers
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F
from django.forms.models import model_to_dict
from django.template.loader import get_template, render_to_string

from shop.models import Author, Book, Imprint, Post, Publisher, Review, Sale


# variant: counter_of_names bad
def counter_of_names():
    return Counter(book.publisher.name for book in Book.objects.all())


# variant: counter_of_keys safe
def counter_of_keys():
    return Counter(book.publisher_id for book in Book.objects.all())


# variant: defaultdict_by_fk bad
def defaultdict_by_fk():
    found = defaultdict(list)
    for book in Book.objects.all():
        found[book.author].append(book.title)
    return found


# variant: defaultdict_by_column safe
def defaultdict_by_column():
    found = defaultdict(list)
    for book in Book.objects.all():
        found[book.author_id].append(book.title)
    return found


# variant: rows_kept_in_defaultdict bad
def rows_kept_in_defaultdict():
    found = defaultdict(list)
    for book in Book.objects.all():
        found[book.price].append(book)
    return {price: [book.author.name for book in books] for price, books in found.items()}


# variant: rows_kept_in_defaultdict_joined safe
def rows_kept_in_defaultdict_joined():
    found = defaultdict(list)
    for book in Book.objects.select_related("author"):
        found[book.price].append(book)
    return {price: [book.author.name for book in books] for price, books in found.items()}


# variant: rows_kept_by_setdefault bad
def rows_kept_by_setdefault():
    found = {}
    for review in Review.objects.all():
        found.setdefault(review.stars, []).append(review)
    return [review.book.title for reviews in found.values() for review in reviews]


# variant: reduce_over_rows bad
def reduce_over_rows():
    return reduce(lambda text, book: text + book.publisher.name, Book.objects.all(), "")


# variant: max_by_fk bad
def max_by_fk():
    return max(Book.objects.all(), key=lambda book: book.author.name)


# variant: methodcaller_of_counting bad
def methodcaller_of_counting():
    return list(map(methodcaller("count_books"), Author.objects.all()))


# variant: rest_of_unpacking bad
def rest_of_unpacking():
    _, *rest = Book.objects.all()
    return [book.author.name for book in rest]


# variant: first_of_unpacking safe
def first_of_unpacking():
    first, *rest = Book.objects.all()
    return f"{first.author.name} and {len(rest)} more"


# variant: chained_children bad
def chained_children():
    return [book.title for book in chain.from_iterable(author.books.all() for author in Author.objects.all())]


# variant: chained_children_prefetched safe
def chained_children_prefetched():
    authors = Author.objects.with_books()
    return [book.title for book in chain.from_iterable(author.books.all() for author in authors)]


# variant: dataclass_around_row bad
@dataclass
class _Line:
    book: Book

    @property
    def text(self):
        return f"{self.book.title}: {self.book.author.name}"


def dataclass_around_row():
    return [_Line(book).text for book in Book.objects.all()]


# variant: dataclass_around_joined_row safe
@dataclass
class _JoinedLine:
    book: Book

    @property
    def text(self):
        return f"{self.book.title}: {self.book.author.name}"


def dataclass_around_joined_row():
    return [_JoinedLine(book).text for book in Book.objects.with_author()]


# variant: namedtuple_around_row bad
_Entry = namedtuple("_Entry", ["number", "book"])


def namedtuple_around_row():
    entries = [_Entry(number, book) for number, book in enumerate(Book.objects.all())]
    return [f"{entry.number} {entry.book.publisher.name}" for entry in entries]


# variant: pipeline_of_generators bad
def _cheap(books):
    return (book for book in books if book.price < 1000)


def _titled(books):
    for book in books:
        yield f"{book.title} {book.author.name}"


def pipeline_of_generators():
    return list(_titled(_cheap(Book.objects.all())))


# variant: pipeline_of_generators_joined safe
def pipeline_of_generators_joined():
    return list(_titled_too(_cheap_too(Book.objects.select_related("author"))))


def _cheap_too(books):
    return (book for book in books if book.price < 1000)


def _titled_too(books):
    for book in books:
        yield f"{book.title} {book.author.name}"


# variant: search_that_stops safe
def search_that_stops():
    found = None
    for book in Book.objects.all():
        if book.price == 2:
            found = book
            break
    return found.author.name if found else ""


# variant: search_by_fk bad
def search_by_fk():
    for book in Book.objects.all():
        if book.author.name == "nobody":
            return book
    return None


# variant: fk_of_one_in_loop safe
def fk_of_one_in_loop():
    author = Author.objects.get(pk=1)
    return [f"{book.title} {author.mentor.name}" for book in Book.objects.all()]


# variant: parent_of_known_parent safe
def parent_of_known_parent():
    author = Author.objects.get(pk=1)
    return [book.author.mentor.name for book in author.books.all()]


# variant: parent_of_prefetched_parent bad
def parent_of_prefetched_parent():
    authors = Author.objects.filter(mentor__isnull=False).prefetch_related("books")
    return [book.author.mentor.name for author in authors for book in author.books.all()]


# variant: rows_made_in_python safe
def rows_made_in_python():
    books = list(Book.objects.all())
    sales = [Sale(book=book, amount=number) for number, book in enumerate(books)]
    return [f"{sale.amount} {sale.book.title}" for sale in sales]


# variant: rows_made_at_once safe
def rows_made_at_once():
    sales = Sale.objects.bulk_create([Sale(book=book) for book in Book.objects.all()])
    return [sale.book.title for sale in sales]


# variant: conditional_expression bad
def conditional_expression():
    return [book.publisher.name if book.publisher_id else "" for book in Book.objects.all()]


# variant: and_expression bad
def and_expression():
    return [book.publisher and book.publisher.name for book in Book.objects.all()]


# variant: fk_in_list_of_rows bad
def fk_in_list_of_rows():
    wanted = list(Author.objects.all()[:3])
    return [book.title for book in Book.objects.all() if book.author in wanted]


# variant: column_in_list_of_keys safe
def column_in_list_of_keys():
    wanted = set(Author.objects.values_list("pk", flat=True)[:3])
    return [book.title for book in Book.objects.all() if book.author_id in wanted]


# variant: raw_rows bad
def raw_rows():
    return [book.author.name for book in Book.objects.raw("SELECT * FROM shop_book")]


# variant: raw_rows_prefetched safe
def raw_rows_prefetched():
    return [book.author.name for book in Book.objects.raw("SELECT * FROM shop_book").prefetch_related("author")]


# variant: annotated_name safe
def annotated_name():
    return [book.author_name for book in Book.objects.annotate(author_name=F("author__name"))]


# variant: either_of_two_querysets safe
def either_of_two_querysets():
    cheap = Book.objects.select_related("author").filter(price__lt=3)
    dear = Book.objects.select_related("author").filter(price__gte=3)
    return [book.author.name for book in cheap | dear]


# variant: union_of_querysets bad
def union_of_querysets():
    small, large = Sale.objects.filter(amount__lt=3), Sale.objects.filter(amount__gte=3)
    return [sale.book.title for sale in small.union(large)]


# variant: long_slice bad
def long_slice():
    return [book.author.name for book in Book.objects.order_by("-price").distinct()[:500]]


# variant: long_slice_joined safe
def long_slice_joined():
    return [book.author.name for book in Book.objects.with_author().order_by("-price").distinct()[:500]]


# variant: page_of_rows bad
def page_of_rows():
    page = Paginator(Book.objects.all(), 500).get_page(1)
    return [book.author.name for book in page]


# variant: page_of_joined_rows safe
def page_of_joined_rows():
    page = Paginator(Book.objects.select_related("author"), 500).page(1)
    return [book.author.name for book in page.object_list]


# variant: second_loop_over_cached_rows safe
def second_loop_over_cached_rows():
    books = Book.objects.prefetch_related("tags")
    titles = [book.title for book in books]
    return titles + [tag.name for book in books for tag in book.tags.all()]


# variant: tags_of_model_to_dict bad
def tags_of_model_to_dict():
    return [model_to_dict(book) for book in Book.objects.all()]


# variant: columns_of_model_to_dict safe
def columns_of_model_to_dict():
    return [model_to_dict(sale) for sale in Sale.objects.all()]


# variant: serialized_with_many bad
def serialized_with_many():
    return serializers.serialize("json", Book.objects.all())


# variant: serialized_columns safe
def serialized_columns():
    return serializers.serialize("json", Sale.objects.all())


# variant: printed_rows bad
def printed_rows():
    print(*Review.objects.all(), sep="\n", file=StringIO())


# variant: sorted_by_str bad
def sorted_by_str():
    return sorted(Imprint.objects.all(), key=str)


# variant: percent_of_row bad
def percent_of_row():
    return ["%s" % imprint for imprint in Imprint.objects.all()]


# variant: repr_of_rows bad
def repr_of_rows():
    return [repr(review) for review in Review.objects.all()]


# variant: rendered_to_string bad
def rendered_to_string():
    return render_to_string("shop/rendered_to_string.txt", {"sales": Sale.objects.all()})


# variant: rendered_to_string_joined safe
def rendered_to_string_joined():
    return render_to_string("shop/_sale_lines.txt", {"sales": Sale.objects.select_related("buyer")})


# variant: template_rendered_by_hand bad
def template_rendered_by_hand():
    return get_template("shop/template_rendered_by_hand.html").render({"posts": Post.objects.all()})


# variant: loop_in_transaction bad
@transaction.atomic
def loop_in_transaction():
    with transaction.atomic():
        return [publisher.country.name for publisher in Publisher.objects.select_for_update()]


# variant: loop_in_transaction_joined safe
@transaction.atomic
def loop_in_transaction_joined():
    with transaction.atomic():
        return [publisher.country.name for publisher in Publisher.objects.select_related("country")]


# variant: methodcaller_of_counting_prefetched safe
def methodcaller_of_counting_prefetched():
    return list(map(methodcaller("count_books"), Author.objects.with_books()))


# variant: namedtuple_around_joined_row safe
_JoinedEntry = namedtuple("_JoinedEntry", ["number", "book"])


def namedtuple_around_joined_row():
    entries = [_JoinedEntry(number, book) for number, book in enumerate(Book.objects.with_publishing())]
    return [f"{entry.number} {entry.book.publisher.name}" for entry in entries]


# variant: reduce_over_joined_rows safe
def reduce_over_joined_rows():
    return reduce(lambda text, book: text + book.publisher.name, Book.objects.with_publishing(), "")


# variant: attrgetter_of_joined_rows safe
def attrgetter_of_joined_rows():
    return sorted(Review.objects.with_book(), key=attrgetter("book.title"))


# variant: attrgetter_of_columns safe
def attrgetter_of_columns():
    return sorted(Review.objects.all(), key=attrgetter("book_id", "stars"))


# variant: printed_joined_rows safe
def printed_joined_rows():
    print(*Review.objects.with_book(), sep="\n", file=StringIO())


# variant: formatted_joined_rows safe
def formatted_joined_rows():
    return ["{}".format(imprint) for imprint in Imprint.objects.select_related("publisher")]


# variant: template_rendered_by_hand_joined safe
def template_rendered_by_hand_joined():
    posts = Post.objects.select_related("owner")
    return get_template("shop/template_rendered_by_hand_joined.html").render({"posts": posts})


# variant: tags_of_model_to_dict_left_out safe
def tags_of_model_to_dict_left_out():
    return [model_to_dict(book, exclude=["tags"]) for book in Book.objects.all()]


# variant: serialized_chosen_fields safe
def serialized_chosen_fields():
    return serializers.serialize("json", Book.objects.all(), fields=["title", "author"])
