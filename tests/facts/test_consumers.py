"""Channels' consumers and their routes."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.consumers import Consumers, Kind
from django_pro.findings.blind import Unknown
from tests.facts.projects import shop

CONSUMERS = """from channels.consumer import SyncConsumer
from channels.generic.websocket import AsyncJsonWebsocketConsumer, WebsocketConsumer
from channels_more import AsyncMoreConsumer
from kombu import QueueConsumer

class Mixin:
    def disconnect(self, code):
        pass

class Chat(Mixin, AsyncJsonWebsocketConsumer):
    async def receive_json(self, content):
        pass

class News(WebsocketConsumer):
    def connect(self):
        pass

class Worker(SyncConsumer):
    pass

class More(AsyncMoreConsumer):
    pass

class Queue(QueueConsumer):
    pass
"""
ROUTING = """from channels.auth import AuthMiddlewareStack
from django.urls import path, re_path
from shop import consumers, views
from shop.consumers import News

PREFIX = "ws/"
websocket_urlpatterns = [
    path("ws/chat/<int:room>/", consumers.Chat.as_asgi()),
    re_path(r"^ws/news/$", AuthMiddlewareStack(News.as_asgi())),
    path(prefix() + "news", News),
    path("books/", views.books),
]
"""


def test_consumers(tmp_path: Path) -> None:
    table = Consumers(shop(tmp_path, {"shop/consumers.py": CONSUMERS, "shop/routing.py": ROUTING}))
    found = {each.cls.qualname: each for each in table.all}
    assert {name: each.kind for name, each in found.items()} == {
        "Chat": Kind.ASYNC, "News": Kind.SYNC, "Worker": Kind.SYNC, "More": Kind.ASYNC,
    }  # fmt: skip
    assert {name: each.qualname for name, each in found["Chat"].handlers.items()} == {
        "receive_json": "Chat.receive_json", "disconnect": "Mixin.disconnect",
    }  # fmt: skip
    assert [(each.pattern, each.regex) for each in found["Chat"].routes] == [("ws/chat/<int:room>/", False)]
    assert [(each.pattern, each.regex) for each in found["News"].routes] == [
        ("^ws/news/$", True), (Unknown("`a operation` is put together at run time"), False),
    ]  # fmt: skip
    assert found["Worker"].routes == ()
    assert found["More"].unseen == ("channels_more.AsyncMoreConsumer",)
    assert table.of(found["Chat"].cls) == found["Chat"]
