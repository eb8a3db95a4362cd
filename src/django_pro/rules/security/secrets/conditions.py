"""Which texts are only reached where a project is developed or tested, by the conditions around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.rules.security.secrets.literals import Literal, children, names_in
from django_pro.source.syntax import Branch, Comparison, Conditional, Constant, If, Node, Unary

_DEVELOPMENT = frozenset(
    "DEBUG TEST TESTS TESTING PYTEST DEV DEVEL DEVELOP DEVELOPMENT LOCAL CI RUNSERVER BUILD BUILDING COLLECTSTATIC"
    " DOCS DEMO E2E ACTIONS WORKFLOW TRAVIS CIRCLECI".split()
)
_PRODUCTION = frozenset("PROD PRODUCTION LIVE DEPLOYED DEPLOYMENT STAGING HEROKU".split())
_SPLIT = re.compile(r"[^A-Za-z0-9]+")


def is_for_development(literal: Literal) -> bool:
    """Whether a text is only reached where the project is developed or tested."""
    nodes = (*literal.around, literal.node)
    return any(
        _for_development(outer, each, inner)
        for outer, each, inner in zip((None, *nodes), nodes, nodes[1:], strict=False)
    )


def _for_development(outer: Node | None, each: Node, inner: Node) -> bool:
    if isinstance(each, Branch):
        earlier = _before(outer, each) if isinstance(outer, If) else ()
        return inner is not each.test and (_says(each.test) is True or any(_says(test) is False for test in earlier))
    if isinstance(each, If):
        return not isinstance(inner, Branch) and any(_says(branch.test) is False for branch in each.branches)
    if isinstance(each, Conditional):
        return (inner is each.body and _says(each.test) is True) or (inner is each.orelse and _says(each.test) is False)
    return False


def _before(statement: If, branch: Branch) -> Iterator[Node]:
    for each in statement.branches:
        if each is branch:
            return
        yield each.test


def _says(test: Node) -> bool | None:
    """Return True where a condition says development, False where it says production, None where neither."""
    words = {each.upper() for name in names_in(test) for each in _SPLIT.split(name)}
    development, production = bool(words & _DEVELOPMENT), bool(words & _PRODUCTION)
    if development == production:
        return None
    return development is not _is_turned(test)


def _is_turned(test: Node) -> bool:
    """Whether a condition denies what it names."""
    if isinstance(test, Unary):
        return (test.operator == "not") is not _is_turned(test.operand)
    if isinstance(test, Comparison):
        denied = test.operators[0] in ("!=", "is not", "not in")
        false = any(
            isinstance(each, Constant) and each.value in (False, 0, "0", "false", "False") for each in test.operands
        )
        return denied is not false
    first = next(iter(children(test)), None)
    return _is_turned(first) if isinstance(first, Unary | Comparison) else False
