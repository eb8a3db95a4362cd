from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.models import Book


class BookView(APIView):
    def delete(self, request, pk):
        Book.objects.filter(pk=pk).delete()
        return Response({"message": "Deleted"}, status=status.HTTP_204_NO_CONTENT)
