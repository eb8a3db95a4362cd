from rest_framework.viewsets import ReadOnlyModelViewSet

from blog.models import Post
from weak.open_ordering_or_filter.serializers import PostSerializer


class PostViewSet(ReadOnlyModelViewSet):
    queryset = Post.objects.all()
    serializer_class = PostSerializer
    ordering_fields = "__all__"
