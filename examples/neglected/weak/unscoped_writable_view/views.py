from rest_framework.permissions import IsAuthenticated
from rest_framework.viewsets import ModelViewSet

from weak.unscoped_writable_view.models import Basket
from weak.unscoped_writable_view.serializers import BasketSerializer


class BasketViewSet(ModelViewSet):
    permission_classes = [IsAuthenticated]
    queryset = Basket.objects.all()
    serializer_class = BasketSerializer
