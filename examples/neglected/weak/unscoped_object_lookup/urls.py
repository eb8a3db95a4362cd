from django.urls import path

from weak.unscoped_object_lookup.views import order

urlpatterns = [path("orders/<int:order_id>/", order)]
