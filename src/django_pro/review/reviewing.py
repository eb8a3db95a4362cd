"""A whole review: every Django root of a tree, judged, silenced, compared with the baseline and scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django_pro.findings.blind import Blind
from django_pro.findings.finding import Finding
from django_pro.findings.principle import Score
from django_pro.project.project import Repository
from django_pro.review.baseline import Known
from django_pro.review.comparing import beyond
from django_pro.review.counting import Counts, count
from django_pro.review.placing import Files
from django_pro.review.proving import Proof, Proving, with_run
from django_pro.review.running import Progress, run_rules
from django_pro.review.scoring import Judged, scores
from django_pro.review.selection import Selection, Wanted
from django_pro.review.silencing import Silenced, Silences
from django_pro.review.unread import unread
from django_pro.review.unused_suppression import RULE as UNUSED
from django_pro.rules.reviewed import Reviewed


def quiet(_: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Request:
    """How to review: `paths` are files and folders that findings are wanted in, all where there are none."""

    selection: Selection = field(default_factory=Selection)
    wanted: Wanted = field(default_factory=Wanted)
    paths: tuple[Path, ...] = ()
    known: tuple[Known, ...] = ()


@dataclass(frozen=True)
class RootReview:
    """One Django root with its numbers and scores."""

    reviewed: Reviewed
    counts: Counts
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Review:
    """What a review found: `findings` are those to show, in the order of their places; `proofs` go by fingerprint."""

    repository: Repository
    roots: tuple[RootReview, ...]
    scores: tuple[Score, ...]
    findings: tuple[Finding, ...]
    baselined: tuple[Finding, ...]
    silenced: tuple[Silenced, ...]
    blinds: tuple[Blind, ...]
    proofs: Mapping[str, Proof]


def review_repository(repository: Repository, request: Request, progress: Progress = quiet) -> Review:
    """Review a tree that is open already."""
    rules = request.selection.rules()
    reviewed = [Reviewed(project) for project in repository.projects]
    found = [each for root in reviewed for each in run_rules(root, rules, progress)]
    found, proofs = with_run(found, _proving(reviewed))
    silences = Silences(repository.tree, repository.sources)
    judged, silenced, shown = _sorted_out(found, request.wanted, silences)
    if UNUSED in rules:
        shown.extend(each for each in silences.needless(rules) if request.wanted(UNUSED, each.span.path))
    inside = _inside(repository.tree.root, request.paths)
    new, old = beyond(_in_order(shown), [known.fingerprint for known in request.known])
    return Review(
        repository,
        tuple(_root(root, judged) for root in reviewed),
        scores(judged),
        tuple(each for each in new if _within(each, inside)),
        tuple(each for each in old if _within(each, inside)),
        tuple(each for each in silenced if _within(each.finding, inside)),
        _blinds(repository, reviewed),
        proofs,
    )


def _proving(reviewed: Iterable[Reviewed]) -> Proving | None:
    """Return what joins findings with the run of the tests, None where there is no evidence of one."""
    root = next((root for root in reviewed if root.running is not None), None)
    if root is None or root.running is None:
        return None
    return Proving(root.running, root.models, Files(root.project.root))


def _root(reviewed: Reviewed, judged: Iterable[Judged]) -> RootReview:
    folder = reviewed.project.folder
    return RootReview(reviewed, count(reviewed), scores(each for each in judged if each.root == folder))


def _sorted_out(
    found: Iterable[Judged], wanted: Wanted, silences: Silences
) -> tuple[list[Judged], list[Silenced], list[Finding]]:
    """Return the sites that count, the findings that comments silence, and those that are left."""
    judged: list[Judged] = []
    silenced: list[Silenced] = []
    shown: list[Finding] = []
    for each in found:
        finding = each.site.finding
        if finding is None:
            judged.append(each)
            continue
        comment = silences.of(each.rule, finding)
        if not wanted(each.rule, finding.span.path):
            continue
        judged.append(Judged(each.root, each.rule, each.site, accepted=bool(comment and comment.reason)))
        if comment:
            silenced.append(Silenced(finding, comment))
        else:
            shown.append(finding)
    return judged, silenced, shown


def _inside(root: Path, paths: Iterable[Path]) -> tuple[str, ...]:
    """Return paths as the tree names them, with a slash behind each; nothing where the whole tree is meant."""
    inner = [path.resolve().relative_to(root.resolve()).as_posix() for path in paths]
    return () if "." in inner else tuple(f"{path}/" for path in inner)


def _within(finding: Finding, inside: tuple[str, ...]) -> bool:
    """Whether a finding stands in one of the files and folders asked for; scores are the whole tree's all the same."""
    return not inside or f"{finding.span.path}/".startswith(inside)


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by place, each once, though several roots may share its file."""
    unique = {(each.fingerprint, each.span): each for each in findings}
    return sorted(
        unique.values(), key=lambda each: (each.span.path, each.span.start, each.rule, each.subject, each.span.end)
    )


def _blinds(repository: Repository, reviewed: Iterable[Reviewed]) -> tuple[Blind, ...]:
    said = [blind for root in reviewed for blind in root.blinds]
    return tuple(sorted({*repository.blinds, *unread(repository.tree, repository.sources), *said}))
