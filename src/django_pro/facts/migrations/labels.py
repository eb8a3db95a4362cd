"""Which app a folder of migrations belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from django_pro.facts.migrations.migration import Migration
from django_pro.project.apps import Apps


def labelled(apps: Apps, migrations: Iterable[Migration]) -> Iterator[Migration]:
    """Yield migrations, each with the label of its app.

    Those of an app that cannot be installed, because another of its label is, are left out: Django never runs them.
    """
    by_package = sorted(migrations, key=_package)
    for package, found in groupby(by_package, key=_package):
        siblings = tuple(found)
        label = _label(apps, package, siblings)
        if _can_be_installed(apps, label, siblings[0]):
            yield from (replace(each, app=label) for each in siblings)


def _can_be_installed(apps: Apps, label: str, migration: Migration) -> bool:
    """Whether no other app of the tree has the label: a fork that stands in for an app has it too."""
    app = apps.get(label)
    if app is None or app.guessed or app.folder is None:
        return True
    return migration.path.rpartition("/")[0].rpartition("/")[0] == app.folder.rstrip("/")


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
