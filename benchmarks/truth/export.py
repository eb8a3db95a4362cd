"""Writes what a project's own Django says of it: apps, models, URL patterns and settings, as one JSON file.

Run by the project's own interpreter, with nothing beyond the standard library, that Django, and the inner half of
`django-pro learn`, which tells the routes:

    python export.py --settings shop.settings --path SRC --root SRC --output truth.json

A model or app is `own` when its module's file stands below `--root`, a URL pattern when its view's or its URLconf's
does (one of an admin site: its `ModelAdmin`'s). No database is asked.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any  # Django's objects are read by their attributes here, over all its versions

# The routes are told by the exporter that is shipped, which is loaded as `django-pro learn` loads it.
_inside = ModuleType("django_pro_inside")
_inside.__path__ = [str(Path(__file__).parents[2] / "src" / "django_pro")]
sys.modules[_inside.__name__] = _inside
entries, route_row, dotted = (
    getattr(importlib.import_module(f"django_pro_inside.learning.inside.{module}"), name)
    for module, name in (("routes", "entries"), ("routes", "route_row"), ("sources", "dotted"))
)

Row = dict[str, Any]
CARDINALITIES = ("many_to_one", "one_to_one", "one_to_many", "many_to_many")


def own(module: str, root: Path) -> bool:
    """Whether the module's file stands below the project's root."""
    file = getattr(sys.modules.get(module), "__file__", None)
    return file is not None and Path(file).resolve().is_relative_to(root)


def cardinality(field: Any) -> str | None:
    """`many_to_one` and its like, None for a plain field."""
    return next((name for name in CARDINALITIES if getattr(field, name, None)), None)


def label(model: Any) -> str | None:
    """`app.Model`; None where a relation has no one target."""
    return None if model is None or isinstance(model, str) else model._meta.label


def field_row(field: Any) -> Row:
    """One forward field as its model has it."""
    through = getattr(getattr(field, "remote_field", None), "through", None)
    return {
        "name": field.name,
        "class": dotted(type(field)),
        "kind": "relation" if field.is_relation else "field",
        "cardinality": cardinality(field),
        "related": label(field.related_model) if field.is_relation else None,
        "through": label(through),
        "null": getattr(field, "null", None),
        "unique": getattr(field, "unique", None),
        "db_index": getattr(field, "db_index", None),
        "primary_key": getattr(field, "primary_key", None),
        "attname": getattr(field, "attname", None),
        "column": getattr(field, "column", None),
        "declared_by": label(field.model),
    }


def reverse_row(relation: Any, model: Any) -> Row:
    """One relation as its target sees it: `accessor` the attribute, `query` the name in lookups."""
    accessor = relation.get_accessor_name()
    return {
        "accessor": accessor,
        "query": relation.field.related_query_name(),
        "related": label(relation.related_model),
        "field": relation.field.name,
        "cardinality": cardinality(relation),
        "descriptor": bool(accessor) and hasattr(model, accessor),
    }


def manager_row(manager: Any) -> Row:
    """One manager: its class and the class of its querysets."""
    return {"class": dotted(type(manager)), "queryset": dotted(manager._queryset_class)}


def meta_row(meta: Any) -> Row:
    """The parts of `Meta` that are compared."""
    return {
        "db_table": meta.db_table,
        "ordering": [entry if isinstance(entry, str) else repr(entry) for entry in meta.ordering or ()],
        "unique_together": [list(names) for names in meta.unique_together],
        "indexes": sorted(str(index.name) for index in meta.indexes),
        "constraints": sorted(str(constraint.name) for constraint in meta.constraints),
    }


def model_row(model: Any, root: Path) -> Row:
    """One model with its fields, reverse relations and managers."""
    meta = model._meta
    forward = [*meta.fields, *meta.many_to_many, *meta.private_fields]
    bases = [base for base in model.__mro__[1:] if getattr(getattr(base, "_meta", None), "abstract", False)]
    return {
        "label": meta.label,
        "module": model.__module__,
        "class": model.__qualname__,
        "own": own(model.__module__, root),
        "abstract_bases": [dotted(base) for base in bases],
        "parents": [label(parent) for parent in meta.parents],
        "proxy": meta.proxy,
        "managed": meta.managed,
        "swapped": meta.swapped or None,
        "auto_created": label(meta.auto_created) if meta.auto_created else None,
        **meta_row(meta),
        "fields": [field_row(field) for field in forward],
        "reverse": [reverse_row(relation, model) for relation in meta.related_objects],
        "managers": {manager.name: manager_row(manager) for manager in meta.managers},
        "default_manager": getattr(meta.default_manager, "name", None),
        "base_manager": meta.base_manager.name,
    }


def all_models(root: Path) -> list[Row]:
    """Every model of the registry, those made for many-to-many fields and swapped ones too."""
    from django.apps import apps

    models = apps.get_models(include_auto_created=True, include_swapped=True)
    return sorted((model_row(model, root) for model in models), key=lambda row: row["label"])


def all_apps(root: Path) -> Row:
    """App label to the app's module, folder and whether it is the project's own."""
    from django.apps import apps

    found = apps.get_app_configs()
    return {app.label: {"module": app.name, "path": app.path, "own": own(app.name, root)} for app in found}


def admin_class(callback: Any) -> str | None:
    """The `ModelAdmin` behind a pattern that an admin site made, the site's own class for its own views."""
    while callback is not None:
        model_admin = getattr(callback, "model_admin", None)
        site = getattr(callback, "admin_site", None) or getattr(callback, "__self__", None)
        if model_admin is not None:
            return dotted(type(model_admin))
        if hasattr(site, "_registry") or hasattr(site, "admin_site"):
            return dotted(type(site))
        callback = getattr(callback, "__wrapped__", None)
    return None


