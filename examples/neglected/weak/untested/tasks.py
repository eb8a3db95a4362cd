from celery import shared_task

from catalogue.models import Book


@shared_task(ignore_result=True)
def forget_what_is_sold_out():
    Book.objects.filter(in_stock=False).delete()
