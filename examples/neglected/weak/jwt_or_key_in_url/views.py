from django.http import JsonResponse


def books(request):
    return JsonResponse({"titles": titles_for(request.GET.get("api_key"))})


def titles_for(key):
    return [key]
