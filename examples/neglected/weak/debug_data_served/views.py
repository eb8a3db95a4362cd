import os


def log(request):
    return render(request, "lab/debug.log")


def environment(request):
    return JsonResponse(dict(os.environ))
