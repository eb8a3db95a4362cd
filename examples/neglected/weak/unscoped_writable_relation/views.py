from rest_framework.generics import CreateAPIView
from rest_framework.permissions import IsAuthenticated

from weak.unscoped_writable_relation.models import Line
from weak.unscoped_writable_relation.serializers import LineSerializer


class LineCreate(CreateAPIView):
    permission_classes = [IsAuthenticated]
    queryset = Line.objects.all()
    serializer_class = LineSerializer
