"""What a review took the project for: its roots, settings, versions, counts, and what decides the scores."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django_pro.facts.migrations.rehearsals import records
from django_pro.findings.report import (
    ProjectReport,
    RehearsalReport,
    RehearsedReport,
    RootReport,
    principle_report,
)  # fmt: skip
from django_pro.project.project import Project, Repository
from django_pro.project.versions import Version, Versions
from django_pro.review.counting import is_built
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
        endpoints=_sum(each.counts.endpoints for each in review.roots),
        migrations=sum(each.counts.migrations for each in review.roots),
        tests=_sum(each.counts.tests for each in review.roots),
        django=next((each.versions["Django"] for each in roots if "Django" in each.versions), None),
        templates=len(repository.tree.templates),
        roots=roots,
        code=_digest(repository),
        environment=tuple(dict.fromkeys(each.environment for each in roots if each.environment)),
        base=_base(review),
        evidence=_evidence(review),
        rehearsed=_rehearsed(review),
    )


def _base(review: Review) -> str | None:
    """Return which migrations were judged for what they do to a database in use; None where no rule asked."""
    asked = (each.reviewed.released.scope for each in review.roots if is_built(each.reviewed, "released"))
    return next(asked, None)


def _evidence(review: Review) -> str | None:
    """Return what the evidence is that ran: the tests of a run, what projects' own Djangos told; None where there is none."""
    found = (_tests(review), *(learned_by(each.reviewed.project) for each in review.roots))
    return "; ".join(filter(None, found)) or None


def _tests(review: Review) -> str:
    """Return of which run of the tests the evidence is, and how many of its files were changed since."""
    running = next((root.reviewed.running for root in review.roots if root.reviewed.running is not None), None)
    if running is None:
        return ""
    run = running.ran.run
    at = f", commit {run.commit[:9]}{' and more' if run.dirty else ''}" if run.commit else ""
    stale = f", {len(running.stale)} files changed since" if running.stale else ""
    return f"{run.tests:,} tests on {run.made[:16].replace('T', ' ')} UTC{at}{stale}"


def learned_by(project: Project) -> str:
    """Return when and by what a root's facts were learned, "" where there are none."""
    facts = project.learned.facts
    if facts is None:
        return ""
    rows, stale = project.learned.counted()
    rest = f", {stale:,} of them stale" if stale else ""
    when = facts.learned[:16].replace("T", " ")
    return f"learned on {when} UTC by Django {facts.django} with {facts.settings_module}: {rows:,} rows{rest}"


def _rehearsed(review: Review) -> RehearsedReport | None:
    """Return which of the judged migrations have a rehearsal on record; None where no rule asked for them."""
    asked = [root.reviewed for root in review.roots if is_built(root.reviewed, "released")]
    new = {each: [one for one in each.migrations.all if not each.is_released(one)] for each in asked}
    found = (record for each, own in new.items() for record in records(each.project.root, own).values())
    told = tuple(RehearsalReport(each.migration, each.commit, each.rows, each.stall, each.passes) for each in found)
    return RehearsedReport(sum(map(len, new.values())), told) if asked else None


def _root(root: RootReview) -> RootReport:
    project = root.reviewed.project
    return RootReport(
        path=project.folder or ".",
        settings=project.settings.production,
        settings_why=project.settings.production_why,
        apps=root.counts.apps,
        models=root.counts.models,
        versions=_versions(project.versions),
        environment=_environment(project),
        unseen=root.counts.unseen,
        principles=tuple(principle_report(score) for score in root.scores),
    )


#: What a version is called on the screen, by its name among the versions.
_SHOWN = {
    "python": "Python",
    "django": "Django",
    "djangorestframework": "DRF",
    "celery": "Celery",
    "channels": "Channels",
}


def _versions(versions: Versions) -> dict[str, str]:
    """Return what the root runs on, as far as its files tell."""
    known = {shown: versions.of(name) for name, shown in _SHOWN.items()}
    engines = {name: versions.of(name) for name in versions.engines}
    stated = {name: each.text for name, each in {**known, **engines}.items() if isinstance(each, Version)}
    return {**stated, **{name: "" for name in versions.engines if name not in stated}}


def _environment(project: Project) -> str | None:
    environment = project.environment
    if not environment.folders:
        return None
    return f"{len(environment.distributions)} packages of {environment.why}"


def _sum(counts: Iterable[int | None]) -> int | None:
    """Return the sum of what was counted, None where nothing was."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


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
