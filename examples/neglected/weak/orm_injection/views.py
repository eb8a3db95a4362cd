from django.shortcuts import render
from catalogue.models import Book


def books(request):
    rows = Book.objects.order_by(request.GET.get("sort", "title"))
    return render(request, "page.html", {"books": rows[:20]})
