"""What a project's own Django told of it once (`django-pro learn`), row by row, each as long as its files do not change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from django_pro.project.cache import cache_folder
from django_pro.source.edits import file_digest
from django_pro.source.errors import UsageError

SCHEMA = 1
#: How the path of a file begins that stands among the installed packages, not in the reviewed tree.
PACKAGES = "{packages}/"


class SettingsRow(msgspec.Struct, frozen=True):
    """The settings that were stated; JSON, what is none tagged (`$tuple`, `$set`, `$named`, `$secret`, `$kind`, …).

    `secrets` are only said to be set, and from where; `environment` are the variables that were asked for and whether
    they were there, `given` those that `--env` gave. `packages` are the first names of all modules that were imported.
    """

    values: dict[str, Any]
    secrets: dict[str, str] = {}
    environment: dict[str, bool] = {}
    files: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    def has_imported(self, module: str) -> bool:
        """Whether a module was there: one of the tree is by its file, one of a package by the package."""
        first, path = module.partition(".")[0], module.replace(".", "/")
        places = [f"/{each}" for each in self.files]
        if any(f"/{first}/" in each for each in places):
            return any(each.endswith((f"/{path}.py", f"/{path}/__init__.py")) for each in places)
        return first in self.packages


class FieldRow(msgspec.Struct, frozen=True):
    """A field.

    `kind` is one of `facts.models.Kind`, `internal` the class of Django's whose column it has, `to` and `through` are labels,
    `owner` is the model whose column it is.
    """

    name: str
    cls: str
    kind: str
    internal: str | None = None
    to: str | None = None
    through: str | None = None
    related_name: str | None = None
    related_query_name: str | None = None
    null: bool = False
    unique: bool = False
    db_index: bool = False
    primary_key: bool = False
    attname: str = ""
    column: str | None = None
    owner: str | None = None


class ManagerRow(msgspec.Struct, frozen=True):
    """A manager, its class and that of its querysets."""

    name: str
    cls: str
    queryset: str


class ModelRow(msgspec.Struct, frozen=True):
    """A model of the registry; `auto_created` is the label of the model for whose many-to-many field Django made it."""

    label: str
    module: str
    name: str
    files: tuple[str, ...]
    proxy: bool = False
    managed: bool = True
    swapped: bool = False
    auto_created: str = ""
    parents: tuple[str, ...] = ()
    table: str = ""
    ordering: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    fields: tuple[FieldRow, ...] = ()
    managers: tuple[ManagerRow, ...] = ()
    default_manager: str = ""


class RouteRow(msgspec.Struct, frozen=True):
    """A URL pattern; `also` are names as good as the view's, `listed` the files of the URLconfs above it, from the top."""

    pattern: str
    name: str | None
    view: str
    files: tuple[str, ...]
    also: tuple[str, ...] = ()
    actions: dict[str, str] | None = None
    methods: tuple[str, ...] | None = None
    converters: dict[str, str] = {}
    admin: bool = False
    listed: tuple[str, ...] = ()


class PolicyRow(msgspec.Struct, frozen=True):
    """What a view of Django REST framework says for a method: classes by the attribute that states such."""

    view: str
    method: str
    action: str
    stated: dict[str, tuple[str, ...]]
    files: tuple[str, ...]
    by_settings: tuple[str, ...] = ()


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """A learned file: `files` are the digests of all files that its rows name, `root` is the Django root in its tree."""

    schema: int
    version: str
    django: str
    python: str
    settings_module: str
    learned: str
    root: str
    files: dict[str, str]
    settings: SettingsRow
    models: tuple[ModelRow, ...] = ()
    routes: tuple[RouteRow, ...] = ()
    policies: tuple[PolicyRow, ...] = ()


def kept_at(root: Path) -> Path:
    """Return where the facts of the Django root in a folder are kept, in the user's cache folder."""
    name = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:32]
    return cache_folder() / "learned" / f"{name}.json"


