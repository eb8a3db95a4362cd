from django.urls import path

from weak.missing_permission.views import orders

urlpatterns = [path("admin/orders/", orders)]
