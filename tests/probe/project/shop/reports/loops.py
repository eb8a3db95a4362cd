from itertools import chain, groupby, islice
from operator import attrgetter

from shop.models import Author, Book, Category, Ebook, Imprint, Post, Review


# variant: loop_fk bad
def loop_fk():
    lines = []
    for book in Book.objects.all():
        lines.append(f"{book.title}: {book.author.name}")
    return lines


# variant: loop_fk_joined safe
def loop_fk_joined():
    lines = []
    for book in Book.objects.select_related("author"):
        lines.append(f"{book.title}: {book.author.name}")
    return lines


# variant: loop_partial_depth bad
def loop_partial_depth():
    return [book.publisher.country.name for book in Book.objects.select_related("publisher")]


# variant: loop_whole_depth safe
def loop_whole_depth():
    return [book.publisher.country.name for book in Book.objects.select_related("publisher__country")]


# variant: comprehension_set_of_fks bad
def comprehension_set_of_fks():
    return {review.book.title for review in Review.objects.filter(stars__gt=0)}


# variant: comprehension_of_columns safe
def comprehension_of_columns():
    return {review.book_id for review in Review.objects.filter(stars__gt=0)}


# variant: generator_of_rows bad
def _every_post():
    for post in Post.objects.all():
        yield post


def generator_of_rows():
    return [post.owner.name for post in _every_post()]


# variant: generator_of_joined_rows safe
def _every_owned_post():
    yield from Post.objects.select_related("owner")


def generator_of_joined_rows():
    return [post.owner.name for post in _every_owned_post()]


# variant: sorted_by_lambda bad
def sorted_by_lambda():
    return sorted(Book.objects.all(), key=lambda book: book.author.name)


# variant: sorted_by_lambda_of_a_column safe
def sorted_by_lambda_of_a_column():
    return sorted(Book.objects.all(), key=lambda book: (book.author_id, book.title))


# variant: map_a_lambda bad
def map_a_lambda():
    return list(map(lambda review: review.reviewer.name, Review.objects.all()))


# variant: map_a_lambda_joined safe
def map_a_lambda_joined():
    return list(map(lambda review: review.reviewer.name, Review.objects.select_related("reviewer")))


# variant: map_str_that_reads_fk bad
def map_str_that_reads_fk():
    return ", ".join(map(str, Imprint.objects.all()))


# variant: map_str_joined safe
def map_str_joined():
    return ", ".join(map(str, Imprint.objects.select_related("publisher")))


# variant: groupby_fk bad
def groupby_fk():
    books = Book.objects.order_by("publisher_id")
    return {name: len(list(group)) for name, group in groupby(books, key=lambda book: book.publisher.name)}


# variant: groupby_column safe
def groupby_column():
    books = Book.objects.order_by("publisher_id")
    return {key: len(list(group)) for key, group in groupby(books, key=lambda book: book.publisher_id)}


# variant: groupby_rows_read bad
def groupby_rows_read():
    found = {}
    for key, group in groupby(Book.objects.order_by("price"), key=lambda book: book.price):
        found[key] = [book.author.name for book in group]
    return found


# variant: sorted_by_attrgetter bad
def sorted_by_attrgetter():
    return sorted(Review.objects.all(), key=attrgetter("book.title"))


# variant: filtered_by_lambda bad
def filtered_by_lambda():
    return list(filter(lambda post: post.owner.name > "a", Post.objects.all()))


# variant: any_over_generator bad
def any_over_generator():
    return any(book.publisher.name == "nobody" for book in Book.objects.all())


# variant: enumerate_and_zip bad
def enumerate_and_zip():
    numbered = enumerate(Book.objects.all(), start=1)
    return [(number, book.author.name) for number, book in numbered]


# variant: enumerate_and_zip_joined safe
def enumerate_and_zip_joined():
    books = Book.objects.select_related("author")
    return [(number, book.author.name) for number, book in zip(range(100), books)]


# variant: dict_of_rows bad
def dict_of_rows():
    books = {book.pk: book for book in Book.objects.all()}
    return [f"{key}: {book.publisher.name}" for key, book in books.items()]


# variant: dict_of_joined_rows safe
def dict_of_joined_rows():
    books = Book.objects.select_related("publisher").in_bulk()
    return [book.publisher.name for book in books.values()]


# variant: in_bulk_without_load bad
def in_bulk_without_load():
    return [book.publisher.name for book in Book.objects.in_bulk().values()]


# variant: list_filled_by_append bad
def list_filled_by_append():
    chosen = []
    for book in Book.objects.all():
        if book.price > 0:
            chosen.append(book)
    return [book.author.email for book in chosen]


# variant: list_filled_by_append_joined safe
def list_filled_by_append_joined():
    chosen = []
    for book in Book.objects.select_related("author").all():
        if book.price > 0:
            chosen.append(book)
    return [book.author.email for book in chosen]


