from django.urls import include, path
from rest_framework.routers import DefaultRouter

from weak.unscoped_writable_view.views import BasketViewSet

router = DefaultRouter()
router.register("baskets", BasketViewSet)
urlpatterns = [path("", include(router.urls))]
