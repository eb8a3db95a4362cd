from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.models import Book


class Drop(APIView):
    def get(self, request, pk):
        book = Book.objects.get(pk=pk)
        book.delete()
        return Response(status=204)
