"""Compare django-pro with its peers and print one table, in Markdown.

    python3 -m venv PEERS && PEERS/bin/pip install -r benchmarks/peers/requirements.txt
    PYTHONPATH=src python -m benchmarks.peers.compare --peers PEERS [--bench FOLDER --clones DIR] [--only NAME…] [--list]

Run from the repository's root by an interpreter that has django-pro's packages. The first columns are of the probe
(`tests/probe`); the others need a folder of labelled cases and clones of their projects (see `labelled.py`). `--list`
names, on standard error, the variants that each tool misses and those that it is wrong about.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.probe.variants import variants

from benchmarks.peers.labelled import Bench, score
from benchmarks.peers.probing import ROOT, read, watched
from benchmarks.peers.tools import READERS, WATCHERS, Reader, Watcher

COLUMNS = (
    "tool",
    "probe: bad caught",
    "probe: safe alarmed",
    "cases hit",
    "hits quiet after the fix",
    "alarms on negatives",
)


@dataclass(frozen=True)
class Setting:
    """What all tools are run with."""

    peers: Path
    bench: Bench | None
    told: bool

    @property
    def environment(self) -> dict[str, str]:
        """Return variables by which the peers' programs and this repository's modules are found from any folder."""
        own = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        path = os.pathsep.join((str(self.peers / "bin"), own.get("PATH", "")))
        modules = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        return own | {"PATH": path, "PYTHONPATH": modules, "PYTHONDONTWRITEBYTECODE": "1"}


def main() -> None:
    """Print the table, a row as soon as it is known."""
    setting, only = _asked()
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    for tool in (*READERS, *WATCHERS):
        if tool.name in only:
            print(f"| {' | '.join((tool.name, *_cells(tool, setting)))} |", flush=True)


def _asked() -> tuple[Setting, list[str]]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, required=True, help="the virtual environment of the peers")
    parser.add_argument("--bench", type=Path, help="a folder of labelled cases and their scorer")
    parser.add_argument("--clones", type=Path, help="the clones of the cases' projects")
    names = [each.name for each in (*READERS, *WATCHERS)]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help="only these tools")
    parser.add_argument("--list", action="store_true", help="name the variants on which a tool is wrong")
    arguments = parser.parse_args()
    bench = Bench(arguments.bench.resolve(), arguments.clones.resolve()) if arguments.bench else None
    return Setting(arguments.peers.absolute(), bench, arguments.list), arguments.only


def _cells(tool: Reader | Watcher, setting: Setting) -> Iterator[str]:
    alarmed = read(tool, setting.environment) if isinstance(tool, Reader) else watched(tool, setting.peers)
    for kind in ("bad", "safe"):
        names = {each.name for each in variants() if each.kind == kind}
        yield _part(len(names & alarmed), len(names))
    if setting.told:
        _tell(tool.name, alarmed)
    if isinstance(tool, Watcher) or not setting.bench:
        yield from ("-",) * 3
        return
    reached = score(tool.command, setting.bench, setting.environment)
    broken = f" ({reached.broken} reviews broke)" if reached.broken else ""
    yield _part(reached.hits, reached.cases) + broken
    yield f"{reached.quiet} / {reached.hits}"
    yield f"{reached.alarms} / {reached.negatives}"


def _part(some: int, every: int) -> str:
    return f"{some} / {every} ({some / max(every, 1):.1%})"


def _tell(name: str, alarmed: frozenset[str]) -> None:
    for each in variants():
        if (each.name in alarmed) != (each.kind == "bad"):
            print(f"{name}: {'missed' if each.kind == 'bad' else 'false'} {each.name} {each.path}", file=sys.stderr)


if __name__ == "__main__":
    main()
