from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ModelViewSet

from weak.action_without_object_check.models import Order


class OrderViewSet(ModelViewSet):
    def get_queryset(self):
        return Order.objects.filter(user=self.request.user)

    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        Order.objects.get(pk=pk).delete()
        return Response(status=204)
