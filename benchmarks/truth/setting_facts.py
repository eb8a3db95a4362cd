"""Compares settings: what is stated must be the live value, what the environment decides must be read there.

Ours states a setting in one of four ways: `{"value": …}`, `{"choice": […]}`, `{"environment": [NAMES], "default": …}`
(the default may be left out) or `{"unknown": why}`. Inside a value, `{"$environment": NAMES}` and `{"$unknown": why}`
may stand for a part; the rest of it must be right all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.truth.judged import Judged, Row, Verdict, why_unknown

OPEN = ({"$environment"}, {"$unknown"})


def compare_settings(truth: Row, ours: Row) -> Iterator[Judged]:
    """Every setting that the live project set explicitly, and those that only ours states."""
    live = truth["values"]
    for name in sorted(live.keys() | ours.keys()):
        if name not in ours:
            yield Judged("settings", True, name, Verdict.MISSED)
        elif name in live:
            verdict, detail = judge(live[name]["value"], ours[name], truth["environment"])
            yield Judged("settings", True, name, verdict, detail)
        elif ours[name].keys() & {"value", "choice"}:
            yield Judged("settings", True, name, Verdict.INVENTED, shortened(ours[name]))


def judge(live: object, read: Row, environment: dict[str, bool]) -> tuple[Verdict, str]:
    """One setting's verdict and what to say of it."""
    if "value" in read:
        return judge_value(live, read["value"], environment)
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
    return (Verdict.ENVIRONMENT if parts else Verdict.RIGHT), ""


def judge_environment(live: object, read: Row, environment: dict[str, bool]) -> tuple[Verdict, str]:
    """A value that depends on variables: the process must have asked for them, and the default must hold unset."""
    names = read["environment"]
    if not was_read(names, environment):
        return Verdict.UNKNOWN, f"the process never read {', '.join(names) or 'a variable'}"
    unset = not any(environment[name] for name in names)
    if unset and "default" in read and not same(live, read["default"]):
        return Verdict.WRONG, "default " + both(live, read["default"])
    return Verdict.ENVIRONMENT, ""


def was_read(names: list[str], environment: dict[str, bool]) -> bool:
    """Whether the live process asked for every one of these variables."""
    return bool(names) and all(name in environment for name in names)


def same(live: object, read: object) -> bool:
    """Whether two values of JSON agree; a bool is no number, a path is its text, and an open part agrees with all."""
    if is_open(read):
        return True
    live, read = untagged(live), untagged(read)
    if isinstance(live, dict) and isinstance(read, dict):
        return live.keys() == read.keys() and all(same(live[key], read[key]) for key in live)
    if isinstance(live, list) and isinstance(read, list):
        return len(live) == len(read) and all(map(same, live, read))
    return type(live) is type(read) and live == read


def is_open(value: object) -> bool:
    """Whether ours leaves this part of a value open."""
    return isinstance(value, dict) and value.keys() in OPEN


def untagged(value: object) -> object:
    """A path as its text, with forward slashes on every system."""
    if isinstance(value, dict) and value.keys() == {"$path"}:
        return str(value["$path"]).replace("\\", "/")
    return value


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
