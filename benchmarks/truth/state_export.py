"""Writes what Django's own replay of the migrations says, and what `makemigrations` would write, as one JSON file.

Run by the project's own interpreter, as `export.py` is:

    python state_export.py --settings shop.settings --path SRC --root SRC --output states.json

No database is asked: the loader takes every migration for unapplied, so that a squashed one stands for those it replaces.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from export import arguments, own

Row = dict[str, Any]
#: Attributes of a field that are compared as they are.
PLAIN = ("null", "unique", "db_index", "primary_key", "max_length", "max_digits", "decimal_places", "db_column")


def label(thing: Any) -> str | None:
    """The lower-case label of a model that a state's field leads to: a text, a setting's value or a class."""
    if thing is None:
        return None
    return str(thing if isinstance(thing, str) else thing._meta.label).lower()


def given(value: Any) -> bool:
    """Whether a default is one."""
    return getattr(value, "__name__", "") != "NOT_PROVIDED"


def field_row(field: Any) -> Row:
    """One field of a historical model."""
    remote = getattr(field, "remote_field", None)
    return {
        "class": type(field).__name__,
        "to": label(getattr(remote, "model", None)),
        "through": label(getattr(remote, "through", None)),
        "default": given(getattr(field, "default", None)) if hasattr(field, "default") else False,
        "db_default": given(field.db_default) if hasattr(field, "db_default") else False,
        **{name: getattr(field, name, None) for name in PLAIN},
    }


def part_row(part: Any) -> Row:
    """One index or constraint."""
    return {
        "class": type(part).__name__,
        "name": part.name,
        "fields": [str(name).lstrip("-") for name in getattr(part, "fields", None) or ()],
    }


def together(groups: Any) -> list[list[str]]:
    """`unique_together` or `index_together`, in a settled order."""
    return sorted(list(names) for names in groups or ())


def model_row(state: Any) -> Row:
    """One historical model."""
    options = state.options
    return {
        "label": f"{state.app_label}.{state.name}",
        "bases": [label(base) for base in state.bases if isinstance(base, str)],
        "fields": {name: field_row(field) for name, field in dict(state.fields).items()},
        "unique_together": together(options.get("unique_together")),
        "index_together": together(options.get("index_together")),
        "indexes": [part_row(each) for each in options.get("indexes", ())],
        "constraints": [part_row(each) for each in options.get("constraints", ())],
        "db_table": options.get("db_table") or None,
        "managed": options.get("managed", True),
        "proxy": options.get("proxy", False),
    }


def graph_rows(loader: Any) -> dict[str, list[str]]:
    """Each migration that runs, by label, and what it waits for."""
    nodes = loader.graph.node_map
    return {".".join(key): sorted(".".join(parent.key) for parent in node.parents) for key, node in nodes.items()}


@contextmanager
def watched(found: list[Any]) -> Iterator[None]:
    """Keep every autodetector that is asked, with its answer; what it asks people is answered with Django's defaults."""
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.questioner import MigrationQuestioner, NonInteractiveMigrationQuestioner

    asked = MigrationAutodetector.changes

    def changes(self: Any, *given: Any, **named: Any) -> Any:
        answer = asked(self, *given, **named)
        found.append((self, answer))
        return answer

    for name in [each for each in vars(NonInteractiveMigrationQuestioner) if each.startswith("ask_")]:
        setattr(NonInteractiveMigrationQuestioner, name, getattr(MigrationQuestioner, name))
    MigrationAutodetector.changes = changes
    try:
        yield
    finally:
        MigrationAutodetector.changes = asked


def detected(loader: Any, said: StringIO) -> tuple[Any, dict[str, list[Any]]]:
    """The autodetector of the project's own `makemigrations --check`, and its changes by app; `said` takes its words.

    Where that command refuses to run at all, Django's own stands for it.
    """
    from django.apps import apps
    from django.core.management import CommandError, call_command
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.questioner import MigrationQuestioner
    from django.db.migrations.state import ProjectState

    found: list[Any] = []
    with watched(found):
        try:
            call_command("makemigrations", "--check", "--dry-run", "--no-input", verbosity=3, stdout=said)
        except SystemExit:
            pass  # that is how it says that there are changes
        except CommandError as error:
            print(f"makemigrations: {error}", file=said)
        if not found:
            detector = MigrationAutodetector(
                loader.project_state(), ProjectState.from_apps(apps), MigrationQuestioner()
            )
            detector.changes(graph=loader.graph)
    return found[0]


def change_rows(loader: Any, said: StringIO) -> Iterator[Row]:
    """Each operation that `makemigrations` would write; `parts` tell what differs of a field that it alters."""
    detector, changes = detected(loader, said)
    for app, migrations in sorted(changes.items()):
        for operation in (each for migration in migrations for each in migration.operations):
            kind = type(operation).__name__
            model = getattr(operation, "model_name", None) or getattr(operation, "name", "")
            field = getattr(operation, "name", None) if kind.endswith("Field") else None
            parts = differing(detector, app, model, operation) if kind == "AlterField" else []
            told = {"operation": kind, "parts": parts, "told": operation.describe()}
            yield {"app": app, "model": str(model).lower(), "field": field, **told}


def differing(detector: Any, app: str, model: str, operation: Any) -> list[str]:
    """The arguments of a field that differ between migrations and models, `class` for its class."""
    old = detector.from_state.models[app, model.lower()].fields.get(operation.name)
    if old is None:
        return ["name"]
    (_, path, places, given), (_, new_path, new_places, now) = old.deconstruct()[:4], operation.field.deconstruct()[:4]
    keys = {key for key in given.keys() | now.keys() if str(given.get(key)) != str(now.get(key))}
    return sorted(
        keys | ({"class"} if path != new_path else set()) | ({"arguments"} if places != new_places else set())
    )


def states(root: Path) -> Row:
    """Everything that is exported; Django is set up."""
    import django
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    state = loader.project_state()
    said = StringIO()
    return {
        "schema": 1,
        "django": django.get_version(),
        "apps": sorted(each.label for each in apps.get_app_configs() if own(each.name, root)),
        "graph": graph_rows(loader),
        "models": sorted((model_row(each) for each in state.models.values()), key=lambda row: row["label"]),
        "changes": list(change_rows(loader, said)),
        "said": said.getvalue(),
    }


def main() -> int:
    """Export to `--output`."""
    options = arguments(__doc__ or "")
    output, root = options.output.resolve(), options.root.resolve()
    sys.path[:1] = [str(path.resolve()) for path in options.path]
    os.environ["DJANGO_SETTINGS_MODULE"] = options.settings
    os.chdir(root)
    import django

    django.setup()
    said = states(root)
    output.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps({name: len(said[name]) for name in ("apps", "graph", "models", "changes")}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
