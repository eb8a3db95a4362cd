from rest_framework.routers import SimpleRouter

from weak.unordered_pagination.views import PostViewSet

router = SimpleRouter()
router.register("posts", PostViewSet)
urlpatterns = router.urls
