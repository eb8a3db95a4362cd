from django.http import HttpResponse


def search(request):
    return HttpResponse(f"Nothing found for {request.GET['title']}")
