"""Which rules run, and where their findings are wanted."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pathspec

from django_pro.project import places
from django_pro.review import unused_suppression
from django_pro.rules.page import all_pages
from django_pro.rules.registry import all_rules
from django_pro.rules.rule import Rule
from django_pro.source.errors import UsageError


@dataclass(frozen=True)
class Selection:
    """The rules that were asked for, by code, name or the beginning of a code; an empty `select` is the default."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool = False

    def __post_init__(self) -> None:
        for wanted in (*self.select, *self.ignore):
            check_known(wanted)

    def wants(self, code: str, name: str, preview: bool) -> bool:
        """Whether a rule runs; a preview rule does when it is named itself, or all of them are asked for."""
        if _named(self.ignore, code, name):
            return False
        if preview and not self.preview:
            return code in self.select or name in self.select
        return not self.select or _named(self.select, code, name)

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules that run."""
        return tuple(rule for rule in reviewed_rules() if self.wants(rule.code, rule.name, rule.preview))


def reviewed_rules() -> tuple[Rule, ...]:
    """Return every rule there is, those about the review itself last."""
    return (*all_rules(), unused_suppression.RULE)


def _named(wanted: Iterable[str], code: str, name: str) -> bool:
    return any(each == name or code.startswith(each) for each in wanted)


def check_known(wanted: str) -> None:
    """Raise `UsageError` for what is neither a code, nor the beginning of one, nor a name."""
    pages = all_pages()
    if wanted and any(page.name == wanted or page.code.startswith(wanted) for page in pages):
        return
    near = difflib.get_close_matches(wanted, [*(page.name for page in pages), *(page.code for page in pages)], 1, 0.5)
    hint = f"Did you mean {near[0]}?" if near else "django-pro explain lists the rules."
    raise UsageError(f"there is no rule {wanted or '(empty)'}", hint)


@dataclass(frozen=True)
class Wanted:
    """Where findings are wanted: `per_path` maps patterns as in `.gitignore` to codes or names."""

    per_path: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __call__(self, rule: Rule, path: str) -> bool:
        """Whether a rule's findings in a file are wanted: only rules about tests and migrations speak there."""
        if places.is_vendored(path):
            return False
        if places.is_test(path) and rule.family != "tests":
            return False
        if places.is_migration(path) and rule.family not in ("migrations", "tests"):
            return False
        return not any(
            _named(ignored, rule.code, rule.name) and _matches(pattern, path)
            for pattern, ignored in self.per_path.items()
        )


def _matches(pattern: str, path: str) -> bool:
    return pathspec.GitIgnoreSpec.from_lines([pattern]).match_file(path)
