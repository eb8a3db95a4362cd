from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render

from catalogue.models import Book


def has_group(user, groups):
    return user.groups.filter(name__in=groups).exists()


def edit(request, pk):
    if not has_group(request.user, "sellers"):
        raise PermissionDenied
    return render(request, "page.html", {"book": get_object_or_404(Book, pk=pk)})


def remove(request, pk):
    if not request.user.is_staff:
        PermissionDenied("only for the staff")
    get_object_or_404(Book, pk=pk).delete()
