"""A rehearsal for programs."""

from __future__ import annotations

import msgspec

from django_pro import __version__
from django_pro.rehearsal.rehearsal import Rehearsal


def write_json(found: Rehearsal, most: float) -> str:
    """Return the rehearsal as JSON; times are milliseconds, sizes bytes."""
    made = {
        "version": __version__,
        "prepared": found.prepared,
        "filled": found.filled,
        "unfilled": found.unfilled,
        "max_stall": most,
        "passes": found.passes(most),
        "failed": found.failed,
        "migrations": [
            {
                "migration": each.label,
                "stall": each.stall,
                "migrated": each.migrated,
                "met": each.met,
                "behind_reader": each.behind,
                "reversed": each.reversed,
                "rolled": each.rolled,
            }
            for each in found.migrations
        ],
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"
