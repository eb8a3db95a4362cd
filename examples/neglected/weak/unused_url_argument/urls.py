from django.urls import path

from weak.unused_url_argument.views import OrderView

urlpatterns = [path("shops/<slug:slug>/orders/<int:order_id>/", OrderView.as_view())]
