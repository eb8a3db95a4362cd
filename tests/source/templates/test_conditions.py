from __future__ import annotations

import pytest

from django_pro.source.templates.syntax import If
from tests.source.templates.reader import only, shown, whys


def read(inside: str) -> str:
    node = only("{% if " + inside + " %}x{% endif %}")
    assert isinstance(node, If)
    return shown(node.branches[0].condition)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("book", "book"),
        ("not book", "(not book)"),
        ("a and b and c", "(and a b c)"),
        ("a or b and c", "(or a (and b c))"),
        ("not a in b", "(not (in a b))"),
        ("a not in b", "(not in a b)"),
        ("a is not b", "(is not a b)"),
        ("a == not b and c", "(and (== a (not b)) c)"),
        ("a|length >= 5", "(>= a|length 5)"),
        ('a == "b and c"', "(== a 'b and c')"),
        ('a == _("b c")', "(== a _('b c'))"),
        ("a == b == c", "(== (== a b) c)"),
    ],
)
def test_precedence_is_djangos(inside: str, expected: str) -> None:
    assert read(inside) == expected


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("a and", "the condition ends in an operator"),
        ("== a", "nothing stands before `==`"),
        ("a b", "no operator stands before `b`"),
        ("a not b", "no operator stands before `not`"),
        ("", "`if` without a condition"),
        ("not " * 60 + "a", "a condition of more than 50 operators"),
    ],
)
def test_says_what_is_no_condition(inside: str, why: str) -> None:
    assert read(inside) == "?" + why
    assert why in whys("{% if " + inside + " %}x{% endif %}")


def test_a_not_stands_where_it_is_written() -> None:
    source = "{% if é and not b %}x{% endif %}"
    node = only(source)
    assert isinstance(node, If)
    place = node.branches[0].condition
    assert source.encode()[place.start : place.end].decode() == "é and not b"
