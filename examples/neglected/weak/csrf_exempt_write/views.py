from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def rename(request, pk):
    if request.method == "POST" and request.user.is_authenticated:
        Book.objects.filter(pk=pk).update(title=request.POST["title"])
    return redirect("/")
