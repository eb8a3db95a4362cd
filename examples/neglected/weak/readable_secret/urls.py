from rest_framework.routers import SimpleRouter

from weak.readable_secret.views import ReaderViewSet

router = SimpleRouter()
router.register("readers", ReaderViewSet)
urlpatterns = router.urls
