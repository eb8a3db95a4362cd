#!/usr/bin/env python3
"""What the recorder costs a project's own tests: their time without it and with it, three times in turn.

    suite_overhead.py PROJECT -- COMMAND…

Prints both lists in seconds, and the ratio of the shortest of each.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django_pro.verifying.shadow import Shadow


def took(root: Path, command: list[str], environment: dict[str, str]) -> float:
    """Return how long a command takes in a folder, in seconds."""
    began = time.monotonic()
    subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)
    return time.monotonic() - began


def recorded(root: Path, command: list[str]) -> float:
    """Return how long it takes under the recorder."""
    with tempfile.TemporaryDirectory() as folder:
        shadow = Shadow(Path(folder) / "shadow")
        shadow.folder.mkdir()
        shadow.write(root)
        return took(root, command, shadow.environment(root, measured=False))


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    root = given.project.resolve()
    pairs = [(took(root, given.command, dict(os.environ)), recorded(root, given.command)) for _ in range(3)]
    bare, watched = ([round(each, 1) for each in times] for times in zip(*pairs, strict=True))
    print(f"bare {bare}, recorded {watched}, ratio {min(watched) / min(bare):.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
