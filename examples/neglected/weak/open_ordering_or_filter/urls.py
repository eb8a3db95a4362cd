from rest_framework.routers import SimpleRouter

from weak.open_ordering_or_filter.views import PostViewSet

router = SimpleRouter()
router.register("posts", PostViewSet)
urlpatterns = router.urls
