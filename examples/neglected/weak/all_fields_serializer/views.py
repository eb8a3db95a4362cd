from rest_framework.permissions import IsAuthenticated
from rest_framework.viewsets import ModelViewSet

from blog.models import Post
from weak.all_fields_serializer.serializers import PostSerializer


class PostViewSet(ModelViewSet):
    permission_classes = [IsAuthenticated]
    queryset = Post.objects.all()
    serializer_class = PostSerializer
