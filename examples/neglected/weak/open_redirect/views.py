from django.shortcuts import redirect


def done(request):
    return redirect(request.GET.get("next", "/"))
