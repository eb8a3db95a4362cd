"""A reviewed tree, and the Django projects in it, tied together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pathspec

from django_pro.findings.blind import Blind
from django_pro.project.apps import Apps, find_apps
from django_pro.project.cache import Cache, DiskCache, cache_folder
from django_pro.project.classes import Classes
from django_pro.project.configuration import Configuration, read_configuration
from django_pro.project.environment import Environment, find_environment
from django_pro.project.learned import Facts, Learned, kept_at, read_facts
from django_pro.project.loading import Loader
from django_pro.project.modules import Modules
from django_pro.project.names import Names
from django_pro.project.paths import added_folders
from django_pro.project.roots import Root, files_of, find_roots
from django_pro.project.settings import Settings, read_settings
from django_pro.project.sources import Sources
from django_pro.project.tree import Tree, find_tree
from django_pro.project.versions import Versions, find_versions
from django_pro.source.errors import UsageError


@dataclass(frozen=True)
class Written:
    """A commit of a repository, written into a folder that git does not know."""

    top: Path
    commit: str


@dataclass(frozen=True)
class Options:
    """What a request says of the project: `root`, `settings` and `python` win over the configuration.

    `cache` keeps what was read in the user's cache folder; `parallel` reads many files in several processes. `top` is
    the tree's top, where it is not to be looked for. `facts` is a file of learned facts to use instead of the one that is
    kept in the user's cache folder, which `learned` wants. `written` is the commit that the tree was written from, and `since`
    the commit from which on migrations are new, where the request and not the configuration says so. `evidence` is the
    file of a run of the tests, relative to the tree's top.
    """

    root: str | None = None
    settings: str | None = None
    python: str | None = None
    cache: bool = True
    parallel: bool = True
    top: Path | None = None
    facts: Path | None = None
    learned: bool = True
    since: str | None = None
    written: Written | None = None
    evidence: str | None = None


class Project:
    """One Django root: its files, names, classes, settings, apps and versions, each found when it is first asked for.

    `folder` is the root's own folder in the tree, "" or ending with a slash; `files` are the files of Python that belong
    to it, relative to the tree's top `root`.
    """

    def __init__(self, repository: Repository, found: Root, files: tuple[str, ...]) -> None:
        self.repository = repository
        self.found = found
        self.folder = found.folder
        self.files = files
        self.tree = repository.tree
        self.root = repository.tree.root
        self.sources = repository.sources
        self.configuration = repository.configuration

    @cached_property
    def environment(self) -> Environment:
        """The packages of the project's own interpreter."""
        options = self.repository.options
        return find_environment(self.root, options.python, self.configuration.python)

    @cached_property
    def learned(self) -> Learned:
        """What the project's own Django told of it, where somebody let it."""
        return Learned(self._facts(), self.root, self.environment.folders)

    def _facts(self) -> Facts | None:
        options = self.repository.options
        if options.facts is not None:
            facts = read_facts(options.facts, asked=True)
            return facts if facts is not None and facts.root == self.folder else None
        kept = kept_at((options.written.top if options.written else self.root) / self.folder)
        is_inside = kept.resolve().is_relative_to(self.root.resolve())  # nothing is read from the tree unasked
        return read_facts(kept, asked=False) if options.learned and not is_inside else None

    @cached_property
    def modules(self) -> Modules:
        """The way from dotted names to files."""
        added = added_folders(self.tree, self.folder)
        roots = dict.fromkeys((*added, self.folder, f"{self.folder}src/", "src/", ""))
        return Modules(self.tree.python, tuple(roots), self.environment.folders)

    @cached_property
    def names(self) -> Names:
        """What names stand for; `apps` teaches it to follow what is loaded by an app's label."""
        names = Names(self.modules, self.sources)
        names.loader = Loader(names, _Later(self))
        return names

    @cached_property
    def _apart(self) -> Names:
        """Names for finding the apps, which must not ask for the apps."""
        return Names(self.modules, self.sources)

    @cached_property
    def classes(self) -> Classes:
        """The classes, their bases and members."""
        return Classes(self.names)

    @cached_property
    def settings(self) -> Settings:
        """What the settings modules say."""
        wanted = self.repository.options.settings or self.configuration.settings
        found = read_settings(self._apart, self.tree, self.folder, self.files, wanted)
        found.learned = self.learned
        return found

    @cached_property
    def apps(self) -> Apps:
        """The installed apps."""
        return find_apps(self.settings, Classes(self._apart), self.files)

    @cached_property
    def versions(self) -> Versions:
        """The versions of what the project runs on."""
        return find_versions(self.tree, self.folder, self.environment, self.settings)


