"""DJP572 timing-unsafe-compare."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django_pro.facts.bodies import Body, parts
from django_pro.facts.deriving import DEEPEST, REQUESTS, calls_in, is_sent, made_of
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.words import is_credential, labels_of
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Chain, Comparison, Expression, Name

_WORDS = (
    "secret token signature hmac otp apikey api_key authorization auth key code digest hexdigest compare_digest"
    " constant_time_compare"
).split()
_SAFE = ("compare_digest", "constant_time_compare")
#: What hands over what a user sent, after it was checked.
_CLEANED = frozenset({"cleaned_data", "validated_data", "attrs", "kwargs"})


@rule("DJP572", severity=Severity.WARNING)
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-208")
    for body in review.bodies.of(*_words(review)):
        for _ in body.calls(*_SAFE):
            yield telling.kept(body, "comparison")
        for node in body.nodes:
            if isinstance(node, Comparison):
                yield from _judged(telling, body, node)


def _words(review: Reviewed) -> tuple[str, ...]:
    """Return every word of the project that a comparison of credentials may hold."""
    return tuple(review.bodies.words(lambda word: is_credential(word) or word in _WORDS))


def _judged(telling: Telling, body: Body, node: Comparison) -> Iterator[Site]:
    for (left, right), operator in zip(pairwise(node.operands), node.operators, strict=True):
        if operator not in ("==", "!=", "in", "not in") or not (_is_open(left) and _is_open(right)):
            continue
        if operator in ("in", "not in") and not any(is_credential(each) for each in labels_of(right)):
            continue
        for given, kept in ((left, right), (right, left)):
            if _is_secret(body, given, kept) and _is_given(body, given) and not _is_sent_too(body, kept):
                name = next((each for each in (*labels_of(given), *labels_of(kept)) if is_credential(each)), "")
                yield telling.broken(
                    body,
                    node,
                    "comparison",
                    (f"`{name}` is compared with `{operator}`, which takes longer the more of it is right",)
                    if name
                    else (f"A digest is compared with `{operator}`, which takes longer the more of it is right",),
                    "Compare them with `hmac.compare_digest()`, or Django's `constant_time_compare()`",
                    confidence=Confidence.PROVED
                    if any(is_sent(each) for each in made_of(body, given))
                    else Confidence.LIKELY,
                )
                return


def _is_open(node: Expression) -> bool:
    """Whether a side of a comparison may hold a secret: it is no literal."""
    return isinstance(node, Name | Chain) and not (isinstance(node, Chain) and parts(node)[-1:] == ("type",))


def _is_secret(body: Body, given: Expression, kept: Expression) -> bool:
    """Whether what is kept is named like a credential, or is a digest made with one."""
    labels = [each for side in (given, kept) for each in labels_of(side)]
    if any(part in each.lower() for each in labels for part in ("csrf", "checksum", "etag")):
        return False
    if any(is_credential(each) for each in labels_of(kept)):
        return not ("kwargs" in parts(given) and any(each.endswith("api_key") for each in labels))  # it says which rows
    if not _is_digest(body, kept):
        return False
    return any(is_credential(each) for side in (given, kept) for each in _names(body, side))


def _is_digest(body: Body, node: Expression) -> bool:
    return any(True for _ in calls_in(made_of(body, node), "hexdigest", "digest"))


def _names(body: Body, node: Expression) -> Iterator[str]:
    for each in made_of(body, node):
        if isinstance(each, Name):
            yield each.id
        elif isinstance(each, Chain):
            yield from labels_of(each)


def _is_given(body: Body, node: Expression) -> bool:
    """Whether a value is what a request brought."""
    function = body.function
    parameters = [each.name for each in function.parameters] if function is not None else []
    is_view = bool(REQUESTS.intersection(parameters[:2]))
    for each in made_of(body, node):
        said = parts(each)
        if is_sent(each) or _CLEANED.intersection(said[:2]):
            return True
        if isinstance(each, Name) and each.id in parameters:
            if each.id in REQUESTS:
                if isinstance(node, Name) and _comes_from_request(body, node):
                    return True
            elif each.id not in ("self", "cls") and (is_view or is_credential(each.id)):
                return True
    return False


def _is_sent_too(body: Body, node: Expression, depth: int = 0) -> bool:
    """Whether a value is sent as it is, or kept for the sender: nothing is to be found out."""
    said = parts(node)
    if is_sent(node) or "session" in said or _CLEANED.intersection(said[:2]):
        return True
    base = node.base if isinstance(node, Chain) and not said[1:2] else node
    values = body.values(base.id) if isinstance(base, Name) and depth < DEEPEST and body.local is not None else ()
    return any(isinstance(each, Name | Chain) and _is_sent_too(body, each, depth + 1) for each in values)


def _comes_from_request(body: Body, node: Name) -> bool:
    """Whether a name is what a function makes of the whole request: `token = token_of(request)`."""
    for value in body.values(node.id):
        call = value.steps[-1] if isinstance(value, Chain) else None
        given = [parts(each.value) for each in getattr(call, "arguments", ())]
        if any(each[-1:] and each[-1] in REQUESTS and len(each) <= 2 for each in given):
            return True
    return False
