from django.urls import path

from live.consumers import StockConsumer

websocket_urlpatterns = [path("ws/stock/", StockConsumer.as_asgi())]
