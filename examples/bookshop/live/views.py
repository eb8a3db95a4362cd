import json

from django.http import StreamingHttpResponse
from django.views.decorators.http import require_GET

from catalogue.models import Book

#: Prices sent in one stream.
MOST = 100


@require_GET
async def prices(request):
    """Send the price of each book in stock as a server-sent event."""

    async def events():
        rows = Book.objects.in_stock().values("id", "title", "price")[:MOST]
        async for row in rows:
            yield f"data: {json.dumps(row, default=str)}\n\n"

    return StreamingHttpResponse(events(), content_type="text/event-stream")
