"""Which app a folder of migrations belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from django_pro.facts.migrations.migration import Migration
from django_pro.project.apps import Apps


def labelled(apps: Apps, migrations: Iterable[Migration]) -> Iterator[Migration]:
    """Yield migrations, each with the label of its app."""
    by_package = sorted(migrations, key=_package)
    for package, found in groupby(by_package, key=_package):
        siblings = tuple(found)
        label = _label(apps, package, siblings)
        yield from (replace(each, app=label) for each in siblings)


def _package(migration: Migration) -> str:
    """Return the package that the folder of migrations stands in: `shop` of `shop.migrations.0001_initial`."""
    return migration.cls.module.name.rpartition(".")[0].rpartition(".")[0]


def _label(apps: Apps, package: str, siblings: tuple[Migration, ...]) -> str:
    """Return the label: that of the app of this very package, else the one by which the migrations call each other."""
    app = apps.containing(package)
    if app is not None and app.module == package:
        return app.label
    names = {each.name for each in siblings}
    dependencies = (each.rpartition(".") for one in siblings for each in one.dependencies)
    called = Counter(label for label, _, name in dependencies if name in names)
    if called:
        return called.most_common(1)[0][0]
    return package.rpartition(".")[2]
