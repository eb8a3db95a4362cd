"""DJP581 insecure-cookie."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.bodies import Body
from django_pro.facts.calls import argument_of
from django_pro.facts.deriving import calls_in, made_of
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.judging.words import is_credential, labels_of
from django_pro.rules.security.secrets.naming import words_of
from django_pro.rules.telling import Telling
from django_pro.source.syntax import Call, Chain, Constant, Expression, Name

_CALLS = ("set_cookie", "set_signed_cookie")
#: Words of cookies that say who somebody is.
_IDENTITY = frozenset(
    "SESSION SESSIONID SESSIONKEY AUTH TOKEN JWT USERID USER UID LOGIN ADMIN ROLE ACCESS REFRESH USERNAME EMAIL".split()
)
#: Words of cookies that a page's own script is to read, or that nobody gains by.
_ASIDE = frozenset(
    "CSRF CSRFTOKEN XSRF LANG LANGUAGE LOCALE TIMEZONE TZ THEME SEEN DISMISSED HIDE HIDDEN PREF PREFS PREFERENCES VIEW SORT"
    " TAB CONSENT TOUR MESSAGE MESSAGES BANNER MODE LAYOUT COLOR COLOUR STYLE CACHE COUNT LOGGED IN"
    " PUBLIC LANGUAGES SETTINGS".split()
)


@rule("DJP581")
def check(review: Reviewed) -> Iterator[Site]:
    telling = Telling(check, review, "CWE-614")
    for body in review.bodies.of(*_CALLS):
        for call in body.calls(*_CALLS):
            step = call.steps[-1]
            assert isinstance(step, Call)
            if any(each.stars for each in step.arguments):
                continue
            name = _identity(body, step)
            if name is None:
                continue
            lacking = [flag for flag in ("secure", "httponly") if _is_off(step, flag)]
            if not lacking:
                yield telling.kept(body, "cookie")
                continue
            said = " and ".join(f"`{each}`" for each in lacking)
            yield telling.broken(
                body,
                call,
                "cookie",
                (
                    f"The cookie `{name}`, which says who somebody is, is set without {said}",
                    f"A login's cookie lacks {said}",
                ),
                f"Give it {' and '.join(f'`{each}=True`' for each in lacking)}, or keep it in `request.session`",
                severity=Severity.ERROR if len(lacking) == 2 else Severity.WARNING,
                confidence=Confidence.PROVED if is_credential(name) else Confidence.LIKELY,
                cwe="CWE-614" if "secure" in lacking else "CWE-1004",
            )


def _is_off(step: Call, flag: str) -> bool:
    """Whether a flag is not given, or is given as false."""
    value = argument_of(step.arguments, {"secure": 6, "httponly": 7}[flag], flag)
    return value is None or (isinstance(value, Constant) and not value.value)


def _identity(body: Body, step: Call) -> str | None:
    """Return what a cookie that tells who somebody is goes by, None for any other cookie and for one that is emptied."""
    key, value = argument_of(step.arguments, 0, "key"), argument_of(step.arguments, 1, "value")
    if key is None or value is None or (isinstance(value, Constant) and not value.value):
        return None
    name = _text(body, key)
    words = set(words_of(name))
    if not name or words & _ASIDE:
        return None
    if words & _IDENTITY:
        return name
    return name if _tells(body, value) else None


def _text(body: Body, key: Expression) -> str:
    """Return a cookie's name: what is written, or what the setting or constant that holds it is called."""
    if isinstance(key, Constant):
        return str(key.value)
    values = body.values(key.id) if isinstance(key, Name) else ()
    text = next((str(each.value) for each in values if isinstance(each, Constant)), "")
    return text or next(iter(labels_of(key)), "").removesuffix("_NAME")


def _tells(body: Body, value: Expression) -> bool:
    """Whether a cookie's value is made of who the user is, or signed as a token."""
    nodes = list(made_of(body, value))
    if any(body.called(each).startswith("jwt.") for each in calls_in(iter(nodes), "encode")):
        return True
    names = [each for node in nodes if isinstance(node, Name | Chain) for each in labels_of(node)]
    return any(each in ("username", "user_id", "userid") or is_credential(each) for each in names)
