from django.urls import path

from weak.ignored_url_argument.views import order

urlpatterns = [path("shops/<slug:slug>/orders/<int:order_id>/", order)]
