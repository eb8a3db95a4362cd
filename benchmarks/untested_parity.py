"""What we say no test comes to, against the functions that a recorded run of the tests entered.

    python -m benchmarks.untested_parity LAB

LAB is the folder that `benchmarks.truth` filled, with a `tests.json` of `benchmarks.truth.test_recording` in a project's
folder: its `functions` are those that the run entered. Models' methods, serializers with methods of their own, and tasks.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.testing_parity import places
from benchmarks.truth.ours import open_project
from django_pro.endpoints.exercised import HOOKS
from django_pro.facts.serializers import Serializers
from django_pro.facts.tasks import Tasks
from django_pro.project.names import Defined
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import Class, Function

#: A function is entered at the first of its decorators: at most so many lines above its own.
_DECORATORS = 8

Entered = frozenset[tuple[str, int, str]]


def main() -> int:
    """Print a line for each project and kind, and for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    options = parser.parse_args()
    whole: dict[str, list[int]] = {}
    for place in places(options.lab, options.only):
        if not (place.folder / "tests.json").exists():
            continue
        rows = msgspec.json.decode((place.folder / "tests.json").read_bytes())["functions"]
        entered = frozenset((path, line, name) for path, line, name in rows)
        review = Reviewed(open_project(place.root, place.python, place.recipe.settings))
        for kind, name, functions in asked(review):
            was = any(ran(review, each, entered) for each in functions)
            comes = review.exercised.comes_to(name)
            whole.setdefault(f"{kind} {'come to' if comes else 'without a test'}", [0, 0])[was != comes] += 1
            if was and not comes:
                print(f"{place.recipe.name}: {kind} {functions[0].name} was entered")
    for kind, (right, wrong) in whole.items():
        print(f"{kind:30} {right} of {right + wrong} right: {100 * right / (right + wrong):.1f} %")
    return 0


def asked(review: Reviewed) -> Iterator[tuple[str, str, tuple[Defined, ...]]]:
    """Yield what is judged: its kind, the name that tests would come to it by, and its functions."""
    for model in review.models.all():
        for each in () if model.auto_created else methods(model.cls):
            name = each.qualname.rpartition(".")[2]
            if not name.startswith("__") and name not in HOOKS:
                yield "model methods", name, (each,)
    for serializer in Serializers(review.project, review.models).all:
        if own := methods(serializer.cls):
            yield "serializers", serializer.name, own
    for task in Tasks(review.project).all:
        yield "tasks", task.target.qualname.rpartition(".")[2], (task.run or task.target,)


def methods(cls: Defined) -> tuple[Defined, ...]:
    """Return a class's own methods, none of a test's class."""
    node = cls.node
    if not isinstance(node, Class) or cls.module.origin != "project":
        return ()
    return tuple(
        Defined(cls.module, f"{cls.qualname}.{each.name}", each) for each in node.body if isinstance(each, Function)
    )


def ran(review: Reviewed, function: Defined, entered: Entered) -> bool:
    """Whether a run entered a function."""
    path, name = function.module.path, function.qualname.rpartition(".")[2]
    first = review.line(path, function.node.start)
    return any((path, line, name) in entered for line in range(first - _DECORATORS, first + 1))


if __name__ == "__main__":
    sys.exit(main())
