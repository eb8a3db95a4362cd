from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from weak.ignored_url_argument.models import Order


@login_required
def order(request, slug, order_id):
    found = get_object_or_404(Order, pk=order_id)
    return render(request, "page.html", {"order": found})
