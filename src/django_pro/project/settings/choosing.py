"""Which modules state settings, what each is for, and which one production uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django_pro.project.bindings import Assigned
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Names, absolute
from django_pro.project.settings.setting import SettingsModule
from django_pro.project.tree import Tree

#: A file longer than this names no settings module on purpose.
LONGEST_FILE = 200_000
_VARIABLE = "DJANGO_SETTINGS_MODULE"
_NAMED = re.compile(_VARIABLE + r"""["']?\s*(?:\]\s*=|[,=:]|\s)\s*["']?([A-Za-z_][\w.]*)""")
#: A line that is a comment in Python, a shell, a Dockerfile or YAML: what it names counts after what the rest names.
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
#: Files, by the end of their names, that say how the project is deployed, and those that say how it is tested.
_DEPLOYED = re.compile(
    r"(?:^|/)(?:[\w.-]*Dockerfile[\w.-]*|Procfile[\w.-]*|[\w.-]*compose[\w.-]*\.ya?ml|[\w.@-]+\.service|[\w.-]*\.env[\w.-]*"
    r"|app\.ya?ml|fly\.toml|render\.ya?ml|[\w.-]*uwsgi[\w.-]*|[\w.-]*gunicorn[\w.-]*|[\w.-]+\.sh|supervisor[\w.-]*)$"
)
_TESTED = re.compile(
    r"(?:^|/)(?:\.?pytest\.ini|tox\.ini|setup\.cfg|pyproject\.toml|conftest\.py|\.github/.*|\.gitlab-ci\.yml|\.travis\.yml)$"
)
_SERVED = re.compile(r"(?:^|/)(?:wsgi|asgi)\.py$")
#: What a part of a module's name says of its purpose.
_ROLES = (
    ("test", re.compile(r"^(?:ci|tox|e2e)$|test")),
    ("production", re.compile(r"prod(?!uct)|production|^(?:live|prd|deploy|deployment|heroku|release|server)$")),
    ("development", re.compile(r"dev|local|debug|docker|sample|example|dist|sandbox|demo|build|docs|static")),
    (
        "base",
        re.compile(
            r"^_?(?:base|common|defaults?|global|shared|settings_global)(?:_settings)?$|^settings_(?:base|common)$"
        ),
    ),
)
#: Names that a module of settings assigns.
_TELLING = frozenset(
    {"INSTALLED_APPS", "ROOT_URLCONF", "DATABASES", "MIDDLEWARE", "SECRET_KEY", "WSGI_APPLICATION", "DEBUG"}
)


@dataclass(frozen=True)
class Mention:
    """A file that names a settings module: `kind` is served, deployed, managed, tested or other."""

    module: str
    path: str
    kind: str


def role_of(name: str) -> str:
    """Return what a settings module is for, by the parts of its name."""
    last = name.rpartition(".")[2].lower()
    return next((role for role, pattern in _ROLES if pattern.search(last)), "other")


def mentions(tree: Tree, folder: str) -> Iterator[Mention]:
    """Yield every file of a root that names a settings module."""
    for path in (*tree.python, *tree.others):
        kind = _kind(path)
        if kind is None or not (path.startswith(folder) or "/" not in path or kind == "deployed"):
            continue
        try:
            raw = (tree.root / path).read_bytes()
        except OSError:
            continue
        if len(raw) < LONGEST_FILE and _VARIABLE.encode() in raw:
            text = raw.decode("utf-8", "replace")
            for module in dict.fromkeys((*_NAMED.findall(_COMMENT.sub("", text)), *_NAMED.findall(text))):
                yield Mention(module, path, kind)


def _kind(path: str) -> str | None:
    if _SERVED.search(path):
        return "served"
    if path.endswith("manage.py"):
        return "managed"
    if _TESTED.search(path) or "/tests/" in f"/{path}":
        return "tested"
    if _DEPLOYED.search(path):
        return "deployed"
    return "other" if path.endswith((".py", ".ini", ".cfg", ".toml", ".json")) and path.count("/") < 5 else None


def find_settings(names: Names, files: Iterable[str], mentioned: Iterable[str]) -> tuple[SettingsModule, ...]:
    """Return the settings modules of a root: those that are named, those that look so, and what they build on."""
    found: dict[str, ModuleFile] = {}
    waiting = [module for name in mentioned if (module := names.modules.find(name)) is not None]
    waiting.extend(module for path in files if _looks_so(names, module := names.modules.at(path)))
    while waiting:
        module = waiting.pop(0)
        if module.path not in found and module.origin == "project":
            found[module.path] = module
            waiting.extend(inner for inner in _stars(names, module) if inner is not None)
    return tuple(_settings_module(names, module) for module in sorted(found.values(), key=lambda each: each.name))


def _looks_so(names: Names, module: ModuleFile) -> bool:
    """Whether a module is one of settings: it assigns telling names, or builds on a module of its own settings package."""
    if "settings" not in module.path and "config" not in module.path and "conf" not in module.path:
        return False
    bindings = names.bindings(module)
    assigned = {name for name, found in bindings.names.items() if any(isinstance(each, Assigned) for each in found)}
    if len(assigned & _TELLING) >= 2:
        return True
    package = module.name.rpartition(".")[0]
    inside = package.rpartition(".")[2] == "settings" or module.name.rpartition(".")[2] == "settings"
    stars = [each for each in _stars(names, module) if each is not None]
    return inside and any("settings" in each.name or each.name.startswith(package) for each in stars)


def _stars(names: Names, module: ModuleFile) -> list[ModuleFile | None]:
    return [names.modules.find(absolute(module, star)) for star in names.bindings(module).stars]


def _settings_module(names: Names, module: ModuleFile) -> SettingsModule:
    stars = [
        (absolute(module, star), names.modules.find(absolute(module, star))) for star in names.bindings(module).stars
    ]
    imports = tuple(found.name for _, found in stars if found is not None)
    missing = tuple(name for name, found in stars if found is None)
    return SettingsModule(module.name, module.path, role_of(module.name), imports, missing)


def choose_production(
    modules: tuple[SettingsModule, ...], named: list[Mention], wanted: str | None
) -> tuple[str | None, str]:
    """Return the module that production uses, and why it is the one."""
    known = {module.name: module for module in modules}
    if wanted is not None:
        return (wanted, "it was asked for") if wanted in known else (None, f"there is no settings module {wanted}")
    if not known:
        return None, "there is no settings module"
    there = [each for each in named if each.module in known]
    for role, kinds in _ORDER:
        for kind in kinds:
            for each in there:
                if each.kind == kind and known[each.module].role == role:
                    return each.module, f"{each.path} names it"
        if role == "production" and (found := _named_so(known, there)):
            return found, "its name says so"
    return _fullest(known)


#: Which mention decides: the roles in this order, for each the files in this order.
_ORDER = (
    ("production", ("served", "deployed", "managed", "other")),
    ("other", ("served", "deployed", "managed", "other")),
    ("base", ("served", "deployed", "managed")),
    ("development", ("served", "deployed", "managed")),
)


def _named_so(known: dict[str, SettingsModule], there: list[Mention]) -> str | None:
    """Return the module whose name says production, where no module without such a name is what is served."""
    served = any(each.kind == "served" and known[each.module].role == "other" for each in there)
    found = sorted(
        (name for name, module in known.items() if module.role == "production"), key=lambda name: (len(name), name)
    )
    return found[0] if found and not served else None


def _fullest(known: dict[str, SettingsModule]) -> tuple[str, str]:
    """Return the module that most others are not built on: the last one of its line."""
    for role in ("other", "base", "development", "test"):
        found = [name for name, module in known.items() if module.role == role]
        if found:
            name = min(found, key=lambda each: (each.count("."), not each.endswith("settings"), each))
            return name, "no file names one; it is the most general"
    return next(iter(known)), "it is the only one"
