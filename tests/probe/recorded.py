"""Run every variant under the recorder at two row counts and print which lines ask more for more rows.

    PYTHONPATH=src python -m tests.probe.recorded [--table] [VARIANT…]

Runs with any Django that the probe project is installed beside; `--table` prints where the recorder is wrong.
"""

from __future__ import annotations

import json
import sys

from tests.probe.measure import FEW, MANY, runner, start
from tests.probe.variants import PROJECT, Variant, variants

Grown = dict[str, list[tuple[str, int, str]]]


def main() -> None:
    """Print the lines of all variants, or of those that are named."""
    names = [each for each in sys.argv[1:] if each != "--table"]
    start()
    chosen = [each for each in variants() if not names or each.name in names]
    grown = recorded(chosen)
    print("\n".join(table(chosen, grown)) if "--table" in sys.argv else json.dumps(grown))


def recorded(chosen: list[Variant]) -> Grown:
    """Return of each variant the lines that asked more often with more rows: path, line and relation."""
    from tests.probe.filling import fill

    counts: dict[str, list[dict[tuple[str, int, str], int]]] = {each.name: [] for each in chosen}
    fill(1)
    for each in tuple(chosen):
        try:
            _sites(each)
        except (AttributeError, ImportError, RuntimeError, TypeError) as error:  # what another Django does not have
            print(f"{each.name} does not run here: {error}", file=sys.stderr)
            chosen.remove(each)
            del counts[each.name]
    for rows in (FEW, MANY):
        fill(rows)
        for each in chosen:
            counts[each.name].append(_sites(each))
    return {
        name: sorted(site for site, times in many.items() if times > few.get(site, 0))
        for name, (few, many) in counts.items()
    }


def _sites(variant: Variant) -> dict[tuple[str, int, str], int]:
    """Return how often each line asked the same; what was written is taken back."""
    from django.db import transaction

    from django_pro.recorder import record

    run = runner(variant)
    with transaction.atomic():
        with record(variant.name, str(PROJECT)) as found:
            run()
        transaction.set_rollback(True)
    sites: dict[tuple[str, int, str], int] = {}
    for (_, site), made in found.unit.made.items():
        key = (site.path, site.line, site.relation)
        sites[key] = max(sites.get(key, 0), made.count)
    return sites


def is_named(sites: list[tuple[str, int, str]]) -> bool:
    """Whether one of the lines is the project's own: of the variant, or of what it calls."""
    return any(path for path, *_ in sites)


def table(chosen: list[Variant], grown: Grown) -> list[str]:
    """Return the lines that tell how often the recorder is right, and where it is not."""
    lines: list[str] = []
    for kind, right in (("bad", True), ("safe", False)):
        own = [each for each in chosen if each.kind == kind]
        wrong = [each for each in own if is_named(grown[each.name]) is not right]
        lines.append(f"{kind}: {len(own) - len(wrong)} of {len(own)}")
        lines.extend(f"  {each.name} ({each.path}): {grown[each.name] or 'nothing grew'}" for each in wrong)
    return lines


if __name__ == "__main__":
    main()
