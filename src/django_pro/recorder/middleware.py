"""The middleware: a sample of a server's requests, written where the settings say.

    MIDDLEWARE = ["django_pro.recorder.middleware.RecorderMiddleware", …]     # the first of all

`DJANGO_PRO_RECORDER` in the settings, all of it optional: `False` turns it off; a dictionary may hold

    sample      the part of requests that are recorded, from 0 to 1 (default: 1 with DEBUG, else 0.01)
    folder      where files are written (default: none; then a repeated query is logged as a warning by `django_pro.recorder`)
    most_bytes  after so many bytes nothing more is written, and what is not is counted (default: 50 MB)
    queue       so many finished requests wait to be written; those beyond are dropped and counted (default: 1000)
"""

from __future__ import annotations

import logging
import os
import queue
import random
import threading
from typing import Any, Callable, Optional

from django_pro.recorder import requests
from django_pro.recorder.block import default_root
from django_pro.recorder.recording import install
from django_pro.recorder.repeats import repeated
from django_pro.recorder.sinks import FileSink
from django_pro.recorder.unit import Unit, running

logger = logging.getLogger("django_pro.recorder")
_BYTES, _QUEUE, _SAMPLE = 50_000_000, 1_000, 0.01


class Writer:
    """Takes units off the request's hands: a thread writes them, and a full queue drops them."""

    def __init__(self, sink: Callable[[Unit], None], size: int = _QUEUE) -> None:
        self._sink = sink
        self._queue: queue.Queue[Unit] = queue.Queue(size)
        self._lock = threading.Lock()
        self._pid = 0
        self.dropped = 0
        self.failed = 0

    def __call__(self, unit: Unit) -> None:
        """Hand a unit over, at once."""
        self._begin()
        try:
            self._queue.put_nowait(unit)
        except queue.Full:
            self.dropped += 1

    def _begin(self) -> None:
        """Start the thread, again in a process that was forked since."""
        if self._pid == os.getpid():
            return
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                threading.Thread(target=self._run, name="django-pro-recorder", daemon=True).start()

    def _run(self) -> None:
        while True:
            unit = self._queue.get()
            try:
                self._sink(unit)
            except Exception:  # a full disk must not end the thread
                self.failed += 1

    def wait(self) -> None:
        """Wait until all that was handed over is written."""
        while not self._queue.empty():
            threading.Event().wait(0.01)


class BoundedSink:
    """Writes to a folder until so many bytes are written; `dropped` counts the units after that."""

    def __init__(self, folder: str, most: int) -> None:
        os.makedirs(folder, exist_ok=True)
        self._sink, self._left = FileSink(folder), most
        self.dropped = 0

    def __call__(self, unit: Unit) -> None:
        """Write a unit."""
        if self._left <= 0:
            self.dropped += 1
            return
        self._left -= 200 + 120 * len(unit.made)
        self._sink(unit)


def log_repeated(unit: Unit) -> None:
    """Warn of queries that a request made again and again."""
    for each in repeated(unit):
        logger.warning("%s %s: %s", unit.details.get("method", ""), unit.name, each.text)


class RecorderMiddleware:
    """Records a sample of requests; whatever goes wrong in it stays in it."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[..., Any]) -> None:
        from asgiref.sync import iscoroutinefunction, markcoroutinefunction
        from django.conf import settings
        from django.core.exceptions import MiddlewareNotUsed

        given = getattr(settings, "DJANGO_PRO_RECORDER", {})
        if given is False:
            raise MiddlewareNotUsed("DJANGO_PRO_RECORDER is False")
        options = given if isinstance(given, dict) else {}
        self.get_response = get_response
        self.sample = float(options.get("sample", 1.0 if settings.DEBUG else _SAMPLE))
        folder = options.get("folder")
        sink = BoundedSink(str(folder), int(options.get("most_bytes", _BYTES))) if folder else log_repeated
        self.writer = Writer(sink, int(options.get("queue", _QUEUE)))
        self.recorder = install(str(options.get("root") or default_root()), self.writer, everything=False)
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: Any) -> Any:
        """Answer a request, recorded where it is one of the sample."""
        if self.is_async:
            return self._answer(request)
        unit = self._chosen()
        if unit is None:
            return self.get_response(request)
        with running(unit):
            response = self.get_response(request)
        self._finish(unit, request, response)
        return response

    async def _answer(self, request: Any) -> Any:
        unit = self._chosen()
        if unit is None:
            return await self.get_response(request)
        with running(unit):
            response = await self.get_response(request)
        self._finish(unit, request, response)
        return response

    def _chosen(self) -> Optional[Unit]:
        return Unit("request", "") if random.random() < self.sample else None

    def _finish(self, unit: Unit, request: Any, response: Any) -> None:
        try:
            requests.describe(unit, request, response)
            self.writer(unit)
        except Exception:  # what was not noted is missed by nobody
            self.writer.failed += 1
