import requests


def cover(request, pk):
    found = requests.get(f"https://covers.example.org/{pk}", verify=False, timeout=5)
    return HttpResponse(found.content, content_type="image/png")
