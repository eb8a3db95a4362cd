"""Endpoints of one class that are open to everybody by default, as the rules about them tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django_pro.endpoints import Endpoint
from django_pro.endpoints.openness import Who, depends_on_user, is_public, opened, writes
from django_pro.facts.views import API
from django_pro.project.names import Defined
from django_pro.project.settings import Setting
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import Class

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Judged:
    """An endpoint and who may call it; `why` is set where nothing can be said."""

    endpoint: Endpoint
    who: Who
    why: str = ""

    @property
    def unsafe(self) -> bool:
        """Whether the method changes something."""
        return self.endpoint.method in UNSAFE

    @property
    def broken(self) -> bool:
        """Whether it is open though nobody wrote so."""
        return self.who is Who.DEFAULT


def judged(review: Reviewed) -> Iterator[Judged]:
    """Yield the endpoints of DRF views with who may call them."""
    for endpoint in review.endpoints.sites:
        view = endpoint.view
        if view is None or not view.is_rest or review.is_aside(view.target.module.path):
            continue
        found = opened(endpoint)
        why = _why_unsure(endpoint) if found.who is Who.DEFAULT else found.why
        yield Judged(endpoint, Who.UNKNOWN if why else found.who, why)


def _why_unsure(endpoint: Endpoint) -> str:
    """Return why an endpoint that is open may be meant to be, "" where nothing tells so."""
    if is_public(endpoint):
        return "its name tells that everybody is meant"
    if endpoint.method in UNSAFE:
        return "" if writes(endpoint) else "what it changes is not seen"
    return "what it answers depends on who asks" if depends_on_user(endpoint) else ""


def by_class(review: Reviewed, found: Iterable[Judged]) -> dict[Defined, list[Judged]]:
    """Return endpoints by the class that first lacks a permission: a base where all that build on it are open."""
    every = list(found)
    shared: dict[Defined, list[Judged]] = {}
    for each in every:
        shared.setdefault(_first(review, each.endpoint), []).append(each)
    groups: dict[Defined, list[Judged]] = {}
    for base, inside in shared.items():
        for each in inside:
            whole = all(other.broken for other in inside)
            assert each.endpoint.view is not None
            groups.setdefault(base if whole else each.endpoint.view.target, []).append(each)
    return groups


def is_written(review: Reviewed, setting: Setting) -> bool:
    """Whether a setting is assigned by its name in a file of the project's, and not by what makes names."""
    at = setting.place
    if review.is_aside(at.path) or not (review.project.root / at.path).is_file():
        return False
    lines = review.project.sources.lines(at.path)
    start = lines.start(lines.line(at.start))
    return setting.name.encode() in review.bytes_at(at.path, start, at.end)


def _first(review: Reviewed, endpoint: Endpoint) -> Defined:
    """Return the project's class that first is a view of DRF's, of a view's class and its bases; else the function."""
    assert endpoint.view is not None
    target, classes = endpoint.view.target, review.project.classes
    if not isinstance(target.node, Class):
        return target
    own = [
        each for each in classes.mro(target).classes if each.module.origin == "project" and classes.inherits(each, API)
    ]
    return own[-1] if own else target


__all__ = ["Judged", "by_class", "is_written", "judged"]
