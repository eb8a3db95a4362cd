from __future__ import annotations

import pytest

from django_pro.source.templates import looks_like_jinja2, read_template
from django_pro.source.templates.syntax import (
    AutoEscape,
    BlockTranslate,
    Filtered,
    For,
    If,
    Include,
    Macro,
    Output,
    Set,
    Tag,
    Text,
    With,
)
from tests.source.templates.reader import only, shown


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("<p>", "shop/jinja2/shop/book.html"),
        ("<p>", "templates/book.j2"),
        ("<p>", "templates/book.html.jinja"),
        ("{%- if a %}{% endif %}", ""),
        ("{{ a -}}", ""),
        ("{{ book.title() }}", ""),
        ("{{ _('a %(b)s', b=c) }}", ""),
        ("{{ a if b else c }}", ""),
        ("{% set a = b %}", ""),
        ("{% macro row(book) %}{% endmacro %}", ""),
        ("{% call(x) row() %}{% endcall %}", ""),
        ("{% if book.is_new() %}{% endif %}", ""),
        ("{% include 'a' ignore missing %}", ""),
    ],
)
def test_jinja2_is_recognised(text: str, path: str) -> None:
    assert looks_like_jinja2(text, path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{{ _('Title') }}",
        "{{ a|default:'f(x)' }}",
        "{% if a == _('b') %}{% endif %}",
        "{% load i18n %}{{ book.title() }}",
        "{% verbatim %}{{ item.name() }}{% endverbatim %}",
        "<script>f({a: 1}); g()</script>{{ a }} (b)",
        "{% url 'a' %}{% set x = 1 %}",
    ],
)
def test_django_is_not_taken_for_jinja2(text: str) -> None:
    assert not looks_like_jinja2(text, "templates/book.html")


def read(inside: str) -> str:
    node = only("{{ " + inside + " }}", "jinja2")
    assert isinstance(node, Output)
    return shown(node.expression)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("book.author.name", "book.author.name"),
        ("book.authors.all()", "book.authors.all"),
        ("book['author']['name'][0]", "book.author.name.0"),
        ("book.title|upper|safe", "book.title|upper|safe"),
        ("price|round(2)", "price|round:2"),
        ("price|default(other.price, true)", "price|default:[other.price, True]"),
        ("_('Title')", "_('Title')"),
        ("none", "None"),
        ("'a' ~ b", "['a', b]"),
        ("book.price(currency)", "book.price(currency)"),
        ("book.price(currency=user.currency).amount", "[book.price(currency=user.currency)]"),
        ("books[user.index].title", "[books, user.index]"),
        ("(a ~ b)|safe", "[a, b]|safe"),
        ("f(a)|safe", "f(a)|safe"),
        ("x ~ f(a)|safe", "[x, f(a)|safe]"),
        ("f(a, g(b.c), *d, e=a ~ b)", "f(a, g(b.c), d, e=[a, b], ...)"),
        ("f(a)(b)", "[f(a), b]"),
        ("f(a == b) or c", "[f([a, b]), c]"),
        ("f(" * 30 + "a" + ")" * 30, "f(" * 10 + "[" + "f, " * 20 + "a]" + ")" * 10),
        ("a if b is defined else c", "[a, b, c]"),
        ("not a", "[a]"),
        ("(not a)", "[a]"),
        ("{'a': b, c: [d]}", "['a', b, c, d]"),
        ("a|f(b|g(c))", "a|f:[b|g:c]"),
        ("(a)", "a"),
        ("a.b == 1 and c > 2", "[a.b, 1, c, 2]"),
    ],
)
def test_expressions(inside: str, expected: str) -> None:
    assert read(inside) == expected


def test_white_space_marks() -> None:
    source = "{%- if a -%}\n{{- b -}}\n{%+ endif +%}"
    node = only(source, "jinja2")
    assert isinstance(node, If)
    output = node.branches[0].body[1]
    assert isinstance(output, Output)
    assert shown(output.expression) == "b"
    assert source[output.expression.start : output.expression.end] == "b"


def test_for_with_a_condition_over_several_lines() -> None:
    head = "{% for key, book\n in shop.books(1)\n if book.author.known recursive %}"
    node = only(head + "x{% else %}y{% endfor %}", "jinja2")
    assert isinstance(node, For)
    assert (node.targets, shown(node.iterable)) == (("key", "book"), "shop.books(1)")
    assert shown(node.condition) == "book.author.known"
    assert (len(node.body), len(node.empty)) == (1, 1)


def test_set_with_a_value_and_with_a_body() -> None:
    node = only("{% set a, b = book.pair %}", "jinja2")
    assert isinstance(node, Set)
    assert (node.names, shown(node.value)) == (("a", "b"), "book.pair")
    block = only("{% set a %}{% set b = 1 %}{{ c }}{% endset %}", "jinja2")
    assert isinstance(block, Set)
    assert (block.names, block.value, [type(one) for one in block.body]) == (("a",), None, [Set, Output])


def test_macro_and_call() -> None:
    macro = only("{% macro row(book, price=book.price) %}{{ book }}{% endmacro %}", "jinja2")
    assert isinstance(macro, Macro)
    assert (macro.name, macro.parameters) == ("row", ("book", "price"))
    assert [shown(one) for one in macro.defaults] == ["book.price"]
    call = only("{% call(user) row(book.author) %}{{ user }}{% endcall %}", "jinja2")
    assert isinstance(call, Tag)
    assert "row(book.author)" in [shown(one) for one in call.arguments]


def test_with_trans_filter_autoescape_include_and_raw() -> None:
    node = only("{% with a = b.c, d = f(1, 2) %}x{% endwith %}", "jinja2")
    assert isinstance(node, With)
    assert [(one.name, shown(one.value)) for one in node.bindings] == [("a", "b.c"), ("d", "f(1, 2)")]
    trans = only("{% trans n=books|length %}{{ n }}{% pluralize %}{{ n }}s{% endtrans %}", "jinja2")
    assert isinstance(trans, BlockTranslate)
    assert trans.count is not None and shown(trans.count.value) == "books|length"
    filtered = only("{% filter upper|replace('a', b) %}x{% endfilter %}", "jinja2")
    assert isinstance(filtered, Filtered) and [one.name for one in filtered.filters] == ["upper", "replace"]
    escape = only("{% autoescape false %}x{% endautoescape %}", "jinja2")
    assert isinstance(escape, AutoEscape) and escape.on is False
    include = only("{% include ['a.html', b] ignore missing without context %}", "jinja2")
    assert isinstance(include, Include) and include.only
    assert shown(include.template) == "['a.html', b]"
    template = read_template("{% raw %}{{ x() }}{% endraw %}", dialect="jinja2")
    assert [type(one) for one in template.nodes] == [Text]
