"""What the reading of inputs knows of a value stays small."""

from __future__ import annotations

from django_pro.flow.inputs.values import Kind, Origin, Source, Taint, merged
from django_pro.flow.values import Place

SOURCE = Source(Origin.QUERY, Place("shop/views.py", 0, 11), "request.GET")


def test_of_one_value_the_most_harmful_way_is_kept() -> None:
    checked = Taint(SOURCE).cleaned(Kind.PATH, Kind.SQL)
    other = Taint(SOURCE).cleaned(Kind.PATH)
    assert merged(frozenset({checked, other})) == {other}


def test_a_key_of_a_key_of_a_key_is_not_followed_further() -> None:
    value: Taint | None = Taint(SOURCE)
    for _ in range(20):
        assert value is not None
        value = value.taken("children")
    assert value == Taint(SOURCE, key='["children"]["children"]')


def test_what_lies_under_another_key_is_not_taken_out() -> None:
    held = Taint(SOURCE, held="title")
    assert held.taken("path") is None
    assert held.taken("title") == Taint(SOURCE)


def test_a_name_holds_a_few_dozen_values_and_always_the_same() -> None:
    many = [Taint(Source(Origin.QUERY, Place("shop/views.py", at, at + 1))) for at in range(100)]
    assert merged(frozenset(many)) == merged(frozenset(reversed(many))) == frozenset(many[:32])
