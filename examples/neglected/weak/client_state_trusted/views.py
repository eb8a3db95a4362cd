from django.http import HttpResponse


def secrets(request):
    if request.COOKIES.get("admin") == "1":
        return HttpResponse("the list of orders")
    return HttpResponse(status=403)
