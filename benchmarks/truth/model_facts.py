"""Compares models, fields, relations, reverse accessors and managers, name by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.truth.judged import Judged, Row, Verdict, tail, why_unknown

Differ = Callable[[Row, Row], Iterator[str]]

FIELD_ARGUMENTS = ("null", "unique", "db_index", "primary_key", "attname", "column")
META_PARTS = (
    "db_table", "ordering", "unique_together", "indexes", "constraints", "proxy", "managed", "default_manager",
)  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """What is compared: a table's name, whether it is the project's own, and the model or field it belongs to."""

    what: str
    own: bool
    label: str

    def judged(self, name: str, verdict: Verdict, detail: str = "") -> Judged:
        """A verdict on a part of it."""
        return Judged(self.what, self.own, self.label + name, verdict, detail)


def compare_models(truth: list[Row], ours: list[Row]) -> Iterator[Judged]:
    """Every model of either side, then all that belongs to it; a missing model's parts are missed with it."""
    live = {row["label"]: row for row in truth}
    read = {row["label"]: row for row in ours}
    for label in sorted(live.keys() | read.keys()):
        own = (live.get(label) or read[label]).get("own", True)
        models = Subject("models", own, label)
        if label not in live:
            yield models.judged("", Verdict.INVENTED)
            continue
        yield models.judged("", Verdict.RIGHT if label in read else Verdict.MISSED)
        yield from compare_stated(Subject("meta", own, label), live[label], read.get(label, {}), parts=META_PARTS)
        yield from compare_fields(live[label], read.get(label, {}))
        yield from compare_ways(live[label], read.get(label, {}))


def compare_fields(live: Row, read: Row) -> Iterator[Judged]:
    """One model's fields and relations, and the arguments that ours states of them."""
    label, own = live["label"], live["own"]
    for what, kind in (("fields", "field"), ("relations", "relation")):
        both = named(live["fields"], kind), named(read.get("fields", []), kind)
        yield from compare_named(Subject(what, own, label), *both, differ=field_differences)
        for name in sorted(both[0].keys() & both[1].keys()):
            subject = Subject("field arguments", own, f"{label}.{name}")
            yield from compare_stated(subject, both[0][name], both[1][name], parts=FIELD_ARGUMENTS)


def compare_ways(live: Row, read: Row) -> Iterator[Judged]:
    """One model's reverse accessors and managers."""
    label, own = live["label"], live["own"]
    hidden = {row["accessor"] for row in live["reverse"] if not row["descriptor"]}
    accessors = [
        {row["accessor"]: row for row in side.get("reverse", []) if row["accessor"] not in hidden}
        for side in (live, read)
    ]
    yield from compare_named(Subject("reverse", own, label), *accessors, differ=reverse_differences)
    managers = live["managers"], read.get("managers", {})
    yield from compare_named(Subject("managers", own, label), *managers, differ=manager_differences)


def named(fields: list[Row], kind: str) -> dict[str, Row]:
    """The fields of one kind by name."""
    return {row["name"]: row for row in fields if row["kind"] == kind}


def compare_named(subject: Subject, live: dict[str, Row], read: dict[str, Row], *, differ: Differ) -> Iterator[Judged]:
    """Every name of either side; `differ` says how two rows of one name differ."""
    for name in sorted(live.keys() | read.keys()):
        place = f".{name}"
        if name not in read:
            yield subject.judged(place, Verdict.MISSED)
        elif name not in live:
            yield subject.judged(place, Verdict.INVENTED)
        elif unknown := [why for part in read[name].values() if (why := why_unknown(part))]:
            yield subject.judged(place, Verdict.UNKNOWN, "; ".join(unknown))
        elif wrong := list(differ(live[name], read[name])):
            yield subject.judged(place, Verdict.WRONG, "; ".join(wrong))
        else:
            yield subject.judged(place, Verdict.RIGHT)


def compare_stated(subject: Subject, live: Row, read: Row, *, parts: tuple[str, ...]) -> Iterator[Judged]:
    """Those parts of a row that ours states at all, each a fact of its own."""
    for part in parts:
        place = f" {part}"
        if part not in read:
            continue
        if why := why_unknown(read[part]):
            yield subject.judged(place, Verdict.UNKNOWN, why)
        elif live[part] == read[part]:
            yield subject.judged(place, Verdict.RIGHT)
        else:
            yield subject.judged(place, Verdict.WRONG, said(part, live[part], read[part]))


def said(part: str, live: object, read: object) -> str:
    """Both sides of a difference."""
    return f"{part}: Django {live!r}, we {read!r}"


def field_differences(live: Row, read: Row) -> Iterator[str]:
    """Class, target, cardinality and `through` model."""
    if tail(live["class"]) != tail(read.get("class")):
        yield said("class", live["class"], read.get("class"))
    for part in ("related", "cardinality", "through"):
        if live[part] != read.get(part):
            yield said(part, live[part], read.get(part))


def reverse_differences(live: Row, read: Row) -> Iterator[str]:
    """The model and field it comes from, its name in lookups and its cardinality."""
    for part in ("related", "field", "query", "cardinality"):
        if live[part] != read.get(part):
            yield said(part, live[part], read.get(part))


def manager_differences(live: Row, read: Row) -> Iterator[str]:
    """Its class; one that `from_queryset` made counts as told when its queryset's class is."""
    made = "From" in tail(live["class"]) and live["class"].startswith("django.db.models.manager.")
    if made and tail(live["queryset"]) == tail(read.get("queryset")):
        return
    if tail(live["class"]) != tail(read.get("class")):
        yield said("class", live["class"], read.get("class"))
