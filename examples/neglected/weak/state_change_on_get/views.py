from django.shortcuts import get_object_or_404, redirect
from catalogue.models import Book


def remove(request, pk):
    get_object_or_404(Book, pk=pk).delete()
    return redirect("/")
