"""Review a folder with djch, found on the path: `python -P -m benchmarks.peers.djch --output-format json FOLDER`.

It prints `shop/views.py:14:68: [N+1] book.author.country`, the place of the access; the first name is the row.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from benchmarks.peers.answer import Said, answered, asked, ran

_LINE = re.compile(r"(?P<path>[^\n]+?):(?P<line>\d+):\d+: \[N\+1\] (?P<access>[^\n]*\S)")


def said(printed: str) -> Iterator[Said]:
    """Yield the warnings in what djch prints."""
    for match in _LINE.finditer(printed):
        path, access = match["path"].removeprefix("./"), match["access"]
        _, _, relation = access.partition(".")
        yield Said("djch", path, int(match["line"]), relation.replace(".", "__"), access)


if __name__ == "__main__":
    answered(said(ran(["djch", "check"], asked(argparse.ArgumentParser(description=__doc__)).tree)))
