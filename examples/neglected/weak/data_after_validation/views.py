from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.models import Book
from weak.data_after_validation.serializers import PageSerializer


class BookView(APIView):
    def patch(self, request, pk):
        serializer = PageSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        Book.objects.filter(pk=pk).update(title=request.data["title"])
        return Response(status=204)
