from django.urls import path

from live import views

urlpatterns = [path("prices/", views.prices, name="live-prices")]
