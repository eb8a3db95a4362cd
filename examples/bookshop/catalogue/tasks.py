from celery import shared_task
from django.core.mail import send_mail

from catalogue.models import Book


@shared_task(autoretry_for=(ConnectionError,), max_retries=3, retry_backoff=True)
def confirm_sale(book_id, copies, address):
    book = Book.objects.get(pk=book_id)
    send_mail(f"Your copy of {book.title}", f"{copies} on their way.", None, [address])
