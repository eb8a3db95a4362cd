"""What the shipped exporter, `django-pro learn`, tells of a project of the lab."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.truth.install import Place
from benchmarks.truth.judged import Row
from benchmarks.truth.ours import BESIDE
from django_pro.learning.learning import Request, learn, write_facts
from django_pro.project.learned import PACKAGES, Facts, PolicyRow, RouteRow, read_facts
from django_pro.project.project import Options, open_tree

#: The policies of an endpoint by the attributes that state them.
_POLICIES = {
    "permissions": "permission_classes", "authentication": "authentication_classes", "pagination": "pagination_class",
    "serializer": "serializer_class",
}  # fmt: skip


def module(place: Place) -> str:
    """The settings module, by the name that reading knows."""
    settings = place.recipe.settings
    return f"{BESIDE}.{settings}" if (place.root / BESIDE / f"{settings}.py").exists() else settings


def facts_file(place: Place) -> Path:
    """The file of a project's facts."""
    return place.folder / "facts.json"


def learned(place: Place) -> Facts:
    """Let a project tell its facts, and keep them."""
    options = Options(python=str(place.python), settings=module(place), learned=False, top=place.root)
    project = open_tree(place.root, options).projects[0]
    path = tuple((place.source / each).resolve() for each in place.recipe.path)
    packages = tuple(project.environment.folders)
    request = Request(place.root, "", place.python, module(place), path, packages, place.recipe.environment)
    facts = learn(request, lambda _: None)
    write_facts(facts, facts_file(place))
    return facts


def kept(place: Place) -> Facts:
    """The facts that a project told, asked for where nobody did yet."""
    found = read_facts(facts_file(place), asked=False) if facts_file(place).exists() else None
    return found or learned(place)


def endpoints(facts: Facts) -> Iterator[Row]:
    """A row for each route and method of a view of DRF; what the view does not tell is not in it."""
    by_view: dict[str, list[PolicyRow]] = {}
    for each in facts.policies:
        by_view.setdefault(each.view, []).append(each)
    for route in facts.routes:
        for policy in by_view.get(route.view, ()):
            if policy.action == (route.actions or {}).get(policy.method.lower(), ""):
                yield _endpoint(route, policy)


def _endpoint(route: RouteRow, policy: PolicyRow) -> Row:
    own = any(not each.startswith(PACKAGES) for each in policy.files)
    told = {name: list(policy.stated[key]) for name, key in _POLICIES.items() if key in policy.stated}
    return {"route": route.pattern, "method": policy.method, "view": route.view, "own": own, **told}
