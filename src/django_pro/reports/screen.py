"""The first screen: what was understood, and how the principles stand."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.findings.report import PrincipleReport, ProjectReport, RehearsedReport, Report, RootReport
from django_pro.reports.paint import Paint

#: Roots, and bases that could not be seen, that are named; the rest is counted.
NAMED = 4


def understood(report: Report, paint: Paint) -> Iterator[str]:
    """Yield what the review took the project for."""
    project = report.project
    yield paint(f"django-pro {report.version}", "bold") + f" · {project.root}"
    yield _row("read", f"{project.files:,} files, {project.lines:,} lines, {_counts(project)}", paint)
    for root in project.roots[:NAMED]:
        yield from _root(root, paint)
    if len(project.roots) > NAMED:
        yield _row("", f"and {len(project.roots) - NAMED} more Django roots (--output-format json lists them)", paint)
    yield _row("packages", ", ".join(project.environment) or "no environment found; shipped knowledge is used", paint)
    if project.base:
        yield _row("judged", project.base, paint)
    if project.evidence:
        yield _row("ran", project.evidence, paint)
    if project.rehearsed and project.rehearsed.judged:
        yield _row("rehearsed", _rehearsed(project.rehearsed), paint)
    unseen = list(dict.fromkeys(name for root in project.roots for name in root.unseen))
    if unseen:
        more = f" and {len(unseen) - NAMED} more" if len(unseen) > NAMED else ""
        yield _row("not seen", f"{', '.join(unseen[:NAMED])}{more}", paint)
    if report.blind:
        yield _row("blind", f"{len(report.blind)} places could not be read (--all lists them)", paint)


def _row(title: str, text: str, paint: Paint) -> str:
    return f"  {paint(title.ljust(9), 'dim')} {text}"


def _counts(project: ProjectReport) -> str:
    counted = (
        ("apps", project.apps),
        ("models", project.models),
        ("endpoints", project.endpoints),
        ("tests", project.tests),
    )
    known = [f"{count:,} {name}" for name, count in counted if count is not None]
    return ", ".join([*known, f"{project.migrations:,} migrations"])


def _rehearsed(found: RehearsedReport) -> str:
    """Return how many of the judged migrations are on record, and the one during which others waited longest."""
    text = f"{len(found.on_record)} of {found.judged:,} judged migrations"
    if not found.on_record:
        return f"{text} (django-pro rehearse)"
    longest = max(found.on_record, key=lambda each: each.stall)
    return f"{text}; longest stall {longest.stall:,.0f} ms: {longest.migration}, on {longest.rows:,} rows"


def _root(root: RootReport, paint: Paint) -> Iterator[str]:
    settings = (
        f"settings {root.settings} ({root.settings_why})" if root.settings else f"settings unknown: {root.settings_why}"
    )
    yield _row("root", f"{paint(root.path, 'bold')} · {settings}", paint)
    if root.versions:
        yield _row("", " · ".join(f"{name} {version}".rstrip() for name, version in root.versions.items()), paint)


def table(principles: tuple[PrincipleReport, ...], paint: Paint) -> Iterator[str]:
    """Yield a line for each principle: score, target, kept, broken, unknown."""
    for each in principles:
        score = "no sites" if each.score is None else f"{each.score:.1f} %" if each.score < 100 else "100 %"
        target = f"target {each.target} %"
        sites = f"kept {each.kept:,}  broken {each.broken:,}  unknown {each.unknown:,}"
        accepted = f"  accepted {each.accepted:,}" if each.accepted else ""
        yield f"  {each.name.ljust(22)} {score.rjust(8)}  {target.ljust(13)} {_mark(each, paint)}  {sites}{accepted}"


def _mark(each: PrincipleReport, paint: Paint) -> str:
    if each.met is None:
        return paint("not proven", "yellow")
    if each.score is None:
        return paint("-".ljust(10), "dim")
    return paint("met".ljust(10), "green") if each.met else paint("not met".ljust(10), "red")
