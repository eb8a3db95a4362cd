"""One case compared: what was measured, column by column, beside what our facts say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from benchmarks.locks.cases import HERE
from benchmarks.locks.said import Said
from django_pro.facts.migrations.effects import Action, Break, Effect, Mode, Reverse

Row = dict[str, Any]
"""A row of `measure_locks.py`; JSON has no narrower type."""
COLUMNS = ("lock", "rewrite", "scan", "breaks", "reverse", "fails", "sqlite")
#: How the rows write locks.
MODES = {
    "RS": Mode.ROW_SHARE, "RE": Mode.ROW_EXCLUSIVE, "SUE": Mode.SHARE_UPDATE_EXCLUSIVE, "S": Mode.SHARE,
    "SRE": Mode.SHARE_ROW_EXCLUSIVE, "AE": Mode.ACCESS_EXCLUSIVE,
}  # fmt: skip
#: What the release before is probed with, as the rows write it.
PROBES = {
    Action.SELECT: "select", Action.INSERT: "insert", Action.UPDATE: "update", Action.DELETE: "delete",
    Action.RELATION: "m2m", Action.INSERT_NULL: "insert_nulls", Action.INSERT_EDGE: "insert_edge",
    Action.INSERT_DUPLICATE: "insert_duplicate",
}  # fmt: skip
#: Tables with too few rows for a scan to be seen.
SMALL = frozenset({"t.tag", "t.shelf"})


class Outcome(StrEnum):
    """What a comparison says; `SETTLED` is a difference that is explained, `NONE` that there is nothing to compare."""

    AGREE = "agree"
    SETTLED = "settled"
    DIFFER = "differ"
    NONE = "not measured"


@dataclass(frozen=True)
class Compared:
    """One column of one case."""

    case: str
    column: str
    outcome: Outcome
    measured: str
    ours: str
    why: str = ""


def compared(row: Row, said: Said) -> Iterator[Compared]:
    """Yield each column of a case; of one that failed, only that it did."""
    measured, ours = _measured(row, said.labels), _ours(row, said)
    reasons = _reasons("settled.toml" if "error_on_hostile" in row else "settled_before.toml")
    for column in measured:
        if row["error"] and column != "fails":
            yield Compared(row["case"], column, Outcome.NONE, "", "")
            continue
        wanted, told = measured[column], ours[column]
        why = reasons.get((row["case"], column), "")
        outcome = Outcome.AGREE if wanted == told else Outcome.SETTLED if why else Outcome.DIFFER
        yield Compared(row["case"], column, outcome, wanted, told, why)


def on_sqlite(row: Row, said: Said) -> Compared:
    """Compare the tables that Django makes anew on SQLite, where the row tells of them."""
    remade = row.get("sqlite_remakes")
    here = frozenset(said.labels.values())
    ours = _listed(said.effect.rewrites & here)
    if remade is None:
        return Compared(row["case"], "sqlite", Outcome.NONE, "", ours)
    wanted = _listed({said.labels.get(table, table) for table in remade} & here)
    return Compared(row["case"], "sqlite", Outcome.AGREE if wanted == ours else Outcome.DIFFER, wanted, ours)


def _measured(row: Row, labels: Mapping[str, str]) -> Mapping[str, str]:
    broken = {name.removesuffix(".tags") for name in row["old_code_breaks"]}
    return {
        "lock": _listed(f"{labels[table]} {MODES[mode].title}" for table, mode in row["locks"].items()),
        "rewrite": _listed(labels[table] for table in row["rewrites"]),
        "scan": _listed(labels[table] for table in row["rows_scanned"]),
        "breaks": _listed(_plain(broken)),
        "reverse": _undone(row),
        "fails": _failed(row),
    }


def _ours(row: Row, said: Said) -> Mapping[str, str]:
    effect, here = said.effect, frozenset(said.labels.values())
    unprobed = frozenset() if "error_on_hostile" in row else frozenset({Action.INSERT_DUPLICATE})
    known = (each for each in effect.old if each.model in here and each.action not in unprobed and _is_probed(each))
    broken = {f"{each.model.rpartition('.')[2].title()}.{PROBES[each.action]}" for each in known}
    return {
        "lock": _listed(f"{table} {mode.title}" for table, mode in effect.locks().items() if table in here),
        "rewrite": _listed(effect.rewrites & here),
        "scan": _listed((effect.scans & here) - SMALL),
        "breaks": _listed(_plain(broken)),
        "reverse": effect.reverse,
        "fails": _fails(row, effect),
    }


def _is_probed(each: Break) -> bool:
    return each.action is not Action.DELETE or each.model in ("t.book", "t.review")


def _failed(row: Row) -> str:
    """Whether it failed; with `error_on_hostile` it was tried on rows too that break what can be broken."""
    return "yes" if row["error"] else "some rows" if row.get("error_on_hostile") else "no"


def _fails(row: Row, effect: Effect) -> str:
    """Whether we say that it fails: what some rows make fail is held for right where none was tried, or one did."""
    if effect.fails and not effect.sure:
        return "some rows" if row.get("error_on_hostile", "") is None else _failed(row)
    return "yes" if effect.sure else "no"


def _plain(broken: set[str]) -> Iterator[str]:
    """Yield what breaks, without what breaks because any INSERT does, or because no row is found to begin with."""
    for name in broken:
        model, _, probe = name.partition(".")
        needed = "insert" if probe.startswith("insert_") else "select" if probe == "m2m" else ""
        if f"{model}.{needed}" not in broken:
            yield name


def _undone(row: Row) -> str:
    if row["reversible_flag"] is False:
        return Reverse.NO
    if row["reverse_error"]:
        return Reverse.FAILS
    return Reverse.LOSES_DATA if row["reverse_data_diff"] else Reverse.YES


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "-"


@cache
def _reasons(file: str) -> Mapping[tuple[str, str], str]:
    """Return why a measured row says something else: by case and column."""
    stated = tomllib.loads((HERE / file).read_text(encoding="utf-8"))
    return {(case, column): why for case, columns in stated.items() for column, why in columns.items()}
