#!/usr/bin/env python3
"""What the recorder costs: microseconds for each query, and as a part of the query itself.

    recorder_overhead.py [--queries 20000] [--deep 40]

A row of a table in memory is read by the ORM below so many frames of the project's code; with the recorder in a unit, with the
recorder outside of any, and without it, nine times in turn; the least of each are compared, in CPU time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

_PROGRAM = """
import json, os, sys, time
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes"], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.contenttypes.models import ContentType
from django_pro.recorder import recording
from django_pro.recorder.unit import Unit, current
count, deep = int(sys.argv[1]), int(sys.argv[2])
key = ContentType.objects.first().pk
def nested(depth):
    return nested(depth - 1) if depth else ContentType.objects.filter(pk=key).first()
def timed(unit):
    token = current.set(unit)
    for _ in range(500): nested(deep)
    began = time.process_time()
    for _ in range(count): nested(deep)
    took = time.process_time() - began
    current.reset(token)
    return took / count * 1e6
found = {"without": [], "outside": [], "inside": []}
for _ in range(9):
    recording.remove()
    found["without"].append(timed(None))
    recording.install(os.path.dirname(os.path.abspath(__file__)), lambda unit: None)
    found["outside"].append(timed(None))
    found["inside"].append(timed(Unit("block", "all")))
print(json.dumps(found))
"""


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=20_000)
    parser.add_argument("--deep", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "shop.py"
        program.write_text(_PROGRAM, encoding="utf-8")
        command = [sys.executable, str(program), str(given.queries), str(given.deep)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
    found = {name: min(times) for name, times in json.loads(ran.stdout).items()}
    for name in ("outside", "inside"):
        more = found[name] - found["without"]
        print(f"{name}: {more:+.1f} us a query, {100 * more / found['without']:+.1f} % of {found['without']:.0f} us")
    return 0


if __name__ == "__main__":
    sys.exit(main())
