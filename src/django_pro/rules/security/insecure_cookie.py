"""DJP581 insecure-cookie."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.functions import argument, calls_of, functions_of, last_name, mentions, text_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Call, Chain, Constant, Expression

#: Cookies that say who somebody is, or open something.
_OPENS = re.compile(r"auth|token|jwt|session|sid$|user_?id|admin|login|refresh|access", re.IGNORECASE)
_HARMLESS = re.compile(r"csrf|lang|theme|seen|banner|consent|dismiss|tracking|count", re.IGNORECASE)


@rule("DJP581", severity=Severity.WARNING, preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    for function in functions_of(review):
        if not mentions(function, b"set_cookie"):
            continue
        for at, (node, step, called) in enumerate(calls_of(function)):
            if last_name(called) != "set_cookie":
                continue
            key = f"{function.name} cookie {at}"
            name = _name_of(step)
            missing = [flag for flag in ("secure", "httponly") if _is_off(step, flag)]
            if any(each.stars for each in step.arguments):
                yield check.unknown(key, "its flags are given by `**`")
            elif not missing or not _OPENS.search(name) or _HARMLESS.search(name):
                yield check.kept(key)
            else:
                flags = " and ".join(f"`{each}`" for each in missing)
                yield check.broken(
                    key,
                    review.span(function.module.path, Chain(node.start, step.end, node.base, node.steps)),
                    message=f"The cookie `{name[:30]}` is set without {flags}",
                    recipe='Give it `secure=True, httponly=True, samesite="Lax"`, or keep it in `request.session`',
                    confidence=Confidence.LIKELY,
                    scope=function.name,
                    data={"cwe": "CWE-614"},
                )


def _name_of(call: Call) -> str:
    """Return the cookie's name: a literal, or what its constant is called."""
    given = argument(call, 0, "key")
    if given is None:
        return ""
    return text_of(given.value) or last_name(given.value)


def _is_off(call: Call, flag: str) -> bool:
    given: Expression | None = next((each.value for each in call.arguments if each.name == flag), None)
    return given is None or (isinstance(given, Constant) and not given.value)
