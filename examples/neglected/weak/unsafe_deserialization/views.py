import base64
import pickle


def basket(request):
    books = pickle.loads(base64.b64decode(request.COOKIES["basket"]))
    return JsonResponse({"books": books})
