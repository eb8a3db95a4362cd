"""DJP587 jwt-or-key-in-url."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.bodies import parts
from django_pro.facts.deriving import REQUESTS
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.words import labels_of
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Chain

#: Keys that open the whole API each time; a link of a mail that is used once has another name.
_KEYS = re.compile(r"(?i)^(?:x-)?(?:api_?-?key|access_?token|auth_?token|jwt|bearer|secret_?key|apikey|password)$")


@rule("DJP587", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-598")
    for body in review.bodies.of("GET", "query_params"):
        told: set[str] = set()
        for node in body.nodes:
            name = _key(node)
            if name is None or name in told or not isinstance(node, Chain):
                continue
            told.add(name)
            yield telling.broken(
                body,
                node,
                "key",
                (f"`{name}` is read from the address, which logs, histories and proxies keep",),
                "Read it from the `Authorization` header",
                confidence=Confidence.LIKELY,
            )


def _key(node: object) -> str | None:
    """Return the key that is read from an address, None for any other expression."""
    if not isinstance(node, Chain):
        return None
    said = parts(node)
    said = said[1:] if said[:1] == ("self",) else said
    if len(said) < 2 or said[0] not in REQUESTS or said[1] not in ("GET", "query_params"):
        return None
    return next((each for each in labels_of(node) if _KEYS.match(each)), None)
