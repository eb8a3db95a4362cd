from rest_framework.generics import ListAPIView
from rest_framework.permissions import BasePermission, IsAuthenticated

from catalogue.models import Book
from weak.dropped_authentication.serializers import BookSerializer


class ForMembers:
    permission_classes = [IsAuthenticated]


class HasBooks(BasePermission):
    def has_permission(self, request, view):
        if view.basename == "books":
            return True


class BookList(ForMembers, ListAPIView):
    permission_classes = [HasBooks]
    queryset = Book.objects.all()
    serializer_class = BookSerializer
