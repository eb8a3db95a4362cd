from rest_framework.permissions import IsAuthenticated
from rest_framework.viewsets import ModelViewSet

from weak.readable_secret.models import Reader
from weak.readable_secret.serializers import ReaderSerializer


class ReaderViewSet(ModelViewSet):
    permission_classes = [IsAuthenticated]
    queryset = Reader.objects.all()
    serializer_class = ReaderSerializer
