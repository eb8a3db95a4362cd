"""Which migrations are released: those that stood where the present work left the main branch, by git."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from django_pro.facts.migrations.migration import Migration
from django_pro.facts.migrations.reading import Migrations
from django_pro.project.git import blobs, git, merge_base
from django_pro.project.project import Project
from django_pro.source.errors import UsageError

#: The branches that a release is taken from, the likeliest first.
MAIN = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)
#: What the configuration calls the point before the first migration: then none is released.
BEGINNING = "beginning"
#: What all migrations that are not yet released share: they are released together.
NEXT = "next"
_SHORT = 7


@dataclass(frozen=True)
class Base:
    """A commit: `name` is how people call it, `files` the blobs of its migrations by path, `is_head` whether it is HEAD."""

    top: Path
    commit: str
    name: str
    files: Mapping[str, str] = field(default_factory=dict)
    is_head: bool = False

    @property
    def told(self) -> str:
        """The commit in words: `origin/main (abc1234)`."""
        short = self.commit[:_SHORT]
        return short if self.commit.startswith(self.name) else f"{self.name} ({short})"


class Released:
    """Questions about releases: `base` is the commit whose migrations are released, None where git tells of none.

    Without it every migration is a release of its own, none has run anywhere, and no app is new. `failed` is set where
    git is there and could not answer.
    """

    def __init__(self, project: Project, migrations: Migrations) -> None:
        self.project = project
        self.migrations = migrations
        self.failed = ""
        self.base = self._base()

    def _base(self) -> Base | None:
        written = self.project.repository.options.written
        if self._since == BEGINNING:
            return None
        try:
            if written is not None:
                return _read(Base(written.top, written.commit, written.commit[:_SHORT]))
            top = self.project.root  # a tree that stands in a repository and that git ignores has no history
            return _find(top, self._since) if (top / ".git").exists() else None
        except UsageError as error:
            self.failed = error.message
            return None

    @property
    def _since(self) -> str | None:
        asked = self.project.repository.options.since
        return asked or self.project.configuration.migrations.since

    @property
    def scope(self) -> str:
        """Which migrations are judged for what they do to a database in use, in words."""
        if self.base is None:
            why = "so the settings say" if self._since == BEGINNING else "git does not tell which are released"
            return f"every migration: {self.failed or why}"
        if self.base.is_head:
            return f"migrations not yet committed to {self.base.told}"
        return f"migrations newer than {self.base.told}"

    def is_released(self, migration: Migration) -> bool:
        """Whether a migration stood there at the base."""
        return migration.label in self._paths

    def release_of(self, migration: Migration) -> Hashable:
        """Return what migrations that are deployed together have in common."""
        return migration.label if self.base is None or self.is_released(migration) else NEXT

    def app_is_unreleased(self, app: str) -> bool:
        """Whether no migration of an app has ever been released."""
        return self.base is not None and app not in self._apps

    @cached_property
    def _apps(self) -> frozenset[str]:
        return frozenset(each.app for each in self.migrations.all if self.is_released(each))

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        """The released migrations by label, with the path where each stood."""
        if self.base is None:
            return {}
        files = self.base.files
        gone = {_tail(path): path for path in files if not (self.project.root / path).exists()}
        there = (
            (each, each.path if each.path in files else gone.get(_tail(each.path))) for each in self.migrations.all
        )
        return {each.label: path for each, path in there if path is not None}

    @cached_property
    def changed(self) -> Mapping[str, bytes]:
        """What released migrations whose file is another now held at the base, by label."""
        if self.base is None:
            return {}
        wanted = {label: self.base.files[path] for label, path in self._paths.items()}
        by_label = {each.label: each for each in self.migrations.all}
        differing = [label for label, blob in wanted.items() if blob != self._blob(by_label[label], len(blob))]
        held = blobs(self.base.top, [wanted[label] for label in differing])
        return {label: data for label, data in zip(differing, held, strict=True) if data is not None}

    def _blob(self, migration: Migration, length: int) -> str:
        """Return what git calls a file's bytes; no filter of the repository is asked."""
        data = (self.project.root / migration.path).read_bytes()
        made = hashlib.new("sha256" if length > hashlib.sha1().digest_size * 2 else "sha1", usedforsecurity=False)
        made.update(b"blob %d\0" % len(data))
        made.update(data)
        return made.hexdigest()


def _tail(path: str) -> str:
    """Return app, folder and file of a migration, which stay when the app moves."""
    return "/".join(path.split("/")[-3:])


def _find(top: Path, since: str | None) -> Base:
    name, reference = (since, since) if since else _main(top)
    commit = merge_base(top, reference)
    head = git(top, "rev-parse", "HEAD").decode().strip()
    return _read(Base(top, commit, name, is_head=commit == head))


def _main(top: Path) -> tuple[str, str]:
    """Return the main branch, as people and as git call it."""
    rows = git(top, "for-each-ref", "--format=%(refname) %(symref:lstrip=2)", *MAIN).decode().splitlines()
    there = {name: symbol for name, _, symbol in (row.partition(" ") for row in rows)}
    for name in MAIN:
        if name in there:
            return there[name] or name.split("/", 2)[2], name
    raise UsageError(
        "no main branch is here", "Name the commit of the last release: since in [tool.django-pro.migrations]"
    )


def _read(base: Base) -> Base:
    """Return a base with its files."""
    rows = git(base.top, "ls-tree", "-r", "-z", "--full-tree", base.commit).split(b"\0")
    return Base(base.top, base.commit, base.name, dict(_migrations(rows)), base.is_head)


def _migrations(rows: list[bytes]) -> Iterator[tuple[str, str]]:
    for row in rows:
        meta, _, raw = row.partition(b"\t")
        if b"migrations/" in raw and raw.endswith(b".py"):
            yield raw.decode("utf-8", "replace"), meta.split()[2].decode()
