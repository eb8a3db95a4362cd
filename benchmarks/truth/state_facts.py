"""Compares the models that our replay of the migrations ends with to those of Django's own, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.truth.judged import Judged, Row, Verdict
from benchmarks.truth.model_facts import Subject, compare_stated, said
from django_pro.facts.migrations.graph import Graph
from django_pro.facts.migrations.states.field import Default, FieldState
from django_pro.facts.migrations.states.model import ModelState, Part, ProjectState
from django_pro.findings.blind import Unknown

ARGUMENTS = (
    "class", "to", "through", "null", "unique", "db_index", "primary_key", "max_length", "max_digits",
    "decimal_places", "db_column", "default", "db_default",
)  # fmt: skip
OPTIONS = ("unique_together", "index_together", "db_table", "managed", "proxy", "bases")


def graph_row(graph: Graph) -> dict[str, list[str]]:
    """Each migration that runs, by label, and what it waits for, in the shape of `states.json`."""
    return {label: sorted(graph.parents(label)) for label in graph.nodes}


def state_rows(state: ProjectState) -> dict[str, Row]:
    """Every model of a state by label, in the shape of `states.json`."""
    return {each.label: model_row(each) for each in state.models.values()}


def model_row(model: ModelState) -> Row:
    """One model of ours."""
    return {
        "fields": {each.name: field_row(each) for each in model.fields.values()},
        "unseen": model.unseen,
        "unique_together": sorted(list(each) for each in model.unique_together),
        "index_together": sorted(list(each) for each in model.index_together),
        "indexes": [part_row(each) for each in model.indexes],
        "constraints": [part_row(each) for each in model.constraints],
        "db_table": known(model.db_table),
        "managed": model.managed,
        "proxy": model.proxy,
        "bases": list(model.bases),
    }


def field_row(field: FieldState) -> Row:
    """One field of ours."""
    plain = ("max_digits", "decimal_places", "db_column")
    return {
        "class": field.class_name.rpartition(".")[2],
        "to": known(field.to),
        "through": known(field.through),
        "null": field.null,
        "unique": field.unique,
        "db_index": field.db_index,
        "primary_key": field.primary_key,
        "max_length": known(field.max_length),
        "default": field.has_default,
        "db_default": field.db_default is not Default.NONE,
        **{name: unknown(name) if name in field.unknown else field.values.get(name) for name in plain},
    }


def part_row(part: Part) -> Row:
    """One index or constraint of ours."""
    return {"class": part.kind, "name": known(part.name), "fields": list(part.fields)}


def known(value: object) -> object:
    """A value of ours, or why there is none."""
    return {"unknown": value.why} if isinstance(value, Unknown) else value


def unknown(name: str) -> Row:
    """What stands for an argument that is no literal."""
    return {"unknown": f"`{name}` is no literal"}


def compare_graphs(live: dict[str, list[str]], read: dict[str, list[str]], own: set[str]) -> Iterator[Judged]:
    """Every migration of the project's own apps, and what it waits for in them."""
    mine = {label for label in live.keys() | read.keys() if label.partition(".")[0] in own}
    for label in sorted(mine):
        if label not in read or label not in live:
            yield Judged("migrations", True, label, Verdict.MISSED if label in live else Verdict.INVENTED)
            continue
        yield Judged("migrations", True, label, Verdict.RIGHT)
        ways = [[each for each in side[label] if each in mine] for side in (live, read)]
        verdict = Verdict.RIGHT if ways[0] == ways[1] else Verdict.WRONG
        yield Judged("dependencies", True, label, verdict, said("waits for", *ways))


def compare_states(live: Iterable[Row], read: dict[str, Row], own: set[str]) -> Iterator[Judged]:
    """Every model of either side that belongs to the project's own apps, then all that belongs to it."""
    truth = {row["label"].lower(): row for row in live if row["label"].partition(".")[0] in own}
    mine = {label: row for label, row in read.items() if label.partition(".")[0] in own}
    for label in sorted(truth.keys() | mine.keys()):
        if label not in truth or label not in mine:
            yield Judged("models", True, label, Verdict.MISSED if label in truth else Verdict.INVENTED)
            continue
        yield Judged("models", True, label, Verdict.RIGHT)
        yield from compare_fields(label, truth[label], mine[label])
        yield from compare_stated(Subject("options", True, label), truth[label], mine[label], parts=OPTIONS)
        for what in ("indexes", "constraints"):
            yield from compare_parts(Subject(what, True, label), truth[label][what], mine[label][what])


def compare_fields(label: str, live: Row, read: Row) -> Iterator[Judged]:
    """Every field of either side; the arguments of each a fact of their own."""
    for name in sorted(live["fields"].keys() | read["fields"].keys()):
        place = f"{label}.{name}"
        if name not in read["fields"]:
            yield Judged("fields", True, place, Verdict.UNKNOWN if name in read["unseen"] else Verdict.MISSED)
        elif name not in live["fields"]:
            yield Judged("fields", True, place, Verdict.INVENTED)
        else:
            yield Judged("fields", True, place, Verdict.RIGHT)
            sides = live["fields"][name], read["fields"][name]
            yield from compare_stated(Subject("arguments", True, place), *sides, parts=ARGUMENTS)


def compare_parts(subject: Subject, live: list[Row], read: list[Row]) -> Iterator[Judged]:
    """Indexes or constraints, by name."""
    truth, mine = {row["name"]: row for row in live}, {str(row["name"]): row for row in read}
    for name in sorted(truth.keys() | mine.keys()):
        if name not in mine or name not in truth:
            yield subject.judged(f" {name}", Verdict.MISSED if name in truth else Verdict.INVENTED)
        else:
            same = truth[name] == mine[name]
            detail = said("it", truth[name], mine[name])
            yield subject.judged(f" {name}", Verdict.RIGHT if same else Verdict.WRONG, detail)