@dataclass(frozen=True)
class _Later:
    """The installed apps, found only when some name needs them."""

    project: Project

    def module_of(self, label: str) -> str | None:
        """Return the module of an app by its label."""
        return self.project.apps.module_of(label)

    def user(self) -> str:
        """Return the label of the user model."""
        return self.project.settings.texts().get("AUTH_USER_MODEL", "auth.User")


@dataclass(frozen=True)
class Repository:
    """A reviewed tree with the Django projects in it; `inside` is the folder in it that was asked for."""

    tree: Tree
    sources: Sources
    configuration: Configuration
    options: Options
    inside: str = ""
    projects: tuple[Project, ...] = ()
    blinds: tuple[Blind, ...] = ()


def open_tree(path: Path, options: Options | None = None) -> Repository:
    """Return the reviewed tree that a folder stands in: its git top, or the folder itself.

    `UsageError` where nothing there speaks of Django.
    """
    options = options or Options()
    folder = path.resolve()
    top = options.top or top_of(folder)
    configuration = read_configuration(folder, top)
    inside = _inside(folder, top)
    tree = _without(_tree(top, inside), configuration.exclude)
    if inside and not any(each.startswith(inside) for each in tree.python):  # git ignores it: it is meant all the same
        tree, inside = _without(find_tree(folder), configuration.exclude), ""
    cache = DiskCache(cache_folder()) if options.cache else Cache()
    sources = Sources(tree.root, cache)
    sources.read_all(tree.python)
    repository = Repository(tree, sources, configuration, options, inside)
    roots = _wanted(find_roots(tree, sources), options.root or configuration.root)
    files = files_of(tree, roots) if roots else {}
    projects = [
        Project(repository, root, files[root.folder]) for root in roots if _concerns(files[root.folder], inside)
    ]
    if not projects:
        raise UsageError(
            f"there is no Django in {path}: {len(tree.python)} files of Python were read and none imports it",
            "Give the folder that holds manage.py, or one above it.",
        )
    if options.facts is not None:
        read_facts(options.facts, asked=True)  # what is wrong with it is told before anything long begins
    return replace(repository, projects=tuple(projects), blinds=tree.blinds)


def _tree(top: Path, inside: str) -> Tree:
    """Return the files of a tree; of one whose inner folder is asked for and has a `manage.py`, the code of that alone."""
    tree = find_tree(top)
    if not inside or f"{inside}manage.py" not in tree.python:
        return tree
    python, templates = (
        tuple(path for path in paths if path.startswith(inside)) for paths in (tree.python, tree.templates)
    )
    return replace(tree, python=python, templates=templates)


def top_of(folder: Path) -> Path:
    """Return the top of the git work tree that a folder stands in, else the folder itself."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)


def _without(tree: Tree, patterns: tuple[str, ...]) -> Tree:
    if not patterns:
        return tree
    spec = pathspec.GitIgnoreSpec.from_lines(patterns)

    def left(paths: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(path for path in paths if not spec.match_file(path))

    return replace(tree, python=left(tree.python), templates=left(tree.templates), others=left(tree.others))


def _inside(folder: Path, top: Path) -> str:
    return "" if folder == top else folder.relative_to(top).as_posix() + "/"


def _concerns(files: tuple[str, ...], inside: str) -> bool:
    """Whether a root holds files below the folder that was asked for."""
    return not inside or any(path.startswith(inside) for path in files)


def _wanted(roots: tuple[Root, ...], folder: str | None) -> tuple[Root, ...]:
    """Return the one root that was asked for, or all."""
    if folder is None:
        return roots
    wanted = "" if folder in (".", "") else folder.replace("\\", "/").removeprefix("./").rstrip("/") + "/"
    found = tuple(root for root in roots if root.folder == wanted)
    if not found:
        known = ", ".join(root.folder or "." for root in roots) or "none"
        raise UsageError(f"there is no Django root in {folder}", f"The roots found are: {known}.")
    return found
