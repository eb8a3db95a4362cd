import hashlib
import hmac

from django.conf import settings
from django.http import HttpResponse, HttpResponseForbidden


def webhook(request):
    token = request.headers.get("X-Shop-Token")
    if token != settings.WEBHOOK_TOKEN:
        return HttpResponseForbidden()
    return HttpResponse(status=204)


def signed_webhook(request):
    sent = request.META.get("HTTP_X_SIGNATURE", "")
    expected = hmac.new(settings.WEBHOOK_SECRET.encode(), request.body, hashlib.sha256).hexdigest()
    if sent == expected:
        return HttpResponse(status=204)
    return HttpResponseForbidden()
