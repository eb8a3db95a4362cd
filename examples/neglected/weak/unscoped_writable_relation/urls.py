from django.urls import path

from weak.unscoped_writable_relation.views import LineCreate

urlpatterns = [path("lines/", LineCreate.as_view())]
