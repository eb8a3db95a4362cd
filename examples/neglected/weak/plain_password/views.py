from django.shortcuts import redirect
from weak.plain_password.models import Reader


def sign_up(request):
    password = request.POST["password"]
    Reader.objects.create(username=request.POST["name"], password=password)
    return redirect("/")
