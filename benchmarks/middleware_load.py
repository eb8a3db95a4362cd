#!/usr/bin/env python3
"""A server with the recorder's middleware under concurrent clients: answers, failures, what was dropped, memory.

    middleware_load.py [--clients 16] [--seconds 60] [--queue 50]

The server is the shop of tests/verifying in a process of its own, threaded as `runserver` is, every request recorded; the queue
is small and the disk bounded, so that units are dropped.  Prints one line without the middleware and one with it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from tests.verifying.toy import write_shop

_SERVER = """
import json, os, resource, sys, threading
sys.path.insert(0, sys.argv[1])
recorded, size = sys.argv[2] == "1", int(sys.argv[3])
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
settings.DATABASES["default"]["NAME"] = os.path.join(sys.argv[1], "load.sqlite3")
if recorded:
    settings.MIDDLEWARE.insert(0, "django_pro.recorder.middleware.RecorderMiddleware")
    settings.DJANGO_PRO_RECORDER = {
        "sample": 1.0, "folder": os.path.join(sys.argv[1], "events"), "queue": size, "most_bytes": 1_000_000}
import django
django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from shop.models import Author, Book
for number in range(20):
    Book.objects.create(title=f"B{number}", author=Author.objects.create(name=f"A{number}"))
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments): pass
application = get_wsgi_application()
server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
server.set_app(application)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
def told():
    rss = int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() // 1024
    from django_pro.recorder.recording import installed
    found = installed()
    writer = found.sink if found else None
    return {"rss_kib": rss, "dropped_full": getattr(writer, "dropped", 0), "failed": getattr(writer, "failed", 0),
            "dropped_disk": getattr(getattr(writer, "_sink", None), "dropped", 0),
            "faults": found.queries.faults if found else 0, "lost": found.lost if found else 0}
for line in sys.stdin:
    print(json.dumps(told()), flush=True)
"""


def load(recorded: bool, given: argparse.Namespace) -> dict[str, object]:
    """Run one server under load and return what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        shop = write_shop(Path(folder))
        command = [sys.executable, "-c", _SERVER, str(shop), str(int(recorded)), str(given.queue)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            port = int(server.stdout.readline())
            asked(port, given.clients, 3.0)
            before = _told(server)
            answers, failures = asked(port, given.clients, given.seconds)
            after = _told(server)
            server.kill()
        written = sum(path.stat().st_size for path in (shop / "events").glob("*")) if recorded else 0
    return {
        "recorded": recorded, "answers": answers, "failures": failures, "per_second": round(answers / given.seconds),
        "before": before, "after": after, "written_bytes": written,
    }  # fmt: skip


def _told(server: subprocess.Popen[str]) -> dict[str, int]:
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write("?\n")
    server.stdin.flush()
    found: dict[str, int] = json.loads(server.stdout.readline())
    return found


def asked(port: int, clients: int, seconds: float) -> tuple[int, int]:
    """Ask from so many threads for so long, and return how many answers were right and how many were not."""
    until, counts, lock = time.monotonic() + seconds, [0, 0], threading.Lock()

    def ask() -> None:
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/books/", timeout=20) as answer:
                    right = len(json.load(answer)["books"]) == 20
            except OSError:
                right = False
            with lock:
                counts[not right] += 1

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counts[0], counts[1]


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--queue", type=int, default=50)
    given = parser.parse_args()
    for recorded in (False, True):
        print(json.dumps(load(recorded, given)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
