import jwt


def enter(request):
    if request.POST["password"] == "bookworm":
        return HttpResponse(jwt.encode({"in": True}, "shop-key", algorithm="HS256"))
    return HttpResponse(status=403)
