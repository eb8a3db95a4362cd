"""What learning adds: how much reading does not know of public projects, with learned facts and without.

    python -m benchmarks.learning LAB [--only NAME]… [--findings] [--without-packages]

`LAB` is the folder that `benchmarks/truth/install.py` filled; `django-pro learn` is run for each project first. Unknown
facts are those that a question to Django could answer: settings that no variable decides, relations, managers and bases of
models, types of columns, routes and their views, the policies of DRF endpoints. Below them what the rules make of it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.truth.install import Place, places
from benchmarks.truth.learned import facts_file, learned, module
from django_pro.cli.main import DEPTH
from django_pro.endpoints import endpoints_of
from django_pro.facts.migrations import Migrations
from django_pro.facts.migrations.graph import Graph
from django_pro.facts.migrations.states.replay import Replay
from django_pro.facts.models import Kind, Models
from django_pro.facts.urls import Source, Urls
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Finding
from django_pro.project.project import Options, Project, open_tree
from django_pro.project.settings import Value
from django_pro.project.settings.learned import is_open, parts
from django_pro.review.reviewing import Request as Asked
from django_pro.review.reviewing import Review, review_repository
from django_pro.review.selection import Selection
from django_pro.source.errors import UsageError

TABLES = ("settings", "models", "columns", "routes", "policies")
POLICIES = ("permissions", "authentication", "throttles", "pagination", "serializer")


@dataclass(frozen=True)
class Side:
    """A review of a project, and what its facts do not know."""

    review: Review
    unknown: dict[str, list[str]]

    @property
    def sites(self) -> Counter[str]:
        """How many sites have which verdict."""
        found: Counter[str] = Counter()
        for score in self.review.scores:
            found.update(kept=score.kept, broken=score.broken, unknown=score.unknown)
        return found


def unknown_settings(project: Project) -> Iterator[str]:
    """Settings that are not known whole, those that variables decide left out."""
    read = project.settings.of()
    if read.open:
        yield f"there may be more: {read.open}"
    for name, setting in read.settings.items():
        if not setting.reads and any(is_unknown(each) for each in parts(setting.value)):
            yield name


def is_unknown(value: Value) -> bool:
    """Whether a value is not known; of an object that is no plain value there is nothing to know but its class."""
    return is_open(value) and not (isinstance(value, Unknown) and value.why.startswith("an object of "))


def unknown_models(project: Project) -> Iterator[str]:
    """Parts of models that are not known; a generic foreign key leads to any model, which is known of it."""
    for model in Models(project).all():
        if model.abstract:
            continue
        for field in model.fields:
            if field.kind is not Kind.GENERIC_FOREIGN_KEY and isinstance(field.to, Unknown):
                yield f"{model.label}.{field.name}: {field.to.why}"
            if isinstance(field.through, Unknown):
                yield f"{model.label}.{field.name} through: {field.through.why}"
        if isinstance(model.managed, Unknown):
            yield f"{model.label}: {model.managed.why}"
        yield from (f"{model.label}.{each.name}: {each.why}" for each in model.managers if each.why)
        yield from (f"{model.label}: the base {each}" for each in model.unseen if "." in each)


def unknown_columns(project: Project) -> Iterator[str]:
    """Columns of which the migrations do not tell the type."""
    for model in Replay(project, Graph(Migrations(project).all).order).final.models.values():
        for field in model.fields.values():
            if isinstance(field.base, Unknown) and not field.kind.many:
                yield f"{model.label}.{field.name}: {field.base.why}"


def unknown_routes(project: Project) -> Iterator[str]:
    """Routes that could not be read, and those whose text or view is not known."""
    urls = Urls(project)
    yield from (f"below {each.pattern!r}: {each.why}" for each in urls.unknown)
    for route in urls.all:
        if route.source is Source.ADMIN:
            continue
        if route.unread:
            yield f"{route.pattern!r}: {route.unread}"
        if not route.view.name:
            yield f"{route.pattern!r}: {route.view.why}"


def unknown_policies(project: Project) -> Iterator[str]:
    """Policies of the project's own endpoints of DRF that are not known."""
    for endpoint in endpoints_of(project).sites:
        if endpoint.view is None or not endpoint.view.is_rest:
            continue
        for name in POLICIES:
            stated = getattr(endpoint, name)
            if isinstance(stated.value, Unknown):
                yield f"{endpoint.key} {name}: {stated.value.why}"


def side(place: Place, python: Path | None, facts: Path | None) -> Side:
    """Review a project with every rule."""
    options = Options(
        python=str(python) if python else None, settings=module(place), facts=facts, learned=False, top=place.root
    )
    repository = open_tree(place.root, options)
    review = review_repository(repository, Asked(Selection(preview=True)))
    asked = (unknown_settings, unknown_models, unknown_columns, unknown_routes, unknown_policies)
    found: dict[str, list[str]] = {}
    for table, question in zip(TABLES, asked, strict=True):
        found[table] = [each for project in repository.projects for each in question(project)]
    return Side(review, found)


def lines(name: str, before: Side, after: Side) -> Iterator[str]:
    """The table of one project."""
    total = [sum(map(len, each.unknown.values())) for each in (before, after)]
    less = f"{100 * (1 - total[1] / total[0]):.0f} % less" if total[0] else "nothing to learn"
    yield f"{name}: unknown facts {total[0]} -> {total[1]}, {less}"
    for table in TABLES:
        yield f"  {table:10}{len(before.unknown[table]):6} ->{len(after.unknown[table]):6}"
    sites = (
        f"{verdict} {before.sites[verdict]:,} -> {after.sites[verdict]:,}" for verdict in ("kept", "broken", "unknown")
    )
    yield f"  sites: {', '.join(sites)}"
    yield f"  findings: {len(before.review.findings)} -> {len(after.review.findings)}"


def differences(before: Side, after: Side) -> Iterator[str]:
    """Each finding that one side alone has, and what is still not known."""
    old, new = ({(each.id, each.confidence): each for each in one.review.findings} for one in (before, after))
    yield from (f"  - {shown(old[key])}" for key in old if key not in new)
    yield from (f"  + {shown(new[key])}" for key in new if key not in old)
    for table in TABLES:
        yield from (f"  still unknown, {table}: {each}" for each in after.unknown[table])


def shown(finding: Finding) -> str:
    """A finding in a line."""
    return f"{finding.rule} {finding.confidence} {finding.span.path} {finding.scope}: {finding.message}"


def main() -> int:
    """Print the tables; exit 1 where a project could not be learned."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--findings", action="store_true", help="what differs, one by one")
    parser.add_argument("--without-packages", action="store_true", help="review as where nothing is installed")
    options = parser.parse_args()
    sys.setrecursionlimit(DEPTH)
    failed = False
    for place in places(options.lab, options.only):
        if not place.python.exists():
            continue
        try:
            learned(place)
        except UsageError as error:
            print(f"{place.recipe.name}: {error.message}", file=sys.stderr)
            failed = True
            continue
        python = None if options.without_packages else place.python
        before, after = side(place, python, None), side(place, python, facts_file(place))
        print(
            "\n".join(
                [*lines(place.recipe.name, before, after), *(differences(before, after) if options.findings else ())]
            ),
            flush=True,
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
