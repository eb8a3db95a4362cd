import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.views.generic import DetailView, ListView
from rest_framework import viewsets

from catalogue.models import Author, Book
from catalogue.serializers import BookSerializer


def book_list(request):
    books = Book.objects.filter(in_stock=True).order_by("title")
    shelf = [{"title": book.title, "author": book.author.name} for book in books]
    return render(request, "catalogue/book_list.html", {"shelf": shelf})


def prices(request):
    response = HttpResponse(content_type="text/csv")
    writer = csv.writer(response)
    for book in Book.objects.all():
        writer.writerow([book.label(), book.publisher.name, book.price])
    return response


class BookDetail(DetailView):
    model = Book


class AuthorList(ListView):
    model = Author


class BookViewSet(viewsets.ModelViewSet):
    queryset = Book.objects.select_related("author", "publisher")
    serializer_class = BookSerializer
