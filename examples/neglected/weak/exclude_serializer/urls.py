from rest_framework.routers import SimpleRouter

from weak.exclude_serializer.views import PostViewSet

router = SimpleRouter()
router.register("posts", PostViewSet)
urlpatterns = router.urls
