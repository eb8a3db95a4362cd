from rest_framework.routers import SimpleRouter

from weak.writable_privilege.views import ReaderViewSet

router = SimpleRouter()
router.register("readers", ReaderViewSet)
urlpatterns = router.urls
