from django.core.mail import EmailMessage

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
