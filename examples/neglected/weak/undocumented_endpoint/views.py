from rest_framework.response import Response
from rest_framework.views import APIView

from blog.models import Post


class PostViewSet(APIView):
    def get(self, request):
        return Response({"posts": Post.objects.count()})
