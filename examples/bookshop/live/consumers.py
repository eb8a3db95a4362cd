from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from catalogue.models import Book


class StockConsumer(AsyncJsonWebsocketConsumer):
    """Tells whoever listens how many copies of a book are left."""

    async def connect(self):
        await self.channel_layer.group_add("stock", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard("stock", self.channel_name)

    async def stock_changed(self, event):
        await self.send_json({"book": event["book"], "stock": await self.stock_of(event["book"])})

    @database_sync_to_async
    def stock_of(self, book_id):
        return Book.objects.values_list("stock", flat=True).get(pk=book_id)
