from django.shortcuts import get_object_or_404
from rest_framework.response import Response
from rest_framework.views import APIView

from weak.unused_url_argument.models import Order


class OrderView(APIView):
    def delete(self, request, slug, order_id):
        Order.objects.get(pk=order_id).delete()
        return Response(status=204)