def read_facts(file: Path, *, asked: bool) -> Facts | None:
    """Return the facts in a file; where it is none of ours, None, or a `UsageError` if it was asked for."""
    try:
        facts = msgspec.json.decode(file.read_bytes(), type=Facts)
        if facts.schema == SCHEMA:
            return facts
        why = f"its schema is {facts.schema}, not {SCHEMA}"
    except OSError as error:
        why = error.strerror or "it cannot be read"
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        why = f"it is no file of facts: {error}"
    if asked:
        raise UsageError(f"--facts {file}: {why}", "django-pro learn --output FILE writes one.")
    return None


class Learned:
    """What may be taken of a learned file: the rows whose files are as they were.

    `taken` are the settings, labels of models and full names of views for which a row told what reading does not.
    """

    def __init__(self, facts: Facts | None, root: Path, packages: Sequence[Path] = ()) -> None:
        self.facts = facts
        self.taken: set[str] = set()
        self._root = root
        self._packages = packages
        self._known: dict[str, bool] = {}

    def holds(self, files: Iterable[str]) -> bool:
        """Whether files are as they were; of a package that is not installed here nothing is known that speaks against it."""
        return all(self._is_same(each) for each in files)

    def _is_same(self, path: str) -> bool:
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._compared(path)
        return found

    def _compared(self, path: str) -> bool:
        wanted = self.facts.files.get(path) if self.facts else None
        if not path.startswith(PACKAGES):
            return wanted is not None and file_digest(self._root / path) == wanted
        inner = path.removeprefix(PACKAGES)
        found = [each for folder in self._packages if (each := file_digest(folder / inner)) is not None]
        return not self._packages or wanted in found

    def settings(self, module: str) -> SettingsRow | None:
        """Return the row of a settings module; None where there is none, or what it was made of has changed."""
        facts = self.facts
        if facts is None or facts.settings_module != module or not self.holds(facts.settings.files):
            return None
        return facts.settings

    @cached_property
    def models(self) -> dict[str, ModelRow]:
        """The models by label."""
        rows = self.facts.models if self.facts else ()
        return {each.label: each for each in rows if self.holds(each.files)}

    def internal_type(self, cls: str) -> str | None:
        """Return the class of Django's whose column the fields of a class have; None where no row tells."""
        found = self._internal_types.get(cls, set())
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def _internal_types(self) -> dict[str, set[str | None]]:
        found: dict[str, set[str | None]] = {}
        for model in self.models.values():
            for each in model.fields:
                found.setdefault(each.cls, set()).add(each.internal)
        return found

    @cached_property
    def routes(self) -> tuple[RouteRow, ...]:
        """The routes, in the order in which Django tries them."""
        return tuple(each for each in (self.facts.routes if self.facts else ()) if self.holds(each.files))

    @property
    def has_all_routes(self) -> bool:
        """Whether all routes are known: there are some, and none is stale."""
        return self.facts is not None and 0 < len(self.facts.routes) == len(self.routes)

    def policy(self, view: str, method: str, action: str, attribute: str) -> tuple[str, ...] | None:
        """Return what a view says for a method, by the attribute; None where no row tells, or rows of its routes differ."""
        found = [each for each in self._policies.get((view, method, action), ()) if self._says(each, attribute)]
        values = {each.stated.get(attribute) for each in found}
        return values.pop() if len(values) == 1 else None

    def _says(self, row: PolicyRow, attribute: str) -> bool:
        settings = self.facts.settings.files if self.facts and attribute in row.by_settings else ()
        return self.holds(row.files) and self.holds(settings)

    @cached_property
    def _policies(self) -> dict[tuple[str, str, str], list[PolicyRow]]:
        found: dict[tuple[str, str, str], list[PolicyRow]] = {}
        for each in self.facts.policies if self.facts else ():
            found.setdefault((each.view, each.method, each.action), []).append(each)
        return found

    def counted(self) -> tuple[int, int]:
        """Return how many rows there are, and how many of them are stale."""
        facts = self.facts
        if facts is None:
            return 0, 0
        rows = [each.files for rows in (facts.models, facts.routes, facts.policies) for each in rows]
        rows.append(facts.settings.files)
        return len(rows), sum(not self.holds(each) for each in rows)
