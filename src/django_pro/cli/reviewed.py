"""From arguments and configuration to a review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from django_pro.cli import options
from django_pro.cli.options import Arguments
from django_pro.cli.progress import Progress
from django_pro.findings.report import Report
from django_pro.project.configuration import Configuration
from django_pro.project.project import Written, open_tree
from django_pro.review.baseline import NAME, read_baseline, write_baseline
from django_pro.review.failing import Failing, read_failing
from django_pro.review.placing import Files
from django_pro.review.reporting import report_of
from django_pro.review.reviewing import Request, Review, review_repository
from django_pro.review.selection import Selection, Wanted


@dataclass(frozen=True)
class Reviewing:
    """A review that was done, and the way to do it again."""

    review: Review
    request: Request
    failing: Failing
    again: Callable[[], Review]

    @cached_property
    def files(self) -> Files:
        """The files of the tree as they stand."""
        return Files(self.review.repository.tree.root)

    @cached_property
    def report(self) -> Report:
        """The report of the review."""
        return report_of(self.review, self.files)

    def path_in_tree(self, path: str) -> str:
        """Return a path as the tree names it, whether it is given from there or from the working folder."""
        root = self.files.root.resolve()
        here = Path(path).resolve()
        if (root / path).exists() or not here.is_relative_to(root):
            return Path(path).as_posix()
        return here.relative_to(root).as_posix()

    def update_baseline(self) -> int:
        """Write the findings of now as the baseline and say so."""
        path = baseline_path(self.review.repository.configuration, self.files.root)
        count = write_baseline(path, self.review.findings)
        print(f"{count} findings are known from now on: {path.name}")
        return 0


@dataclass(frozen=True)
class Elsewhere:
    """A state of the repository written into a folder: the commit that it comes from, and the folder."""

    written: Written
    folder: Path

    def moved(self, place: options.Place) -> options.Place:
        """Return where a place of the work tree lies in the folder."""
        top = self.written.top.resolve()
        folder = self.folder / place.folder.relative_to(top)
        folder.mkdir(parents=True, exist_ok=True)
        return options.Place(folder, tuple(self.folder / path.resolve().relative_to(top) for path in place.paths))


def reviewed(
    arguments: Arguments, *, baseline: bool = True, since: str | None = None, elsewhere: Elsewhere | None = None
) -> Reviewing:
    """Review what the arguments name; `since` is the commit whose migrations are released."""
    place = options.place_of(arguments.paths)
    asked = replace(options.project_options(arguments), since=since)
    if elsewhere is not None:
        place = elsewhere.moved(place)
        asked = replace(asked, top=elsewhere.folder, written=elsewhere.written)
    with Progress() as progress:
        progress("reading")
        repository = open_tree(place.folder, asked)
        request = _request(arguments, repository.configuration, place.paths)
        if baseline:
            known = read_baseline(baseline_path(repository.configuration, repository.tree.root))
            request = replace(request, known=known)
        review = review_repository(repository, request, progress)

    def again() -> Review:
        return review_repository(open_tree(place.folder, asked), request)

    failing = read_failing(arguments.fail_on or repository.configuration.fail_on)
    return Reviewing(review, request, failing, again)


def _request(arguments: Arguments, configuration: Configuration, paths: tuple[Path, ...]) -> Request:
    selection = Selection(
        options.words(arguments.select) or configuration.select,
        (*configuration.ignore, *options.words(arguments.ignore)),
        arguments.preview or configuration.preview,
    )
    return Request(selection, Wanted(configuration.per_path_ignores), paths)


def baseline_path(configuration: Configuration, root: Path) -> Path:
    """Return where the baseline of a tree stands, whether or not it is there."""
    return root / (configuration.baseline or NAME)
