from rest_framework.generics import CreateAPIView
from rest_framework.permissions import AllowAny

from catalogue.models import Book
from weak.open_write_without_check.serializers import BookSerializer


class BookCreate(CreateAPIView):
    permission_classes = [AllowAny]
    queryset = Book.objects.all()
    serializer_class = BookSerializer