# variant: while_over_a_list bad
def while_over_a_list():
    waiting = list(Post.objects.all())
    names = []
    while waiting:
        post = waiting.pop()
        names.append(post.owner.name)
    return names


# variant: chained_querysets bad
def chained_querysets():
    cheap, dear = Book.objects.filter(price__lt=3), Book.objects.filter(price__gte=3)
    return [book.author.name for book in chain(cheap, dear)]


# variant: break_at_the_first safe
def break_at_the_first():
    for book in Book.objects.all():
        return book.author.name
    return ""


# variant: break_after_one safe
def break_after_one():
    name = ""
    for book in Book.objects.filter(price__gt=0):
        name = book.publisher.name
        break
    return name


# variant: first_row_alone safe
def first_row_alone():
    book = Book.objects.order_by("title").first()
    return f"{book.author.name} {book.publisher.name}"


# variant: get_one_and_follow safe
def get_one_and_follow():
    book = Book.objects.get(pk=1)
    return f"{book.author.name} {book.publisher.country.name} {book.author.profile.motto}"


# variant: one_row_of_a_slice safe
def one_row_of_a_slice():
    newest = Book.objects.order_by("-pk")[0]
    return newest.author.name


# variant: next_of_iterator safe
def next_of_iterator():
    book = next(iter(Book.objects.all()))
    return book.author.name


# variant: max_of_rows safe
def max_of_rows():
    dearest = max(Book.objects.all(), key=lambda book: book.price)
    return dearest.author.name


# variant: branches_kept_apart safe
def _books(detailed):
    if detailed:
        return Book.objects.select_related("author")
    return Book.objects.only("title")


def branches_kept_apart():
    lines = [book.author.name for book in _books(True)]
    return lines + [book.title for book in _books(False)]


# variant: branch_without_load bad
def branch_without_load(detailed=False):
    books = Book.objects.all()
    if detailed:
        books = books.select_related("author")
    return [book.author.name for book in books]


# variant: branch_both_loaded safe
def branch_both_loaded(detailed=False):
    books = Book.objects.all()
    if detailed:
        books = books.select_related("author", "publisher")
    else:
        books = books.select_related("author")
    return [book.author.name for book in books]


# variant: queryset_built_in_steps safe
def queryset_built_in_steps():
    books = Book.objects.all()
    books = books.filter(price__gt=0)
    books = books.select_related("author")
    books = books.order_by("author__name")
    return [book.author.name for book in books]


# variant: result_of_chain_dropped bad
def result_of_chain_dropped():
    books = Book.objects.all()
    books.select_related("author")
    return [book.author.name for book in books]


# variant: iterator_with_join safe
def iterator_with_join():
    return [book.author.name for book in Book.objects.select_related("author").iterator()]


# variant: nested_loop_over_children bad
def nested_loop_over_children():
    found = []
    for author in Author.objects.all():
        for book in author.books.all():
            found.append(book.title)
    return found


# variant: nested_loop_over_prefetched safe
def nested_loop_over_prefetched():
    found = []
    for author in Author.objects.prefetch_related("books"):
        for book in author.books.all():
            found.append(book.title)
    return found


# variant: nested_loop_second_level bad
def nested_loop_second_level():
    found = []
    for author in Author.objects.prefetch_related("books"):
        for book in author.books.all():
            found.append(book.publisher.name)
    return found


# variant: nested_loop_second_level_loaded safe
def nested_loop_second_level_loaded():
    found = []
    for author in Author.objects.prefetch_related("books__publisher"):
        for book in author.books.all():
            found.append(book.publisher.name)
    return found


# variant: parent_read_from_child safe
def parent_read_from_child():
    return [
        f"{book.title} {book.author.name}"
        for author in Author.objects.prefetch_related("books")
        for book in author.books.all()
    ]


# variant: values_of_joined_columns safe
def values_of_joined_columns():
    return [row["author__name"] for row in Book.objects.values("title", "author__name")]


# variant: values_list_named safe
def values_list_named():
    return [row.publisher__name for row in Book.objects.values_list("title", "publisher__name", named=True)]


# variant: self_fk_up bad
def self_fk_up():
    return [child.parent.name for child in Category.objects.filter(parent__isnull=False)]


# variant: self_fk_up_joined safe
def self_fk_up_joined():
    return [child.parent.name for child in Category.objects.filter(parent__isnull=False).select_related("parent")]


# variant: inherited_fk bad
def inherited_fk():
    return [ebook.author.name for ebook in Ebook.objects.all()]


# variant: inherited_columns safe
def inherited_columns():
    return [f"{ebook.title} {ebook.price}" for ebook in Ebook.objects.all()]


# variant: first_few_by_islice safe
def first_few_by_islice():
    return [book.author.name for book in islice(Book.objects.all(), 2)]


# variant: authors_their_books_and_publishers bad
def authors_their_books_and_publishers():
    lines = []
    for author in Author.objects.all():
        for book in author.books.all():
            lines.append(f"{author.name}: {book.title}, {book.publisher.name}")
    return lines
