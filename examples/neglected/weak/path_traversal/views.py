import os


def cover(request):
    path = os.path.join("/srv/covers", request.GET["name"])
    return HttpResponse(open(path, "rb"), content_type="image/png")
