from rest_framework.routers import SimpleRouter

from weak.wider_viewset.views import PostViewSet

router = SimpleRouter()
router.register("posts", PostViewSet)
urlpatterns = router.urls
