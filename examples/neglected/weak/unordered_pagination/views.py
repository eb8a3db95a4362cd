from rest_framework.viewsets import ReadOnlyModelViewSet

from blog.models import Post
from weak.unordered_pagination.serializers import PostSerializer


class PostViewSet(ReadOnlyModelViewSet):
    queryset = Post.objects.all()
    serializer_class = PostSerializer
