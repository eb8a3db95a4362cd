"""Compares settings: what is stated must be the live value, what the environment decides must be read there.

Ours states a setting in one of four ways: `{"value": …}`, `{"choice": […]}`, `{"environment": [NAMES], "default": …}`
(the default may be left out) or `{"unknown": why}`; `"perhaps": true` beside it says that it may not be set at all, and
`"files": [NAMES]` beside `environment` that a file of whoever runs the project may decide it too.

Inside a value, `{"$environment": NAMES}` and `{"$unknown": why}` may stand for a part; the rest of it must be right all
the same. `{"$choice": […]}` is one of several, `{"$perhaps": …}` an item or entry that may be missing: a value with such
parts is a choice between values.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TypeGuard

from benchmarks.truth.judged import Judged, Row, Verdict, why_unknown

OPEN = ({"$environment"}, {"$unknown"})
CHOSEN = ({"$choice"}, {"$perhaps"})


def compare_settings(truth: Row, ours: Row) -> Iterator[Judged]:
    """Every setting that the live project set explicitly, and those that only ours states."""
    live = truth["values"]
    for name in sorted(live.keys() | ours.keys()):
        if name not in ours:
            yield Judged("settings", True, name, Verdict.MISSED)
        elif name in live:
            verdict, detail = judge(live[name]["value"], ours[name], truth["environment"])
            yield Judged("settings", True, name, verdict, detail)
        elif ours[name].keys() & {"value", "choice"} and not ours[name].get("perhaps"):
            yield Judged("settings", True, name, Verdict.INVENTED, shortened(ours[name]))


def judge(live: object, read: Row, environment: dict[str, bool]) -> tuple[Verdict, str]:
    """One setting's verdict and what to say of it."""
    if "value" in read:
        verdict, detail = judge_value(live, read["value"], environment)
        return (Verdict.CHOICE if verdict is Verdict.RIGHT and read.get("perhaps") else verdict), detail
    if "choice" in read:
        found = any(same(live, value) for value in read["choice"])
        return (Verdict.CHOICE, "") if found else (Verdict.WRONG, both(live, read["choice"]))
    if "environment" in read:
        return judge_environment(live, read, environment)
    return Verdict.UNKNOWN, why_unknown(read) or ""


def judge_value(live: object, read: object, environment: dict[str, bool]) -> tuple[Verdict, str]:
    """A stated value; one with open parts is right where it is stated, and counts as what its parts are."""
    if not same(live, read):
        return Verdict.WRONG, both(live, read)
    parts = list(open_parts(read))
    for part in parts:
        if "$unknown" in part or not was_read(part["$environment"], environment):
            return Verdict.UNKNOWN, f"a part: {shortened(part)}"
    if parts:
        return Verdict.ENVIRONMENT, ""
    return (Verdict.CHOICE if has_choice(read) else Verdict.RIGHT), ""


def judge_environment(live: object, read: Row, environment: dict[str, bool]) -> tuple[Verdict, str]:
    """A value that depends on variables: the process must have asked for them, and the default must hold unset.

    What a file decides alone must be the default: the lab wrote no such file that is not read.
    """
    names = read["environment"]
    if read.get("files") and not names:
        default = "default" in read and same(live, read["default"])
        return (Verdict.ENVIRONMENT, "") if default else (Verdict.UNKNOWN, f"read from {', '.join(read['files'])}")
    if not was_read(names, environment):
        return Verdict.UNKNOWN, f"the process never read {', '.join(names) or 'a variable'}"
    unset = not any(environment.get(name) for name in names)
    if unset and "default" in read and not same(live, read["default"]):
        return Verdict.WRONG, "default " + both(live, read["default"])
    return Verdict.ENVIRONMENT, ""


def was_read(names: list[str], environment: dict[str, bool]) -> bool:
    """Whether the live process asked for one of these variables; those of ways not taken it never asks for."""
    return any(name in environment for name in names)


def same(live: object, read: object) -> bool:
    """Whether two values of JSON agree; a bool is no number, a path is its text, and an open part agrees with all."""
    if is_open(read):
        return True
    if is_chosen(read):
        return any(same(live, each) for each in read.get("$choice", ()))
    live, read = untagged(live), untagged(read)
    if isinstance(live, dict) and isinstance(read, dict):
        return same_entries(live, read)
    if isinstance(live, list) and isinstance(read, list):
        return same_items(live, read)
    if isinstance(live, str) and isinstance(read, str):
        return resolved(live) == resolved(read)
    return type(live) is type(read) and live == read


def same_entries(live: Row, read: Row) -> bool:
    """Whether two mappings agree, entries that may be missing left out where they are."""
    sure = {key for key, value in read.items() if not is_perhaps(value)}
    if not sure <= live.keys() <= read.keys():
        return False
    return all(same(live[key], certain(read[key])) for key in live)


def same_items(live: list[object], read: list[object]) -> bool:
    """Whether two lists agree in order, items that may be missing left out where they are."""
    waiting = [(0, 0)]
    seen = set(waiting)
    while waiting:
        here, there = waiting.pop()
        if there == len(read):
            if here == len(live):
                return True
            continue
        steps = [(here, there + 1)] if is_perhaps(read[there]) else []
        if here < len(live) and same(live[here], certain(read[there])):
            steps.append((here + 1, there + 1))
        waiting.extend(step for step in steps if step not in seen)
        seen.update(steps)
    return False


def is_chosen(value: object) -> TypeGuard[Row]:
    """Whether a value is one of several, or may be missing."""
    return isinstance(value, dict) and value.keys() in CHOSEN


def is_perhaps(value: object) -> bool:
    """Whether a part of a value may be missing."""
    return isinstance(value, dict) and value.keys() == {"$perhaps"}


def certain(value: object) -> object:
    """A part of a value, as it is where it is not missing."""
    return value["$perhaps"] if isinstance(value, dict) and is_perhaps(value) else value


def has_choice(value: object) -> bool:
    """Whether some part of a value is one of several, or may be missing."""
    if isinstance(value, list):
        return any(map(has_choice, value))
    return isinstance(value, dict) and (is_chosen(value) or any(map(has_choice, value.values())))


def is_open(value: object) -> bool:
    """Whether ours leaves this part of a value open."""
    return isinstance(value, dict) and value.keys() in OPEN


def untagged(value: object) -> object:
    """A path as its text, with forward slashes on every system."""
    if isinstance(value, dict) and value.keys() == {"$path"}:
        return str(value["$path"]).replace("\\", "/")
    return value


def resolved(text: str) -> str:
    """A path without its `..`; any other text as it is."""
    if not text.startswith("/") or "/.." not in text:
        return text
    return posixpath.normpath(text) + ("/" if text.endswith("/") else "")


def open_parts(value: object) -> Iterator[Row]:
    """The parts of a value that ours leaves open."""
    if isinstance(value, list):
        for item in value:
            yield from open_parts(item)
    elif isinstance(value, dict):
        if is_open(value):
            yield value
        else:
            yield from open_parts(list(value.values()))


def both(live: object, read: object) -> str:
    """Both sides of a difference, shortened."""
    return f"Django {shortened(live)}, we {shortened(read)}"


def shortened(value: object, length: int = 200) -> str:
    """A value's text, not over `length` characters."""
    text = repr(value)
    return text if len(text) <= length else text[: length - 1] + "…"
