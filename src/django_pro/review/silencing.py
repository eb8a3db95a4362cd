"""Which findings a project's own comments silence, and which comments silence nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django_pro.findings.finding import Finding
from django_pro.project.sources import Sources
from django_pro.project.tree import Tree
from django_pro.review.suppressions import Suppression, in_python, in_template
from django_pro.review.unused_suppression import unused
from django_pro.rules.rule import Rule
from django_pro.source.text import Lines, line_starts


class Silences:
    """The suppressions of a tree, and what each was needed for."""

    def __init__(self, tree: Tree, sources: Sources) -> None:
        self._root = tree.root
        self._by_path: dict[str, tuple[Suppression, ...]] = {}
        self._lines: dict[str, Lines] = {}
        self._used: dict[Suppression, set[str]] = defaultdict(set)
        for path in tree.python:
            if comments := sources.module(path).comments:
                self._keep(path, in_python(path, self._raw(path), comments))
        for path in tree.templates:
            self._keep(path, in_template(path, self._raw(path)))

    def _keep(self, path: str, found: Iterator[Suppression]) -> None:
        if suppressions := tuple(found):
            self._by_path[path] = suppressions
            self._lines[path] = Lines(line_starts(self._raw(path)))

    def _raw(self, path: str) -> bytes:
        try:
            return (self._root / path).read_bytes()
        except OSError:  # said already where the file was to be read
            return b""

    def of(self, rule: Rule, finding: Finding) -> Suppression | None:
        """Return the suppression that silences a finding, and remember that it was needed."""
        span = finding.span
        found = self._by_path.get(span.path)
        if not found:
            return None
        lines = self._lines[span.path]
        wanted = {lines.line(span.start), lines.line(max(span.start, span.end - 1))}
        for each in found:
            words = {rule.code, rule.name} & set(each.codes)
            if words and any(each.first <= line <= each.last for line in wanted):
                self._used[each] |= words
                return each
        return None

    def needless(self, ran: Iterable[Rule]) -> Iterator[Finding]:
        """Yield DJP901 for each comment that some running rule did not need."""
        words = {word for rule in ran for word in (rule.code, rule.name)}
        for path, found in self._by_path.items():
            raw = self._raw(path)
            for each in found:
                yield from unused(each, self._used[each], words, raw)


@dataclass(frozen=True)
class Silenced:
    """A finding that is not shown, and the comment that says so."""

    finding: Finding
    by: Suppression
