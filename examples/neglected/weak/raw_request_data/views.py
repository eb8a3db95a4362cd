from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.models import Book


class BookView(APIView):
    def patch(self, request, pk):
        book = Book.objects.get(pk=pk)
        book.title = request.data["title"]
        book.save()
        return Response({"title": book.title})
