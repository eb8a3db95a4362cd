"""DJP560 missing-permission."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.urls import Source
from django_pro.facts.views.functions import decorators_of
from django_pro.facts.views.view import View
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.functions import calls_of, full_name, names_in
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Class, Function, body_of

_ADMIN = re.compile(r"(?:^|[/._^])(?:admin|administration|backoffice|staff)(?:[/._]|$)", re.IGNORECASE)
#: Words of what asks for more than a login.
_MORE = re.compile(
    r"staff|superuser|is_admin|admin_|_admin|Admin|perm|role|group|allowed|authori[sz]|owner|can_|has_|check|moderator|manager|require_",
)
_WORD = re.compile(rb"[A-Za-z_]\w+")
_LOGIN = re.compile(r"login|authenticated|auth", re.IGNORECASE)


@rule("DJP560", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    seen: set[Defined] = set()
    for endpoint in review.endpoints.sites:
        view = endpoint.view
        if view is None or view.is_rest or view.target in seen or endpoint.route.source is Source.ADMIN:
            continue
        target = view.target
        if review.is_aside(target.module.path) or not (
            _ADMIN.search(endpoint.route.pattern) or _ADMIN.search(target.module.name)
        ):
            continue
        seen.add(target)
        words = _around(review, view)
        if any(_MORE.search(word) for word in words) or view.unseen:
            yield check.kept(endpoint.key)
        elif not any(_LOGIN.search(word) for word in words):
            yield check.unknown(endpoint.key, "nothing at all is asked: it may be meant for everybody")
        else:
            yield check.broken(
                endpoint.key,
                review.headline(target.module.path, target.node),
                message=f"`{target.qualname[-40:]}` is a page for administrators that asks for a login alone",
                recipe="Ask for more: `@staff_member_required`, or `@permission_required(…)`",
                confidence=Confidence.LIKELY,
                scope=target.name,
                data={"cwe": "CWE-862", "routes": [endpoint.key]},
            )


def _around(review: Reviewed, view: View) -> set[str]:
    """Return the names in and around a view, its own aside, and those in the decorators of the project's own."""
    names = review.project.names
    found = {each.rpartition(".")[2] for each in view.decorators}
    targets = [view.target, *(each for each in view.methods.values() if each is not None)]
    for target in targets:
        found |= {each.name.rpartition(".")[2] for each in decorators_of(names, target)}
        if isinstance(target.node, Function):
            found |= {name for name, _ in names_in(body_of(target.node))}
            found |= {full_name(review, target, called).rpartition(".")[2] for _, _, called in calls_of(target)}
    if isinstance(view.target.node, Class):
        mro = review.project.classes.mro(view.target).classes[1:]
        own = [view.target, *(each for each in mro if each.module.origin == "project")]
        found |= {each.qualname for each in mro}
        found |= {name for each in own for name in review.project.classes.own(each)}
    return found | set(_in_decorators(review, view))


def _in_decorators(review: Reviewed, view: View) -> Iterator[str]:
    for decorator in decorators_of(review.project.names, view.target):
        for found in review.project.names.dotted(decorator.name):
            if isinstance(found, Defined) and isinstance(found.node, Function) and found.module.origin == "project":
                yield from (each.decode() for each in _WORD.findall(bytes(found.node.packed)))  # functions inside too
