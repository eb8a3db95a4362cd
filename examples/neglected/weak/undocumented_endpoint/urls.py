from django.urls import path

from weak.undocumented_endpoint.views import PostViewSet

urlpatterns = [path("posts/", PostViewSet.as_view(), name="post-list")]
