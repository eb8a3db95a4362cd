from django.contrib.auth import get_user_model
from django.core import serializers


def users(request):
    data = serializers.serialize("json", get_user_model().objects.filter(is_active=True))
    return HttpResponse(data, content_type="application/json")


def profile(request):
    context = request.user.__dict__
    return render(request, "page.html", context)
