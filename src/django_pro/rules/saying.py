"""What a rule says of a broken site."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from django_pro.findings.finding import Confidence, Data, Fix, Severity, Step


class Said(TypedDict):
    """A finding without its rule and its place.

    `message` is a fact and `recipe` what to do, both in the user's own names and under 100 characters; `scope` is
    `Reviewed.scope` of the place; `subject` is the site's key where it is not given.
    """

    message: str
    recipe: str
    confidence: Confidence
    scope: str
    subject: NotRequired[str]
    severity: NotRequired[Severity]
    trace: NotRequired[tuple[Step, ...]]
    fix: NotRequired[Fix | None]
    delegate: NotRequired[str | None]
    data: NotRequired[Data]
