from django.db.models import F

from shop.models import Book, Note, Post, Review, Sale, Tag


# variant: save_per_row bad
def save_per_row():
    for book in Book.objects.filter(ebook=None):
        book.price += 1
        book.save()


# variant: save_of_one safe
def save_of_one():
    book = Book.objects.get(pk=1)
    book.price += 1
    book.save()


# variant: update_at_once safe
def update_at_once():
    Book.objects.filter(ebook=None).update(price=F("price") + 1)


# variant: bulk_update_at_once safe
def bulk_update_at_once():
    books = list(Book.objects.filter(ebook=None))
    for book in books:
        book.price += 1
    Book.objects.bulk_update(books, ["price"])


# variant: create_per_row bad
def create_per_row():
    for book in Book.objects.all():
        Sale.objects.create(book=book, amount=2)


# variant: bulk_create_at_once safe
def bulk_create_at_once():
    Sale.objects.bulk_create([Sale(book=book, amount=2) for book in Book.objects.all()])


# variant: bulk_create_from_list safe
def bulk_create_from_list():
    posts = []
    for book in Book.objects.select_related("author"):
        posts.append(Post(owner=book.author, title=book.title))
    Post.objects.bulk_create(posts)


# variant: delete_per_row bad
def delete_per_row():
    for post in Post.objects.filter(title__startswith="Post"):
        post.delete()


# variant: delete_at_once safe
def delete_at_once():
    Post.objects.filter(title__startswith="Post").delete()


# variant: add_per_row bad
def add_per_row():
    new = Tag.objects.create(name="new")
    for book in Book.objects.all():
        book.tags.add(new)


# variant: add_many_at_once safe
def add_many_at_once():
    new = Tag.objects.create(name="new")
    new.books.add(*Book.objects.all())


# variant: update_per_row bad
def update_per_row():
    for sale in Sale.objects.all():
        Sale.objects.filter(pk=sale.pk).update(invoiced=True)


# variant: update_or_create_per_row bad
def update_or_create_per_row():
    for book in Book.objects.all():
        Tag.objects.update_or_create(name=book.title, defaults={"name": book.title})


# variant: set_per_row bad
def set_per_row():
    for book in Book.objects.all():
        book.tags.set([])


# variant: clear_of_one safe
def clear_of_one():
    Book.objects.get(pk=1).tags.clear()


# variant: save_instance_per_row bad
def save_instance_per_row():
    for book in Book.objects.filter(ebook=None):
        note = Note(target=book, text=book.title)
        note.save()


# variant: save_in_helper bad
def _mark(sale):
    sale.invoiced = True
    sale.save(update_fields=["invoiced"])


def save_in_helper():
    for sale in Sale.objects.all():
        _mark(sale)


# variant: rows_not_saved safe
def rows_not_saved():
    made = []
    for review in Review.objects.all():
        made.append(Review(book_id=review.book_id, reviewer_id=review.reviewer_id, stars=5))
    return made


# variant: save_after_the_loop safe
def save_after_the_loop():
    first = Book.objects.get(pk=1)
    for book in Book.objects.exclude(pk=1):
        first.price += book.price
    first.save()


# variant: create_for_constants safe
def create_for_constants():
    for name in ("poetry", "prose", "drama"):
        Tag.objects.create(name=name)


# variant: bulk_create_in_chunks safe
def bulk_create_in_chunks():
    tags = [Tag(name=book.title) for book in Book.objects.all()]
    for start in range(0, len(tags), 500):
        Tag.objects.bulk_create(tags[start : start + 500])


# variant: saving_of_other_things safe
class _Archive:
    def __init__(self):
        self.kept = []

    def save(self, title):
        self.kept.append(title)

    def delete(self, title):
        self.kept.remove(title)


def saving_of_other_things():
    archive = _Archive()
    for book in Book.objects.all():
        archive.save(book.title)
        archive.delete(book.title)
    return archive.kept


# variant: create_through_relation_per_row bad
def create_through_relation_per_row():
    for book in Book.objects.all():
        book.sales.create(amount=3)


# variant: remove_per_row bad
def remove_per_row():
    old = Tag.objects.first()
    for book in Book.objects.all():
        book.tags.remove(old)


# variant: save_in_comprehension bad
def save_in_comprehension():
    return [post.save() for post in Post.objects.all()]


# variant: save_in_method_of_class bad
class _Closing:
    def run(self):
        for sale in Sale.objects.filter(invoiced=False):
            self.close(sale)

    def close(self, sale):
        sale.invoiced = True
        sale.save(update_fields=["invoiced"])


def save_in_method_of_class():
    _Closing().run()
