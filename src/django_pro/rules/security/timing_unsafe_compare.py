"""DJP572 timing-unsafe-compare."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.names import Defined
from django_pro.rules.functions import functions_of, last_name, mentions, names_in, nodes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Assign, Attribute, Call, Chain, Comparison, Constant, Expression, Name

_SECRET = re.compile(
    r"(?:^|_)(?:secret|signature|digest|hexdigest|hmac|mac|api_?key|secret_key|auth_?token|access_?token|token|passw(?:or)?d|otp"
    r"|basic_auth|webhook_secret|sig)$",
    re.IGNORECASE,
)
#: Names of kinds of secrets, and of what is no secret.
_OTHERS = re.compile(
    r"csrf|token_?type|_id$|_pk$|_name$|next_?token|page_?token|confirm|repeat|password[12]|^(?:old|new|previous|current|empty)_",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"request|META|headers|GET|POST|query_params|data|params|body|hexdigest|digest|split|header|given|provided|received"
)
_COMPUTED = frozenset({"hexdigest", "digest"})


@rule("DJP572", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    for function in functions_of(review):
        if not mentions(
            function, b"secret", b"ignature", b"igest", b"mac", b"oken", b"assw", b"otp", b"_key", b"auth", b"sig"
        ):
            continue
        for at, node in enumerate(_comparisons(function)):
            key = f"{function.name} {at}"
            yield check.broken(
                key,
                review.span(function.module.path, node),
                message=f"`{last_name(_secret(node)) or 'A secret'}` is compared in a time that tells how much of it was right",
                recipe="Compare with `django.utils.crypto.constant_time_compare(…, …)`",
                confidence=Confidence.LIKELY,
                scope=function.name,
                data={"cwe": "CWE-208"},
            )


def _comparisons(function: Defined) -> Iterator[Comparison]:
    """Yield the comparisons of a secret with what somebody sent."""
    names = _Names(function)
    for node in nodes_of(function):
        if not isinstance(node, Comparison) or len(node.operators) != 1:
            continue
        left, right = node.operands
        if node.operators[0] in ("==", "!="):
            digest = names.is_computed(left) != names.is_computed(right)
            computed = digest and (names.signs or _is_secret(left) or _is_secret(right))
            wanted = computed or (
                _is_secret(left) and _is_secret(right) and names.is_given(left) != names.is_given(right)
            )
        else:
            wanted = node.operators[0] in ("in", "not in") and _is_secret(left) and _is_secret(right)
        if wanted and not any(isinstance(each, Constant) for each in node.operands):
            yield node


def _is_secret(node: Expression) -> bool:
    name = last_name(node)
    return bool(_SECRET.search(name)) and not _OTHERS.search(name)


class _Names:
    """What the names of a function hold: what somebody sent, and digests that are made here of a secret."""

    def __init__(self, function: Defined) -> None:
        self.parameters = {each.name for each in getattr(function.node, "parameters", ())} - {"self", "cls"}
        self.sent: set[str] = set()
        self.made: set[str] = set()
        self.signs = mentions(function, b"hmac")
        for node in nodes_of(function):
            if isinstance(node, Assign):
                names = {each.id for each in node.targets if isinstance(each, Name)}
                if _is_digest(node.value):
                    self.made |= names
                elif any(_GIVEN.search(name) for name, _ in names_in(node.value)):
                    self.sent |= names

    def is_computed(self, node: Expression) -> bool:
        """Whether an expression is a digest that is made here."""
        return _is_digest(node) or (isinstance(node, Name) and node.id in self.made and _is_secretive(node.id))

    def is_given(self, node: Expression) -> bool:
        """Whether somebody sent it."""
        if isinstance(node, Name):
            return node.id in self.parameters or node.id in self.sent
        base = node.base if isinstance(node, Chain) else node
        return isinstance(base, Name) and (base.id in self.sent or base.id == "request")


def _is_secretive(name: str) -> bool:
    """Whether a digest is there to prove something: a checksum or an e-tag is not."""
    return not re.search(r"checksum|etag|cache|file|content|old|new|current|version|fingerprint", name, re.IGNORECASE)


def _is_digest(node: Expression) -> bool:
    """Whether an expression ends in `.hexdigest()` or `.digest()` of what hashes a secret."""
    last = node.steps[-1] if isinstance(node, Chain) else None
    before = node.steps[-2] if isinstance(node, Chain) and len(node.steps) > 1 else None
    return isinstance(last, Call) and isinstance(before, Attribute) and before.name in _COMPUTED


def _secret(node: Comparison) -> Expression:
    return next((each for each in node.operands if _is_secret(each)), node.operands[0])
