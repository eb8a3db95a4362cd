from django.db.models import Max, Prefetch

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


# variant: slice_of_all_prefetched safe
def slice_of_all_prefetched():
    return [[tag.name for tag in book.tags.all()[:2]] for book in Book.objects.prefetch_related("tags")]


# variant: slice_of_manager_ordered bad
def slice_of_manager_ordered():
    return [[tag.name for tag in book.tags.order_by("pk")[:2]] for book in Book.objects.prefetch_related("tags")]


# variant: all_then_count_prefetched safe
def all_then_count_prefetched():
    books = Book.objects.prefetch_related("tags")
    return [(book.tags.all().count(), book.tags.all().exists()) for book in books]


# variant: all_then_filter bad
def all_then_filter():
    return [book.tags.all().filter(name="new").exists() for book in Book.objects.prefetch_related("tags")]


# variant: last_of_all_prefetched bad
def last_of_all_prefetched():
    return [author.books.all().last() for author in Author.objects.prefetch_related("books")]


# variant: membership_in_prefetched safe
def membership_in_prefetched():
    wanted = Tag.objects.first()
    return [book.title for book in Book.objects.prefetch_related("tags") if wanted in book.tags.all()]


# variant: membership_in_children bad
def membership_in_children():
    wanted = Tag.objects.first()
    return [book.title for book in Book.objects.all() if wanted in book.tags.all()]


# variant: contains_on_prefetched safe
def contains_on_prefetched():
    wanted = Tag.objects.first()
    return [book.title for book in Book.objects.prefetch_related("tags") if book.tags.contains(wanted)]


# variant: iterator_on_prefetched bad
def iterator_on_prefetched():
    return [[tag.name for tag in book.tags.iterator()] for book in Book.objects.prefetch_related("tags")]


# variant: aggregate_on_prefetched bad
def aggregate_on_prefetched():
    books = Book.objects.prefetch_related("reviews")
    return [book.reviews.aggregate(best=Max("stars"))["best"] for book in books]


# variant: max_in_python safe
def max_in_python():
    books = Book.objects.prefetch_related("reviews")
    return [max((review.stars for review in book.reviews.all()), default=0) for book in books]


# variant: filter_on_one_prefetched_row safe
def filter_on_one_prefetched_row():
    author = Author.objects.prefetch_related("books").get(pk=1)
    return [book.title for book in author.books.filter(price__gt=1)]


# variant: filtered_by_prefetch_object safe
def filtered_by_prefetch_object():
    dear = Prefetch("books", queryset=Book.objects.filter(price__gt=1), to_attr="dear_books")
    return [[book.title for book in author.dear_books] for author in Author.objects.prefetch_related(dear)]


# variant: filter_in_property_of_prefetched bad
def filter_in_property_of_prefetched():
    return [_dear_titles(author) for author in Author.objects.with_books()]


def _dear_titles(author):
    return [book.title for book in author.books.filter(price__gt=1)]


# variant: prefetch_of_filtered_forgets_fk bad
def prefetch_of_filtered_forgets_fk():
    dear = Prefetch("books", queryset=Book.objects.filter(price__gt=0), to_attr="dear_books")
    return [[book.publisher.name for book in author.dear_books] for author in Author.objects.prefetch_related(dear)]
