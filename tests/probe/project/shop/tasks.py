from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from shop.models import Author, Review, Sale


# variant: task_reads_buyer bad
def invoice(sale):
    return EmailMessage("Invoice", f"{sale.amount} of {sale.book.title}", to=[sale.buyer.email])


def task_reads_buyer():
    return [invoice(sale) for sale in Sale.objects.exclude(buyer=None)]


# variant: task_reads_buyer_joined safe
def receipt(sale):
    return EmailMessage("Receipt", f"{sale.amount} of {sale.book.title}", to=[sale.buyer.email])


def task_reads_buyer_joined():
    return [receipt(sale) for sale in Sale.objects.exclude(buyer=None).select_related("book", "buyer")]


# variant: task_by_key_in_loop bad
def _greet(author_id):
    author = Author.objects.get(pk=author_id)
    return f"Hello {author.name}"


def task_by_key_in_loop():
    return [_greet(key) for key in Author.objects.values_list("pk", flat=True)]


# variant: task_of_one_key safe
def task_of_one_key(review_id=None):
    review = Review.objects.get(pk=review_id) if review_id else Review.objects.first()
    return f"{review.book.title} {review.reviewer.name}"


# variant: task_in_batches bad
def _in_batches(rows, size):
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def task_in_batches():
    return [sale.book.title for batch in _in_batches(Sale.objects.all(), 100) for sale in batch]


# variant: task_in_batches_joined safe
def _in_batches_too(rows, size):
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def task_in_batches_joined():
    sales = Sale.objects.select_related("book")
    return [sale.book.title for batch in _in_batches_too(sales, 100) for sale in batch]


# variant: task_mails_from_template bad
def task_mails_from_template():
    bodies = []
    for review in Review.objects.select_related("book"):
        bodies.append(render_to_string("shop/task_mails_from_template.txt", {"review": review}))
    return bodies


# variant: task_mails_from_template_joined safe
def task_mails_from_template_joined():
    bodies = []
    for review in Review.objects.select_related("book__author", "reviewer"):
        bodies.append(render_to_string("shop/task_mails_from_template_joined.txt", {"review": review}))
    return bodies
