"""Review a folder with django-orm-lens, found on the path.

    python -P -m benchmarks.peers.orm_lens [--confidence high] --output-format json FOLDER

It names the loop's line and all relations that are read in the loop: each of them is a finding here.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from benchmarks.peers.answer import Said, answered, asked, ran


def said(printed: str) -> Iterator[Said]:
    """Yield the warnings in what `nplusone --format json` prints."""
    for row in json.loads(printed):
        for access in row["accessed"]:
            relation = access.replace(".", "__")
            yield Said("orm-lens", row["file"], row["line"], relation, f"{row['loop_var']}.{access}")


def main() -> None:
    """Ask for all that it finds, or for what it is sure of."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--confidence", choices=("high", "medium", "all"), default="all")
    arguments = asked(parser)
    command = ["django-orm-lens", "nplusone", "--exit-zero", "--format", "json", "--path", "."]
    answered(said(ran([*command, "--confidence", arguments.confidence], arguments.tree)))


if __name__ == "__main__":
    main()
