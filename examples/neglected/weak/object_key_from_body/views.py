from django.shortcuts import get_object_or_404
from rest_framework.response import Response
from rest_framework.views import APIView

from weak.object_key_from_body.models import Order


class NoteView(APIView):
    def post(self, request):
        order = Order.objects.get(pk=request.data["order"])
        order.note = f"{request.user}: {request.data['note']}"
        order.save()
        return Response(status=204)
