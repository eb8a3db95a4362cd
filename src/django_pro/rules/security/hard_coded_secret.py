"""DJP578 hard-coded-secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.findings.finding import Confidence, Span
from django_pro.findings.site import Site
from django_pro.project.bindings import Assigned
from django_pro.project.names import Defined
from django_pro.rules.functions import argument, calls_of, full_name, functions_of, last_name, nodes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.secrets.naming import is_secret, is_value
from django_pro.source.syntax import Assign, Bytes, Chain, Comparison, Constant, Expression, Name, Node

#: Calls that take a key, by the last two parts of the name, and where it stands.
_KEYED = {
    "encode": ("jwt", 1, "key"), "decode": ("jwt", 1, "key"), "new": ("AES", 0, "key"), "Fernet": ("cryptography", 0, "key"),
}  # fmt: skip
_PASSWORD = re.compile(r"^(?:\w*_)?(?:passw(?:or)?d|passwd|pwd|pass|secret|token|api_?key)$", re.IGNORECASE)
_KEY = re.compile(r"(?:^|_)(?:secret|salt|(?:private|secret|signing|encryption|jwt|hmac)_key|api_?key)$", re.IGNORECASE)
#: Files that configure, or only show or try something.
_ASIDE = re.compile(
    r"(?:^|/)(?:conf|config|configuration\w*)(?:\.|/)|example|test|dev|e2e|script|sample|demo|fixture|seed|utils/|ansible"
)
_PLAIN = re.compile(r"[\w.-]+")


@rule("DJP578", preview=True)
def check(review: Reviewed) -> Iterator[Site]:
    yield from _of_modules(review)
    for function in functions_of(review):
        if _is_settings(function.module.path):
            continue
        for at, (node, name) in enumerate(_written(review, function)):
            yield _broken(review, f"{function.name} {at}", review.span(function.module.path, node), name)


def _broken(review: Reviewed, key: str, span: Span, name: str) -> Site:
    return check.broken(
        key,
        span,
        message=f"`{name}` is written in the code, where everybody who has it reads it",
        recipe=f'Read it: `os.environ["{re.sub(r"[^A-Z_]", "", name.upper()) or "SECRET"}"]`; then make a new one',
        confidence=Confidence.LIKELY,
        scope=review.scope(span.path, span.start),
        data={"cwe": "CWE-798"},
    )


def _is_settings(path: str) -> bool:
    return "settings" in path or bool(_ASIDE.search(path))


def _of_modules(review: Reviewed) -> Iterator[Site]:
    """Yield the secrets that modules assign at their top."""
    for path in review.files:
        module = review.module(path)
        if _is_settings(path):
            continue
        for name, bindings in review.project.names.bindings(module).names.items():
            value = bindings[-1].value if isinstance(bindings[-1], Assigned) else None
            if value is not None and (is_secret(name) or _KEY.search(name)) and _is_literal(name, value):
                yield _broken(review, f"{module.name}.{name}", review.span(path, value), name)


def _written(review: Reviewed, function: Defined) -> Iterator[tuple[Node, str]]:
    for node in nodes_of(function):
        if isinstance(node, Assign):
            for target in node.targets:
                name = last_name(target)
                if isinstance(target, Name) and _KEY.search(name) and _is_literal(name, node.value):
                    yield node.value, name
        elif isinstance(node, Comparison) and node.operators[0] in ("==", "!=") and len(node.operands) == 2:
            yield from _compared(node)
    for _, step, called in calls_of(function):
        known = _KEYED.get(last_name(called))
        given = argument(step, known[1], known[2]) if known else None
        literal = given is not None and _is_literal("key", given.value)
        if known and given is not None and literal and known[0] in full_name(review, function, called):
            yield given.value, f"the key of {last_name(called)}()"


def _compared(node: Comparison) -> Iterator[tuple[Node, str]]:
    """A password that is compared with a literal."""
    for one, other in (node.operands, node.operands[::-1]):
        name = last_name(one) if isinstance(one, Name | Chain) else ""
        text = other.value if isinstance(other, Constant) else None
        digits = isinstance(text, str) and any(each.isdigit() for each in text) and _PLAIN.fullmatch(text)
        if _PASSWORD.search(name) and digits and len(str(text)) > 4:
            yield other, name


def _is_literal(name: str, value: Expression) -> bool:
    text = value.value if isinstance(value, Constant | Bytes) else None
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    return isinstance(text, str) and len(text) > 4 and is_value(name, text) and (name == "key" or _is_random(text))


def _is_random(text: str) -> bool:
    """Whether a text looks as if it was made up to be guessed by nobody: letters and digits, or mixed case."""
    mixed = not (text.islower() or text.isupper()) or any(each.isdigit() for each in text)
    return len(text) >= 8 and mixed and any(each.isalpha() for each in text)
