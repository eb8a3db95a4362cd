"""Drift parity: the missing migrations that we name, beside what the project's own `makemigrations --check` would write.

    python -m benchmarks.drift_parity LAB [--only NAME]… [--differences]

`LAB` is the folder that `benchmarks/truth/install.py` filled. Each project is asked as it stands and after each of the
edits of `truth/edits.py`, made in its tree and taken back; `LAB/NAME/drift/EDIT.json` keeps Django's answer and
`LAB/NAME/makemigrations-EDIT.txt` its words. Compared are apps, and models with their fields.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.state_parity import asked
from benchmarks.truth.edits import EDITS, Change, candidates, choices, edited
from benchmarks.truth.install import InstallError, Place, places
from benchmarks.truth.judged import Judged, Row, Verdict, tally
from benchmarks.truth.ours import open_project
from django_pro.cli.main import DEPTH
from django_pro.facts.migrations.drift import Drifting
from django_pro.findings.site import Verdict as Said
from django_pro.rules.migrations.model_drift import check
from django_pro.rules.reviewed import Reviewed

TABLES = ("apps", "parts")
#: So many classes are tried for an edit that the project has to survive.
TRIED = 12
Key = tuple[str, str, str]


def answered(place: Place, edit: str, change: Change) -> Row | None:
    """What Django says of the edited tree, None where it does not start; kept, with the edit, once it was asked."""
    file = place.folder / "drift" / f"{edit}.json"
    file.parent.mkdir(exist_ok=True)
    try:
        asked(place, file)
    except InstallError:
        return None
    found: Row = msgspec.json.decode(file.read_bytes())
    texts = {str(each.relative_to(place.source)): text for each, text in change.items()}
    file.write_bytes(msgspec.json.encode({**found, "edit": texts}))
    shown = "\n".join(f"# {each}" for each in texts)
    (place.folder / f"makemigrations-{edit}.txt").write_text(f"{shown}\n{found['said']}", encoding="utf-8")
    return found


def known(place: Place, edit: str) -> tuple[Row, Change] | None:
    """What Django said before, and of which edit."""
    file = place.folder / "drift" / f"{edit}.json"
    if not file.exists():
        return None
    found: Row = msgspec.json.decode(file.read_bytes())
    return (found, {place.source / name: text for name, text in found["edit"].items()}) if "edit" in found else None


def keys(row: Row, own: set[str]) -> set[Key]:
    """The parts that Django's operations are about; those of a model that comes or goes stand for the model."""
    made = {
        (each["app"], each["model"]) for each in row["changes"] if each["operation"] in ("CreateModel", "DeleteModel")
    }
    return {
        (each["app"], each["model"], "" if (each["app"], each["model"]) in made else (each["field"] or "").lower())
        for each in row["changes"]
        if each["app"] in own
    }


def ours(place: Place) -> tuple[set[Key], set[str]]:
    """The parts that we name, and the apps of which we say that we cannot tell."""
    review = Reviewed(open_project(place.root, place.python, place.recipe.settings))
    unknown = {site.key.partition(".")[0] for site in check.check(review) if site.verdict is Said.UNKNOWN}
    drifts = Drifting(review.models, review.history).all()
    return {(each.app.lower(), each.model.lower(), each.field.lower()) for each in drifts}, unknown


def compare(edit: str, truth: set[Key], mine: set[Key], unknown: set[str]) -> Iterator[Judged]:
    """Every app and every part that either side names."""
    for what, live, read in (("apps", {key[:1] for key in truth}, {key[:1] for key in mine}), ("parts", truth, mine)):
        for key in sorted(live | read):
            verdict = (
                Verdict.RIGHT if key in live and key in read else Verdict.MISSED if key in live else Verdict.INVENTED
            )
            yield Judged(what, True, f"{edit}: {'.'.join(key)}", Verdict.UNKNOWN if key[0] in unknown else verdict)


def judge(place: Place) -> Iterator[Judged]:
    """Ask both sides of the tree as it stands and of each edited one."""
    before = known(place, "none")
    plain = before[0] if before else answered(place, "none", {})
    if plain is None:
        print(f"{place.recipe.name}: does not start", file=sys.stderr)
        return
    own = set(plain["apps"])
    yield from compare("none", keys(plain, own), *ours(place))
    names = frozenset(
        row["label"].rpartition(".")[2] for row in plain["models"] if row["label"].partition(".")[0] in own
    )
    found = list(candidates(place.root, names))
    for edit in EDITS:
        answer = known(place, edit) or first(place, edit, list(choices(edit, found))[:TRIED], keys(plain, own))
        if answer is None:
            print(f"{place.recipe.name}: no {edit} edit that it survives", file=sys.stderr)
            continue
        with edited(answer[1]):
            yield from compare(edit, keys(answer[0], own), *ours(place))


def first(place: Place, edit: str, tried: list[Change], before: set[Key]) -> tuple[Row, Change] | None:
    """Ask of the edits until the project survives one that Django sees."""
    for change in tried:
        with edited(change):
            truth = answered(place, edit, change)
        if truth is not None and keys(truth, set(truth["apps"])) != before:
            return truth, change
    (place.folder / "drift" / f"{edit}.json").unlink(missing_ok=True)
    return None


def main() -> int:
    """Print a table for each project and for all; 2 when there was nothing to compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--differences", action="store_true", help="every part that only one side names")
    options = parser.parse_args()
    sys.setrecursionlimit(DEPTH)
    whole: list[Judged] = []
    for place in (each for each in places(options.lab, options.only) if each.python.exists()):
        rows = list(judge(place))
        whole += rows
        print(
            "\n".join([place.recipe.name, *lines(rows), *(differences(rows) if options.differences else ())]),
            flush=True,
        )
    print("\n".join(["all", *lines(whole)]))
    return 0 if whole else 2


def lines(rows: list[Judged]) -> Iterator[str]:
    """The table of one project, or of all."""
    for what in TABLES:
        counted = tally(rows, what)
        others = "  ".join(
            f"{name} {counted.counts[name]}" for name in (Verdict.MISSED, Verdict.INVENTED, Verdict.UNKNOWN)
        )
        yield f"  {what:8}{counted.right:>5} / {counted.total:<5} {others}"


def differences(rows: list[Judged]) -> Iterator[str]:
    """One line for each part that only one side names."""
    return (f"  {row.verdict:9}{row.what}: {row.name}" for row in rows if row.verdict is not Verdict.RIGHT)


if __name__ == "__main__":
    sys.exit(main())
