from django.http import HttpResponse
from django.http import JsonResponse
from catalogue.models import Book


def rename(request, pk):
    try:
        Book.objects.filter(pk=pk).update(title=request.POST["title"])
    except Exception as error:
        return JsonResponse({"error": str(error)}, status=500)
    return HttpResponse(status=204)
