from rest_framework.routers import SimpleRouter

from weak.all_fields_serializer.views import PostViewSet

router = SimpleRouter()
router.register("posts", PostViewSet)
urlpatterns = router.urls
