import requests


def preview(request):
    answer = requests.get(request.POST["url"], timeout=5)
    return JsonResponse({"length": len(answer.text)})
