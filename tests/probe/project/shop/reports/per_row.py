from django.db.models import Avg, Count, Exists, OuterRef, Sum

from shop.models import Author, Book, Country, Publisher, Review, Sale, Tag


# variant: get_per_row bad
def get_per_row():
    return [Author.objects.get(pk=book.author_id).name for book in Book.objects.all()]


# variant: get_once safe
def get_once():
    authors = Author.objects.in_bulk()
    return [authors[book.author_id].name for book in Book.objects.all()]


# variant: filter_per_row bad
def filter_per_row():
    found = {}
    for author in Author.objects.all():
        found[author.name] = list(Book.objects.filter(author=author))
    return found


# variant: filter_built_per_row_not_run safe
def filter_built_per_row_not_run():
    books = Book.objects.none()
    for stars in (1, 2, 3):
        books = books | Book.objects.filter(reviews__stars=stars)
    return list(books)


# variant: count_per_row bad
def count_per_row():
    lines = []
    for publisher in Publisher.objects.all():
        number = Book.objects.filter(publisher=publisher).count()
        lines.append(f"{publisher.name}: {number}")
    return lines


# variant: count_annotated safe
def count_annotated():
    return [f"{each.name}: {each.number}" for each in Publisher.objects.annotate(number=Count("book"))]


# variant: exists_per_row bad
def exists_per_row():
    return [tag.name for tag in Tag.objects.all() if Book.objects.filter(tags=tag).exists()]


# variant: exists_annotated safe
def exists_annotated():
    used = Exists(Book.objects.filter(tags=OuterRef("pk")))
    return [tag.name for tag in Tag.objects.annotate(used=used) if tag.used]


# variant: aggregate_per_row bad
def aggregate_per_row():
    return [book.reviews.aggregate(mean=Avg("stars"))["mean"] for book in Book.objects.all()]


# variant: aggregate_once safe
def aggregate_once():
    total = Sale.objects.aggregate(total=Sum("amount"))["total"]
    return [sale.amount / total for sale in Sale.objects.all()]


# variant: related_count_per_row bad
def related_count_per_row():
    return [(author.name, author.books.count()) for author in Author.objects.all()]


# variant: related_count_annotated safe
def related_count_annotated():
    return [(author.name, author.number_of_books) for author in Author.objects.counted()]


# variant: related_exists_per_row bad
def related_exists_per_row():
    return [book.title for book in Book.objects.all() if book.tags.exists()]


# variant: related_first_per_row bad
def related_first_per_row():
    return [book.reviews.first() for book in Book.objects.all()]


# variant: related_filter_per_row bad
def related_filter_per_row():
    return [[sale.amount for sale in book.sales.filter(amount__gt=0)] for book in Book.objects.all()]


# variant: related_latest_per_row bad
def related_latest_per_row():
    return [book.reviews.latest("pk").text for book in Book.objects.filter(ebook=None)]


# variant: query_in_helper bad
def _best_review(book):
    return Review.objects.filter(book=book).order_by("-stars").first()


def query_in_helper():
    return [_best_review(book) for book in Book.objects.all()]


# variant: query_in_helper_of_one safe
def _last_review(book):
    return Review.objects.filter(book=book).order_by("-pk").first()


def query_in_helper_of_one():
    return _last_review(Book.objects.get(pk=1))


# variant: get_or_create_per_row bad
def get_or_create_per_row():
    found = []
    for book in Book.objects.all():
        tag, _ = Tag.objects.get_or_create(name=book.title)
        found.append(tag)
    return found


# variant: get_per_value bad
def get_per_value():
    return [Book.objects.get(pk=key) for key in Book.objects.values_list("pk", flat=True)]


# variant: filter_by_all_values safe
def filter_by_all_values():
    keys = list(Book.objects.values_list("pk", flat=True))
    return list(Book.objects.filter(pk__in=keys))


# variant: queries_per_constant safe
def queries_per_constant():
    return {name: Country.objects.filter(name__startswith=name).count() for name in ("A", "B", "C")}


# variant: query_before_the_loop safe
def query_before_the_loop():
    number = Review.objects.count()
    dearest = Book.objects.order_by("-price").first()
    return [f"{book.title} {number} {dearest.title}" for book in Book.objects.all()]


# variant: queryset_used_as_subquery safe
def queryset_used_as_subquery():
    reviewed = Review.objects.values("book")
    return [book.title for book in Book.objects.filter(pk__in=reviewed)]


# variant: membership_in_queryset bad
def membership_in_queryset():
    return [book.title for book in Book.objects.all() if Review.objects.filter(book=book, stars=1)]


# variant: membership_in_set safe
def membership_in_set():
    reviewed = set(Review.objects.values_list("book_id", flat=True))
    return [book.title for book in Book.objects.all() if book.pk in reviewed]


# variant: refresh_per_row bad
def refresh_per_row():
    books = list(Book.objects.all())
    for book in books:
        book.refresh_from_db()
    return books


# variant: querysets_never_run safe
def querysets_never_run():
    return {author.pk: Book.objects.filter(author=author) for author in Author.objects.all()}


# variant: querysets_run_later bad
def querysets_run_later():
    shelves = {author.pk: Book.objects.filter(author=author) for author in Author.objects.all()}
    return [len(books) for books in shelves.values()]


# variant: names_like_the_managers safe
def names_like_the_managers():
    known, seen, lines = {1: "first"}, set(), []
    for book in Book.objects.all():
        seen.add(book.pk)
        known.update({book.pk: book.title})
        lines.append(f"{known.get(book.pk)} {book.title.count('o')} {lines.count(book.title)}")
    return lines


# variant: loop_over_one_found_row safe
def loop_over_one_found_row():
    return [Review.objects.filter(book=book).count() for book in [Book.objects.get(pk=1)]]


# variant: query_after_the_loop safe
def query_after_the_loop():
    last = None
    for book in Book.objects.all():
        last = book
    return Review.objects.filter(book=last).count()


# variant: query_once_behind_a_guard safe
def query_once_behind_a_guard():
    house = None
    for book in Book.objects.all():
        if house is None:
            house = Publisher.objects.get(pk=book.publisher_id)
    return house.name


# variant: query_in_condition bad
def query_in_condition():
    return [book.title for book in Book.objects.all() if not Sale.objects.filter(book_id=book.pk, amount=9).exists()]


# variant: query_in_generator bad
def query_in_generator():
    return sum(Sale.objects.filter(book=book).count() for book in Book.objects.all())


# variant: query_in_lambda bad
def query_in_lambda():
    return sorted(Book.objects.all(), key=lambda book: Sale.objects.filter(book=book).count())


# variant: query_through_second_relation bad
def query_through_second_relation():
    return [book.author.reviews_written.count() for book in Book.objects.select_related("author")]


# variant: query_per_chunk safe
def query_per_chunk():
    keys, found = list(Book.objects.values_list("pk", flat=True)), []
    for start in range(0, len(keys), 500):
        found.extend(Book.objects.filter(pk__in=keys[start : start + 500]))
    return found


# variant: values_list_per_row bad
def values_list_per_row():
    return {tag.name: list(Book.objects.filter(tags=tag).values_list("title", flat=True)) for tag in Tag.objects.all()}


# variant: lookup_in_dict_of_lists safe
def lookup_in_dict_of_lists():
    by_book = {}
    for review in Review.objects.all():
        by_book.setdefault(review.book_id, []).append(review)
    return [len(by_book.get(book.pk, [])) for book in Book.objects.all()]
