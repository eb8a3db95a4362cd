from django.db.models import Prefetch
from rest_framework import viewsets

from catalogue.filters import BookFilter
from catalogue.models import Author, Book
from catalogue.serializers import AuthorSerializer, BookSerializer


class AuthorViewSet(viewsets.ModelViewSet):
    queryset = Author.objects.prefetch_related(
        Prefetch("books", queryset=Book.objects.select_related("author", "publisher"))
    )
    serializer_class = AuthorSerializer
    search_fields = ["name"]


class BookViewSet(viewsets.ModelViewSet):
    queryset = Book.objects.with_names()
    serializer_class = BookSerializer
    filterset_class = BookFilter
    search_fields = ["title", "author__name"]
    ordering_fields = ["title", "price"]
