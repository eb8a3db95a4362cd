"""What a review took the project for: its roots, settings, versions, counts, and what decides the scores."""

from __future__ import annotations

import hashlib

from django_pro.findings.report import ProjectReport, RootReport, principle_report
from django_pro.project.project import Repository
from django_pro.review.reviewing import Review, RootReview


def project_report(review: Review) -> ProjectReport:
    """Return the facts about the project that the report begins with."""
    repository = review.repository
    roots = tuple(_root(each) for each in review.roots)
    return ProjectReport(
        root=repository.tree.root.name,
        files=len(repository.tree.python) + len(repository.tree.templates),
        lines=sum(len(repository.sources.module(path).lines) // 4 - 1 for path in repository.tree.python),
        apps=sum(each.apps for each in roots),
        models=sum(each.models for each in roots),
        endpoints=None,
        migrations=sum(each.counts.migrations for each in review.roots),
        tests=None,
        django=next((each.versions["Django"] for each in roots if "Django" in each.versions), None),
        roots=roots,
        code=_digest(repository),
        environment=(),
        base=None,
        evidence=None,
    )


def _root(root: RootReview) -> RootReport:
    project = root.reviewed.project
    return RootReport(
        path=project.folder or ".",
        settings=None,
        settings_why="",
        apps=0,
        models=root.counts.models,
        versions={},
        environment=None,
        unseen=root.counts.unseen,
        principles=tuple(principle_report(score) for score in root.scores),
    )


def _digest(repository: Repository) -> str:
    """Return a digest of the files that were read, by name and content."""
    found = hashlib.blake2b(digest_size=16)
    for path in (*repository.tree.python, *repository.tree.templates):
        try:
            raw = (repository.tree.root / path).read_bytes()
        except OSError:
            raw = b""
        found.update(f"{path}\0{len(raw)}\0".encode())
        found.update(raw)
    return found.hexdigest()
