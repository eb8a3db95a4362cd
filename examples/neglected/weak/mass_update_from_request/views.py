from django.http import HttpResponse
from catalogue.models import Book


def edit(request, pk):
    Book.objects.filter(pk=pk).update(**request.POST.dict())
    return HttpResponse()
