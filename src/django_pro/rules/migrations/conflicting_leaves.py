"""DJP222 conflicting-leaves."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations import Migration
from django_pro.facts.migrations.graph import Graph
from django_pro.findings.finding import Step as Line
from django_pro.findings.site import Site
from django_pro.rules.migrated import broken_migration
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule


@rule("DJP222", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    graph = review.history.graph
    for app in graph.apps:
        leaves = [graph.nodes[label] for label in graph.leaves(app)]
        last = leaves[-1] if leaves else None
        if last is None:
            continue
        if len(leaves) == 1:
            yield check.kept(last.label)
        elif why := _cannot_tell(graph, app):
            yield check.unknown(last.label, why)
        else:
            yield _broken(review, leaves, last)


def _cannot_tell(graph: Graph, app: str) -> str:
    """Return why the leaves of an app may be none: folders of other installations, dependencies that were not read."""
    folders = {each.path.rpartition("/")[0] for each in graph.of_app(app)}
    if len(folders) > 1:
        return f"the migrations of `{app}` stand in {len(folders)} folders"
    return f"`{app}` begins with more than one migration" if len(graph.roots(app)) > 1 else ""


def _broken(review: Reviewed, leaves: list[Migration], last: Migration) -> Site:
    names = " and ".join(f"`{each.name}`" for each in leaves[-2:])
    message = f"`{last.app}` has {len(leaves)} last migrations: {names}"
    recipe = f"Run `manage.py makemigrations --merge {last.app}`, or let one depend on the other"
    trace = tuple(
        Line(review.headline(each.path, each.cls.node), f"nothing in `{each.app}` depends on `{each.name}`")
        for each in leaves
        if each is not last
    )
    return broken_migration(check, review, last, "schema-drift", (message, recipe), trace=trace)
