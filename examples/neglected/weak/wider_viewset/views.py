from rest_framework.exceptions import MethodNotAllowed
from rest_framework.viewsets import ModelViewSet

from blog.models import Post


class PostViewSet(ModelViewSet):
    queryset = Post.objects.all()

    def destroy(self, request, *args, **kwargs):
        raise MethodNotAllowed("DELETE")
