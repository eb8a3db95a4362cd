from rest_framework.pagination import PageNumberPagination
from rest_framework.viewsets import ReadOnlyModelViewSet

from blog.models import Post
from weak.unordered_pagination.serializers import PostSerializer


class Pages(PageNumberPagination):
    page_size = 50


class PostViewSet(ReadOnlyModelViewSet):
    queryset = Post.objects.all()
    serializer_class = PostSerializer
    pagination_class = Pages
