"""Asks ty and Pyrefly what the attributes of a project's models are, and counts the answers that Django confirms.

    python -m benchmarks.truth.peers LAB --only NAME… [--models 40]

Both get what they document for Django: the project's packages and `django-stubs`, in an environment of their own
(`LAB/NAME/peers`). Every field, `…_id` attribute, relation and reverse accessor of the sampled models is asked by
`reveal_type`. An answer is right when it names the model the relation leads to, or the Python type of the column. Needs
`uv`, `ty` and `pyrefly` on the path.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.truth.install import Place, places, run
from benchmarks.truth.judged import Row, tail

PYTHON_TYPES = {
    "str": ("CharField", "TextField", "SlugField", "EmailField", "URLField"),
    "int": (
        "AutoField", "BigAutoField", "IntegerField", "BigIntegerField", "PositiveIntegerField", "SmallIntegerField",
        "PositiveSmallIntegerField",
    ),
    "bool": ("BooleanField",),
    "datetime": ("DateTimeField",),
    "date": ("DateField",),
    "UUID": ("UUIDField",),
    "Decimal": ("DecimalField",),
    "float": ("FloatField",),
}  # fmt: skip
TYPE_OF = {f"django.db.models.fields.{field}": kind for kind, found in PYTHON_TYPES.items() for field in found}
SAYS = {
    "ty": re.compile(r"probe\.py:(\d+):.*Revealed type: `(.*)`"),
    "pyrefly": re.compile(r"probe\.py:(\d+):.*revealed type: (.*) \[reveal-type\]"),
}


@dataclass(frozen=True)
class Question:
    """One attribute of one model: `kind` is its table, `words` are what a right answer names, any of them."""

    model: Row
    attribute: str
    kind: str
    words: frozenset[str]


def questions(model: Row) -> Iterator[Question]:
    """All that is asked of one model; columns of the project's own field classes are left out, their type is free."""
    for field in model["fields"]:
        if field["related"]:
            kind = "many relations" if field["cardinality"] == "many_to_many" else "relations"
            yield Question(model, field["name"], kind, frozenset({tail(field["related"])}))
            if field["cardinality"] in ("many_to_one", "one_to_one"):
                yield Question(model, field["attname"], "key attributes", frozenset({"int", "str", "UUID"}))
        elif field["class"] in TYPE_OF:
            yield Question(model, field["name"], "columns", frozenset({TYPE_OF[field["class"]]}))
    for row in model["reverse"]:
        if row["descriptor"]:
            yield Question(model, row["accessor"], "reverse", frozenset({tail(row["related"])}))


def sample(truth: Row, count: int) -> list[Row]:
    """Evenly spaced models of the project's own that can be imported by name."""
    models = [row for row in truth["models"] if row["own"] and not row["auto_created"] and importable(row)]
    step = max(1, len(models) // count)
    return models[::step][:count]


def importable(model: Row) -> bool:
    """Whether the class stands at the top of its module, under its own name."""
    return "." not in model["class"] and not model["class"].startswith("Historical")


def probe(asked: list[Question]) -> str:
    """A module with two lines a question, the second with its `reveal_type`."""
    lines = ["from typing import reveal_type"]
    for number, question in enumerate(asked):
        module, name = question.model["module"], question.model["class"]
        lines.append(f"import {module} as m{number}")
        lines.append(f"def ask{number}(row: m{number}.{name}) -> None: reveal_type(row.{question.attribute})")
    return "\n".join(lines) + "\n"


def prepare(place: Place) -> Path:
    """Make the environment with the stubs and the project's packages; returns its interpreter."""
    folder, log = place.folder / "peers", place.folder / "peers.log"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        run("uv", "venv", "--quiet", "--clear", "--python", place.python, folder, log=log)
        stubs = ("django-stubs", "types-pyyaml")
        run("uv", "pip", "install", "--python", python, "--no-deps", *stubs, log=log)
        (purelib(python) / "project.pth").write_text(f"{purelib(place.python)}\n", encoding="utf-8")
        (folder / "ready").touch()
    return python


def purelib(python: Path) -> Path:
    """The site-packages of an interpreter."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    said = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return Path(said.stdout.strip())


def ask(peer: str, place: Place, asked: list[Question]) -> dict[int, str]:
    """The peer's answer to each question that it answers at all, by the question's number."""
    python = prepare(place)
    folder = place.folder / "probe"
    folder.mkdir(exist_ok=True)
    file = folder / "probe.py"
    file.write_text(probe(asked), encoding="utf-8")
    paths = [str((place.source / entry).resolve()) for entry in place.recipe.path]
    done = subprocess.run(
        command(peer, python, paths, file), capture_output=True, text=True, timeout=900, check=False, cwd=folder
    )
    return {(int(line) - 3) // 2: answer for line, answer in SAYS[peer].findall(done.stdout)}


def command(peer: str, python: Path, paths: list[str], file: Path) -> list[str]:
    """How each is started; both exit 1 when a file has errors, which is no matter here."""
    if peer == "ty":
        searched = [argument for path in paths for argument in ("--extra-search-path", path)]
        return ["ty", "check", "--output-format", "concise", "--python", str(python), *searched, str(file)]
    searched = [argument for path in paths for argument in ("--search-path", path)]
    chosen = ["--preset", "default", "--python-interpreter-path", str(python), "--output-format", "min-text"]
    return ["pyrefly", "check", *chosen, *searched, str(file)]


def right(question: Question, answer: str) -> bool:
    """Whether the answer names what it must; `Literal` and generic arguments count, `Unknown` never does."""
    words = set(re.findall(r"\w+", answer))
    return bool(words & question.words) and "Field" not in answer.split("[")[0]


def table(place: Place, asked: list[Question]) -> Iterator[str]:
    """A line for each kind of attribute, with what each peer answered rightly."""
    answers = {peer: ask(peer, place, asked) for peer in SAYS}
    for kind in ("columns", "key attributes", "relations", "many relations", "reverse"):
        numbers = [number for number, question in enumerate(asked) if question.kind == kind]
        said = []
        for peer, found in answers.items():
            good = sum(number in found and right(asked[number], found[number]) for number in numbers)
            said.append(f"{peer} {good}/{len(numbers)} {100 * good / len(numbers):.1f} %" if numbers else f"{peer} -")
        yield f"  {kind:16}" + "".join(f"{text:>28}" for text in said)


def main() -> int:
    """Print a table a project."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--models", type=int, default=40)
    options = parser.parse_args()
    for place in places(options.lab.resolve(), options.only):
        if not place.truth.exists():
            continue
        truth = json.loads(place.truth.read_text(encoding="utf-8"))
        chosen = sample(truth, options.models)
        asked = [question for model in chosen for question in questions(model)]
        print(f"{place.recipe.name}: {len(chosen)} models, {len(asked)} questions")
        print("\n".join(table(place, asked)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
