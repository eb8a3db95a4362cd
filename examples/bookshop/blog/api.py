from rest_framework import viewsets

from blog.models import Post
from blog.serializers import PostSerializer


class PostViewSet(viewsets.ModelViewSet):
    """Posts; what is not published is for the staff."""

    serializer_class = PostSerializer
    filterset_fields = ["author", "books"]
    search_fields = ["title", "body"]

    def get_queryset(self):
        posts = Post.objects if self.request.user.is_staff else Post.published_posts
        return posts.select_related("author").prefetch_related("books")

    def perform_create(self, serializer):
        serializer.save(author=self.request.user)
