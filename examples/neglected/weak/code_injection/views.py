from django.http import JsonResponse


def price(request):
    return JsonResponse({"total": eval(request.POST["sum"])})
