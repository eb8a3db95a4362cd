from django.db.models import Prefetch

from shop.models import Author, Book, Review, Tag


# variant: filter_on_prefetched bad
def filter_on_prefetched():
    authors = Author.objects.prefetch_related("books")
    return [[book.title for book in author.books.filter(price__gt=1)] for author in authors]


# variant: filter_in_python safe
def filter_in_python():
    authors = Author.objects.prefetch_related("books")
    return [[book.title for book in author.books.all() if book.price > 1] for author in authors]


# variant: order_by_on_prefetched bad
def order_by_on_prefetched():
    return [list(book.tags.order_by("name")) for book in Book.objects.prefetch_related("tags")]


# variant: sorted_in_python safe
def sorted_in_python():
    books = Book.objects.prefetch_related("tags")
    return [sorted(book.tags.all(), key=lambda tag: tag.name) for book in books]


# variant: values_list_on_prefetched bad
def values_list_on_prefetched():
    books = Book.objects.prefetch_related("tags")
    return [list(book.tags.values_list("name", flat=True)) for book in books]


# variant: names_in_python safe
def names_in_python():
    return [[tag.name for tag in book.tags.all()] for book in Book.objects.prefetch_related("tags")]


# variant: first_on_prefetched bad
def first_on_prefetched():
    return [book.reviews.first() for book in Book.objects.prefetch_related("reviews")]


# variant: first_of_all_prefetched safe
def first_of_all_prefetched():
    return [book.reviews.all()[0] for book in Book.objects.filter(ebook=None).prefetch_related("reviews")]


# variant: exclude_on_prefetched bad
def exclude_on_prefetched():
    for author in Author.objects.prefetch_related("books"):
        author.dear = list(author.books.exclude(price=0))


# variant: prefetch_ordered_queryset safe
def prefetch_ordered_queryset():
    ordered = Prefetch("tags", queryset=Tag.objects.order_by("name"))
    return [[tag.name for tag in book.tags.all()] for book in Book.objects.prefetch_related(ordered)]


# variant: select_related_on_prefetched bad
def select_related_on_prefetched():
    books = Book.objects.prefetch_related("reviews")
    return [[each.reviewer.name for each in book.reviews.select_related("reviewer")] for book in books]


# variant: select_related_in_prefetch safe
def select_related_in_prefetch():
    books = Book.objects.prefetch_related(Prefetch("reviews", queryset=Review.objects.select_related("reviewer")))
    return [[each.reviewer.name for each in book.reviews.all()] for book in books]


# variant: get_on_prefetched bad
def get_on_prefetched():
    authors = Author.objects.prefetch_related("books").filter(books__ebook=None, books__price__gt=1).exclude(pk=1)
    return [author.books.get(price__gt=1).title for author in authors]


# variant: filtered_count_on_prefetched bad
def filtered_count_on_prefetched():
    return [author.books.filter(price__gt=1).count() for author in Author.objects.prefetch_related("books")]


# variant: first_on_prefetched_and_ordered safe
def first_on_prefetched_and_ordered():
    return [author.books.first() for author in Author.objects.prefetch_related("books")]
