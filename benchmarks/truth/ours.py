"""What django-pro reads of a project, in the shape of `truth.json`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.truth.judged import Row
from django_pro.cli.main import DEPTH
from django_pro.facts.models import Field, Kind, Manager, Model, Models, Relation
from django_pro.facts.urls import Route, Urls
from django_pro.facts.urls.route import Source
from django_pro.findings.blind import Unknown
from django_pro.project.project import Options, Project, open_tree
from django_pro.project.settings.setting import Setting
from django_pro.project.settings.values import TREE, Known, Listing, Named, Table, Value, alternatives, is_outside
from django_pro.source.errors import UsageError

_FORWARD = {
    Kind.FOREIGN_KEY: "many_to_one", Kind.ONE_TO_ONE: "one_to_one", Kind.MANY_TO_MANY: "many_to_many",
    Kind.GENERIC_FOREIGN_KEY: "many_to_one", Kind.GENERIC_RELATION: "one_to_many", Kind.COLUMN: None,
}  # fmt: skip
_BACKWARD = {
    Kind.FOREIGN_KEY: "one_to_many", Kind.ONE_TO_ONE: "one_to_one", Kind.MANY_TO_MANY: "many_to_many",
    Kind.GENERIC_RELATION: "many_to_one",
}  # fmt: skip


#: The folder of settings that the lab wrote for a project.
BESIDE = "parity"
#: What Django adds to each database that leaves it out (`ConnectionHandler.configure_settings`).
_DATABASE: Row = {
    "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "ENGINE": "django.db.backends.dummy", "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": False, "OPTIONS": {}, "TIME_ZONE": None, "NAME": "", "USER": "", "PASSWORD": "", "HOST": "",
    "PORT": "", "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
}  # fmt: skip


class NotReadError(Exception):
    """Our facts can't be had in the shape that is compared."""


def read_facts(root: Path, python: Path | None, settings: str | None) -> Row:
    """Read `root` with the packages of `python`'s environment.

    Keys: `models` and `urls` as in `truth.json`, in part; `settings`, a name to its statement (see `setting_facts.py`).
    """
    sys.setrecursionlimit(DEPTH)
    project = open_project(root, python, settings)
    models = Models(project)
    return {
        "models": [_model(project, models, each) for each in models.all() if not each.abstract],
        "urls": [_url(project, each) for each in Urls(project).all if each.source is not Source.ADMIN],
        "settings": {name: _live(name, _stated(project, each)) for name, each in project.settings.all().items()},
    }


def _live(name: str, row: Row) -> Row:
    """Return a statement as Django's own `settings` shows it once the project runs."""
    if name in ("STATIC_URL", "MEDIA_URL"):
        return {key: _prefixed(value) if key in ("value", "default") else value for key, value in row.items()}
    if name == "DATABASES":
        chosen = {"choice": [_databases(each) for each in row["choice"]]} if "choice" in row else {}
        return {**row, **chosen, **({"value": _databases(row["value"])} if "value" in row else {})}
    return row


def _databases(value: object) -> object:
    """Return databases with what Django adds to each."""
    return {alias: _database(each) for alias, each in value.items()} if isinstance(value, dict) else value


def _database(value: object) -> object:
    if not isinstance(value, dict) or value.keys() & {"$unknown", "$environment"}:
        return value
    if value.keys() == {"$choice"}:
        return {"$choice": [_database(each) for each in value["$choice"]]}
    return {**_DATABASE, **value}


def _prefixed(value: object) -> object:
    """Return a URL as `LazySettings` gives it: below the script's own prefix."""
    relative = isinstance(value, str) and not value.startswith(("http://", "https://", "//", "/"))
    return f"/{value}" if relative else value


def open_project(root: Path, python: Path | None, settings: str | None) -> Project:
    if settings and (root / BESIDE / f"{settings}.py").exists():
        settings = f"{BESIDE}.{settings}"
    options = Options(python=str(python) if python else None, settings=settings, top=root, learned=False)
    try:
        projects = open_tree(root, options).projects
    except UsageError as error:
        raise NotReadError(error.message) from error
    known = [each for each in projects if each.settings.production is not None]
    return (known or list(projects))[0]


def _model(project: Project, models: Models, model: Model) -> Row:
    relations = models.relations(model.label).values()
    app = project.apps.get(model.app)
    return {
        "label": model.label,
        "own": bool(app and app.project),
        "proxy": model.proxy,
        "default_manager": model.default_manager,
        "fields": [_field(models, model, each) for each in model.fields],
        "reverse": [_reverse(each) for each in relations if not each.forward],
        "managers": {each.name: _manager(each) for each in model.managers},
    }