def all_urls(root: Path) -> list[Row]:
    """The flattened root URLconf; a pattern below an admin site always has an `admin`: its `ModelAdmin` or its view."""
    rows = []
    for entry, above in entries():
        row = route_row(entry, above)
        admin = admin_class(entry.callback) or (row["view"] if above.admin else None)
        modules = [admin.rpartition(".")[0]] if admin else [row["view"].rpartition(".")[0]]
        listed = (Path(file).resolve().is_relative_to(root) for file in row["listed"][-1:])
        is_own = any(own(module, root) for module in modules) or (not admin and any(listed))
        rows.append({"route": row["pattern"], **row, "admin": admin, "own": is_own})
    return rows


def plain(value: Any, depth: int = 0) -> Any:
    """A setting's value as JSON: sets, paths and mappings with other keys are tagged, the rest is its repr."""
    from django.utils.functional import Promise

    if value is None or type(value) in (bool, int, float, str):
        return value
    if depth > 20:
        return {"$repr": "…"}
    if isinstance(value, (list, tuple)):
        return [plain(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return plain_mapping(value, depth)
    if isinstance(value, (set, frozenset)):
        return {"$set": sorted((plain(item, depth + 1) for item in value), key=repr)}
    if isinstance(value, PurePath):
        return {"$path": str(value)}
    if isinstance(value, (Promise, str)):
        return str(value)
    return {"$repr": dotted(value) if hasattr(value, "__qualname__") else repr(value)}


def plain_mapping(value: dict[Any, Any], depth: int) -> Row:
    """A mapping; `{"$pairs": …}` when its keys are not all strings."""
    pairs = [[plain(key, depth + 1), plain(item, depth + 1)] for key, item in value.items()]
    if all(isinstance(key, str) for key, _ in pairs):
        return dict(pairs)
    return {"$pairs": pairs}


def all_settings(read: dict[str, bool]) -> Row:
    """The settings that were set explicitly, and the environment variables read meanwhile (true: it was set)."""
    from django.conf import settings

    names = [name for name in dir(settings) if name.isupper() and settings.is_overridden(name)]
    module = sys.modules.get(settings.SETTINGS_MODULE)
    values = {name: {"value": plain(getattr(settings, name)), "in_module": hasattr(module, name)} for name in names}
    return {"module": settings.SETTINGS_MODULE, "values": values, "environment": dict(sorted(read.items()))}


@contextmanager
def environment_reads() -> Iterator[dict[str, bool]]:
    """Notes every environment variable that is asked for, and whether it was there."""
    read: dict[str, bool] = {}
    kind = type(os.environ)
    original = kind.__getitem__

    def noting(self: Any, name: Any) -> Any:
        if isinstance(name, str):
            read[name] = name in self._data or self.encodekey(name) in self._data
        return original(self, name)

    kind.__getitem__ = noting  # type: ignore[method-assign]  # os.environ has no hook of its own
    try:
        yield read
    finally:
        kind.__getitem__ = original  # type: ignore[method-assign]


def truth(settings_module: str, root: Path) -> Row:
    """Everything that is exported; starts the project's Django."""
    import django
    from django.conf import settings

    before = set(os.environ)
    with environment_reads() as read:
        settings.is_overridden("DEBUG")
    read = {name: there and name in before for name, there in read.items()}
    django.setup()
    return {
        "schema": 1,
        "settings_module": settings_module,
        "python": sys.version.split()[0],
        "django": django.get_version(),
        "root": str(root),
        "settings": all_settings(read),
        "apps": all_apps(root),
        "models": all_models(root),
        "urls": all_urls(root),
    }


def arguments(description: str) -> argparse.Namespace:
    """What an exporter is told on its command line."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--settings", required=True)
    parser.add_argument("--path", action="append", default=[], type=Path)
    parser.add_argument("--root", required=True, type=Path)
    parser.add_argument("--output", required=True, type=Path)
    return parser.parse_args()


def main() -> int:
    """Export to `--output`; a project that does not start ends with its own traceback."""
    options = arguments(__doc__ or "")
    output, root = options.output.resolve(), options.root.resolve()
    sys.path[:1] = [str(path.resolve()) for path in options.path]
    os.environ["DJANGO_SETTINGS_MODULE"] = options.settings
    os.chdir(root)
    said = truth(options.settings, root)
    output.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    counts = {name: len(said[name]) for name in ("apps", "models", "urls")}
    print(json.dumps({**counts, "settings": len(said["settings"]["values"])}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
