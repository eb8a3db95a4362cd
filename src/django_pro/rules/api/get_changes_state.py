"""DJP324 get-changes-state."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.views.changes import changes_of
from django_pro.findings.finding import Confidence, Severity, Step
from django_pro.findings.site import Site
from django_pro.rules.functions import names_in
from django_pro.rules.handling import Handling, handlings_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Class, body_of

#: Links of mails, other machines' calls, and answers that are noted: what proves itself by a token is used once.
_MEANT = re.compile(
    r"confirm|verif|activat|unsubscri|callback|oauth|oidc|saml|webhook|hook|cron|track|magic|invit|reset|token|uidb64|signature"
    r"|signed|ticket|accept|sso|health|impression|pixel|download|export|session|ping|heartbeat|^poll",
    re.IGNORECASE,
)


@rule("DJP324", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    for handling in handlings_of(review):
        if "GET" not in handling.methods:
            continue
        key = f"{handling.function.name} GET"
        view = handling.endpoints[0].view
        owner = view.target if view is not None and isinstance(view.target.node, Class) else None
        found = next(changes_of(review.project.classes, handling.function, owner), None)
        if found is None:
            yield check.kept(key)
        elif _is_meant(handling) or _asks(handling):
            yield check.unknown(key, "a link that is followed once may be meant, or another method asked")
        else:
            path = handling.function.module.path
            steps = [Step(review.span(path, found.via), "called for a GET")] if found.via != found.node else []
            steps.append(Step(review.span(found.function.module.path, found.node), f"it {found.said}"))
            yield check.broken(
                key,
                review.headline(path, handling.node),
                message=f"`{handling.function.qualname[-40:]}` answers GET and {found.said}",
                recipe='Answer POST: `methods=["post"]` of the action, `def post`, or `@api_view(["POST"])`',
                confidence=Confidence.LIKELY,
                scope=handling.function.name,
                trace=tuple(steps),
                data={"cwe": "CWE-650", "routes": handling.routes},
            )


def _is_meant(handling: Handling) -> bool:
    names = [handling.function.qualname, *(each.name for each in handling.node.parameters)]
    return any(_MEANT.search(each) for each in names) or any(_MEANT.search(each.name) for each in handling.endpoints)


def _asks(handling: Handling) -> bool:
    """Whether a function that answers several methods asks which one it is, or reads a body."""
    several = len(handling.methods) > 1
    words = {name for name, _ in names_in(body_of(handling.node))}
    return several and bool(words & {"method", "data", "POST", "is_valid"})
