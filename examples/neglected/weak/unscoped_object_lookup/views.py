from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from weak.unscoped_object_lookup.models import Order


@login_required
def order(request, order_id):
    found = Order.objects.get(pk=order_id)
    found.note = f"{request.user}: {request.POST['note']}"
    found.save()
    return HttpResponse()
