from __future__ import annotations

import pytest

from django_pro.source.templates.syntax import FilterExpression, Output, Variable
from tests.source.templates.reader import only, shown, whys


def read(inside: str) -> str:
    node = only("{{ " + inside + " }}")
    assert isinstance(node, Output)
    return shown(node.expression)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("book", "book"),
        ("book.author.name", "book.author.name"),
        ("books.0.title", "books.0.title"),
        ("book.title|lower", "book.title|lower"),
        ("book.title | lower | cut:' '", "book.title|lower|cut:' '"),
        ('published|date:"Y-m-d"', "published|date:'Y-m-d'"),
        ("price|default:other.price", "price|default:other.price"),
        ("price|add:-2", "price|add:-2"),
        ('"a \\"quoted\\" word"', "'a \"quoted\" word'"),
        ("'}'", "'}'"),
        ('_("Title")|upper', "_('Title')|upper"),
        ('_("two words")', "_('two words')"),
        ("12", "12"),
        ("-1.5", "-1.5"),
        ("1e3", "1000.0"),
        ("None", "None"),
        ("True", "True"),
        ("Nonesuch", "Nonesuch"),
        ("9" * 30, "1e+30"),
        ("é.prix", "é.prix"),
    ],
)
def test_reads_what_django_reads(inside: str, expected: str) -> None:
    assert read(inside) == expected


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("book.save()", "`()` of `book.save()` could not be read"),
        ("a b", "` b` of `a b` could not be read"),
        ("|lower", "no variable begins `|lower`"),
        ("book._state", "`book._state` begins with an underscore, which Django refuses"),
        ("book|cut: 1", "`: 1` of `book|cut: 1` could not be read"),
        ("'open", "no variable begins `'open`"),
        ("-x", "no variable begins `-x`"),
    ],
)
def test_says_what_django_refuses(inside: str, why: str) -> None:
    assert read(inside) == "?" + why
    assert whys("{{ " + inside + " }}") == [why]


def test_places_are_bytes_of_the_file() -> None:
    source = "\ufeffé€😀{{ prix.été|default:autre }}"
    node = only(source)
    assert isinstance(node, Output)
    data = source.encode()
    assert isinstance(node.expression, FilterExpression)
    assert data[node.start : node.end].decode() == "{{ prix.été|default:autre }}"
    assert data[node.expression.start : node.expression.end].decode() == "prix.été|default:autre"
    base, [default] = node.expression.base, node.expression.filters
    assert isinstance(base, Variable) and base.path == ("prix", "été")
    assert data[base.start : base.end].decode() == "prix.été"
    assert data[default.start : default.end].decode() == "default:autre"
    assert default.argument is not None
    assert data[default.argument.start : default.argument.end].decode() == "autre"


def test_places_survive_bytes_that_are_no_utf8() -> None:
    data = b"caf\xe9 {{ x }}"
    node = only(data.decode("utf-8", "surrogateescape"))
    assert data[node.start : node.end] == b"{{ x }}"
