from django.contrib.auth.decorators import login_required


@login_required
def orders(request):
    return render(request, "page.html", {"books": Book.objects.all()[:10]})
