import json

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.test import TestCase, TransactionTestCase
from django.urls import reverse

from live.consumers import StockConsumer
from tests.shelves import fill


class Prices(TestCase):
    async def test_each_book_in_stock_is_an_event(self):
        await sync_to_async(fill)(2)
        response = await self.async_client.get(reverse("live-prices"))
        self.assertEqual(response["Content-Type"], "text/event-stream")
        events = [json.loads(part.decode().removeprefix("data: ")) async for part in response.streaming_content]
        self.assertEqual([event["title"] for event in events], ["Book 0", "Book 1"])

    def test_only_by_get(self):
        self.assertEqual(self.client.post(reverse("live-prices")).status_code, 405)


class Stock(TransactionTestCase):
    async def test_who_listens_is_told(self):
        book = (await sync_to_async(fill)(1))[0]
        communicator = WebsocketCommunicator(StockConsumer.as_asgi(), "/ws/stock/")
        connected, _ = await communicator.connect()
        self.assertTrue(connected)
        await get_channel_layer().group_send("stock", {"type": "stock.changed", "book": book.pk})
        self.assertEqual(await communicator.receive_json_from(), {"book": book.pk, "stock": 5})
        await communicator.disconnect()