def _field(models: Models, model: Model, field: Field) -> Row:
    return {
        "name": field.name,
        "class": field.class_name,
        "kind": "relation" if field.kind.relation else "field",
        "cardinality": _FORWARD[field.kind],
        "related": None if field.kind is Kind.GENERIC_FOREIGN_KEY else _known(field.to),
        "through": _through(models, model, field),
        "null": field.null,
        "attname": field.attname,
    }


def _through(models: Models, model: Model, field: Field) -> object:
    """Return the table between: as stated, else the one Django makes for the model that declares the field."""
    if field.kind is not Kind.MANY_TO_MANY or field.through is not None:
        return _known(field.through)
    owner = model
    while field not in owner.local:
        above = [models.get(label) for label in owner.parents]
        found = next((each for each in above if each and any(inner.name == field.name for inner in each.fields)), None)
        if found is None:
            break
        owner = found
    return f"{owner.label}_{field.name}"


def _reverse(relation: Relation) -> Row:
    return {
        "accessor": relation.name,
        "query": relation.query_name,
        "related": _known(relation.to),
        "field": relation.field.name,
        "cardinality": _BACKWARD.get(relation.kind),
    }


def _manager(manager: Manager) -> Row:
    cls = manager.manager.name if manager.manager else "django.db.models.manager.Manager"
    queryset = manager.queryset.name if manager.queryset else "django.db.models.query.QuerySet"
    return {"class": {"unknown": manager.why} if manager.why else cls, "queryset": queryset}


def _known(value: object) -> object:
    return {"unknown": value.why} if isinstance(value, Unknown) else value


def _url(project: Project, route: Route) -> Row:
    view: object = {"unknown": route.view.why} if route.view.why and not route.view.name else route.view.name
    return {"route": route.pattern, "view": view, "name": route.name, "admin": None, "conditional": route.conditional}


def _stated(project: Project, setting: Setting) -> Row:
    """State a setting; one that only some ways through the settings state may be missing."""
    row = _setting(project, setting)
    return {**row, "perhaps": True} if setting.name in project.settings.of().unsure else row


def _setting(project: Project, setting: Setting) -> Row:
    """State a setting: whole, as a choice, as read from outside, or not at all."""
    value = setting.value
    names = sorted({each.variable for each in setting.reads if not each.source})
    files = sorted({each.source for each in setting.reads if each.source})
    ways = alternatives(value)
    unknown = [each.why for way in ways if (each := _unknown(way)) is not None]
    known = [_json(project, way, names) for way in ways if _unknown(way) is None]
    if not unknown:
        return {"choice": known} if len(known) > 1 else {"value": known[0]}
    if names or files:
        sure = {"default": known[0]} if known and isinstance(ways[0], Known) and (files and not names) else {}
        return {"environment": names, "files": files, **sure}
    return {"unknown": unknown[0]}


def _unknown(value: Value) -> Unknown | None:
    """Return why a value is not known, where it is not or where it may hold more than it shows."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Listing | Table) and not value.complete:
        return Unknown(value.why or "it may hold more")
    return None


def _json(project: Project, value: Value, names: list[str]) -> object:
    """Return a value as JSON; a part that is not known says what it waits for."""
    if isinstance(value, Known):
        return _plain(project, value.value)
    if isinstance(value, Named):
        return {"$repr": value.name}
    if (why := _unknown(value)) is not None:
        return {"$environment": names} if names and is_outside(why) else {"$unknown": why.why}
    if isinstance(value, Listing):
        return [_perhaps(_json(project, each, names), at in value.unsure) for at, each in enumerate(value.items)]
    if isinstance(value, Table):
        return {str(key): _perhaps(_json(project, each, names), key in value.unsure) for key, each in value.entries}
    ways = alternatives(value)
    if any(_unknown(way) for way in ways):
        return {"$environment": names} if names else {"$unknown": "one of several values"}
    return {"$choice": [_json(project, way, names) for way in ways]}


def _perhaps(part: object, unsure: bool) -> object:
    return {"$perhaps": part} if unsure else part


def _plain(project: Project, value: object) -> object:
    if isinstance(value, str):
        return value.replace(TREE, project.root.as_posix())
    if isinstance(value, Mapping) and not all(isinstance(key, str) for key in value):
        return {"$pairs": [[_plain(project, key), _plain(project, each)] for key, each in value.items()]}
    if isinstance(value, Mapping):
        return {str(key): _plain(project, each) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return {"$set": sorted((_plain(project, each) for each in value), key=repr)}
    if isinstance(value, list | tuple):
        return [_plain(project, each) for each in value]
    return value if isinstance(value, bool | int | float | None) else {"$repr": repr(value)}
