from rest_framework.generics import CreateAPIView
from rest_framework.permissions import IsAuthenticated

from blog.models import Post
from weak.untested.serializers import TitleSerializer


class PostCreate(CreateAPIView):
    queryset = Post.objects.order_by("pk")
    serializer_class = TitleSerializer
    permission_classes = [IsAuthenticated]

    def perform_create(self, serializer):
        serializer.save(author=self.request.user)
