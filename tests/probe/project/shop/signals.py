from django.db.models.signals import post_save
from django.dispatch import Signal, receiver

from shop.models import Book, Review, Sale

catalogue_printed = Signal()
stock_taken = Signal()


# variant: signal_receiver_loops bad
@receiver(catalogue_printed)
def write_catalogue(sender, **kwargs):
    return [f"{book.title} {book.publisher.name}" for book in Book.objects.all()]


def signal_receiver_loops():
    catalogue_printed.send(sender=None)


# variant: signal_receiver_loops_joined safe
@receiver(stock_taken)
def write_stock(sender, **kwargs):
    return [f"{book.title} {book.publisher.name}" for book in Book.objects.select_related("publisher")]


def signal_receiver_loops_joined():
    stock_taken.send(sender=None)


# variant: signal_post_save_reads_children bad
@receiver(post_save, sender=Review)
def tell_buyers(sender, instance, **kwargs):
    for sale in instance.book.sales.all():
        sale.mail = sale.buyer.email


def signal_post_save_reads_children():
    Review.objects.filter(book_id=1).first().save()


# variant: signal_post_save_reads_children_joined safe
@receiver(post_save, sender=Sale)
def tell_reviewers(sender, instance, **kwargs):
    for review in instance.book.reviews.select_related("reviewer"):
        review.mail = review.reviewer.email


def signal_post_save_reads_children_joined():
    Sale.objects.filter(book_id=1).first().save()


# variant: signal_connected_by_call bad
shelves_cleaned = Signal()


def list_shelves(sender, books, **kwargs):
    return [book.publisher.name for book in books]


shelves_cleaned.connect(list_shelves)


def signal_connected_by_call():
    shelves_cleaned.send(sender=Book, books=Book.objects.all())


# variant: signal_writes_per_row bad
prices_changed = Signal()


@receiver(prices_changed)
def write_prices(sender, **kwargs):
    for book in Book.objects.filter(ebook=None):
        book.summary = f"Now {book.price}"
        book.save(update_fields=["summary"])


def signal_writes_per_row():
    prices_changed.send(sender=Book)


# variant: signal_connected_by_call_joined safe
shelves_painted = Signal()


def paint_shelves(sender, books, **kwargs):
    return [book.publisher.name for book in books]


shelves_painted.connect(paint_shelves)


def signal_connected_by_call_joined():
    shelves_painted.send(sender=Book, books=Book.objects.with_publishing())


# variant: signal_writes_at_once safe
prices_dropped = Signal()


@receiver(prices_dropped)
def drop_prices(sender, **kwargs):
    Book.objects.filter(ebook=None).update(price=0)


def signal_writes_at_once():
    prices_dropped.send(sender=Book)
