from rest_framework.generics import ListAPIView

from catalogue.models import Book
from weak.implicitly_public_read.serializers import BookSerializer


class BookList(ListAPIView):
    queryset = Book.objects.all()
    serializer_class = BookSerializer
