from __future__ import annotations

import pytest

from django_pro.source.templates import read_template
from django_pro.source.templates.syntax import (
    Block,
    Csrf,
    Cycle,
    Extends,
    For,
    If,
    Include,
    Load,
    Output,
    Partial,
    PartialDefinition,
    Regroup,
    Tag,
    Text,
    Unread,
    Url,
    With,
)
from tests.source.templates.reader import nodes, only, shown, whys


def test_include() -> None:
    node = only('{% include "books/row.html" with book=item.book price=1 only %}')
    assert isinstance(node, Include)
    assert shown(node.template) == "'books/row.html'"
    assert [(one.name, shown(one.value)) for one in node.bindings] == [("book", "item.book"), ("price", "1")]
    assert node.only


def test_include_with_an_unknown_option() -> None:
    assert whys('{% include "a.html" book=1 %}') == ["`book=1` is no option of `include`"]


def test_extends_load_and_includes_are_at_hand() -> None:
    template = read_template('{% extends "base.html" %}{% load i18n %}{% if a %}{% include b %}{% endif %}')
    assert shown(template.extends) == "'base.html'"
    assert [one.libraries for one in template.loads] == [("i18n",)]
    assert [shown(one.template) for one in template.includes] == ["b"]
    assert template.notes == ()
    assert template.dialect == "django"


def test_extends_behind_another_tag() -> None:
    source = '{# first #} {% load i18n %}{% extends "base.html" %}'
    assert isinstance(nodes(source)[1], Extends)
    assert whys(source) == ["`extends` is not the first tag, which Django refuses"]


@pytest.mark.parametrize(
    ("source", "libraries", "names"),
    [
        ("{% load i18n static %}", ("i18n", "static"), ()),
        ("{% load get_price stars from shop.tags %}", ("shop.tags",), ("get_price", "stars")),
    ],
)
def test_load(source: str, libraries: tuple[str, ...], names: tuple[str, ...]) -> None:
    node = only(source)
    assert isinstance(node, Load)
    assert (node.libraries, node.names) == (libraries, names)


def test_regroup() -> None:
    node = only('{% regroup books|dictsort:"author" by author.name as authors %}')
    assert isinstance(node, Regroup)
    assert (shown(node.source), shown(node.by), node.name) == ("books|dictsort:'author'", "author.name", "authors")


def test_cycle() -> None:
    node = only("{% cycle 'odd' even as row silent %}")
    assert isinstance(node, Cycle)
    assert ([shown(value) for value in node.values], node.name, node.silent) == (["'odd'", "even"], "row", True)
    again = only("{% cycle row %}")
    assert isinstance(again, Cycle)
    assert (again.values, again.name) == ((), "row")


def test_url() -> None:
    node = only("{% url 'books:detail' book.pk page=1 as link %}")
    assert isinstance(node, Url)
    assert (shown(node.view), [shown(one) for one in node.arguments]) == ("'books:detail'", ["book.pk"])
    assert [(one.name, shown(one.value)) for one in node.keywords] == [("page", "1")]
    assert node.asvar == "link"


def test_csrf_and_partials_of_django_6() -> None:
    definition = only("{% partialdef row inline %}{{ book }}{% endpartialdef row %}")
    assert isinstance(definition, PartialDefinition)
    assert (definition.name, definition.inline, len(definition.body)) == ("row", True, 1)
    partial = only("{% partial row %}")
    assert isinstance(partial, Partial) and partial.name == "row"
    assert isinstance(only("{% csrf_token %}"), Csrf)


def test_querystring_and_other_tags_are_read_as_arguments() -> None:
    node = only("{% querystring query page=books.next_page_number size=None as link %}")
    assert isinstance(node, Tag)
    assert node.name == "querystring"
    assert node.bits == ("query", "page=books.next_page_number", "size=None", "as", "link")
    assert [shown(one) for one in node.arguments] == ["query"]
    assert [(one.name, shown(one.value)) for one in node.keywords] == [
        ("page", "books.next_page_number"),
        ("size", "None"),
    ]
    assert (node.asvar, node.body) == ("link", None)


def test_a_tag_in_a_syntax_of_its_own_is_no_fault() -> None:
    node = only("{% thumbnail book.cover 100x100 crop=[1,2] %}")
    assert isinstance(node, Tag)
    assert [shown(one) for one in node.arguments] == ["book.cover", "100x100"]
    assert whys("{% thumbnail book.cover 100x100 crop=[1,2] %}") == []


def test_a_librarys_block_is_known_by_its_end() -> None:
    node = only("{% panel book.title %}{{ a }}{% else %}{{ b }}{% endpanel %}")
    assert isinstance(node, Tag)
    assert node.body is not None
    assert [type(one) for one in node.body] == [Output, Tag, Output]
    assert whys("{% panel %}{% else %}{% endpanel %}") == []


def test_a_tag_may_be_a_block_and_none_in_one_template() -> None:
    source = "{% icon a %}{% icon b %}{{ c }}{% endicon %}{% icon d %}"
    bodies = [node.body is not None for node in nodes(source) if isinstance(node, Tag)]
    assert bodies == [False, True, False]


def test_an_else_inside_a_librarys_block_is_not_the_ifs() -> None:
    node = only("{% if a %}{% allowed %}x{% else %}y{% endallowed %}{% else %}z{% endif %}")
    assert isinstance(node, If)
    assert [type(one) for one in node.branches[0].body] == [Tag]
    assert [type(one) for one in node.orelse] == [Text]


def test_nested_blocks_keep_their_places() -> None:
    source = "{% block a %}{% for b in c %}{% if d %}{{ e }}{% endif %}{% endfor %}{% endblock a %}"
    block = only(source)
    assert isinstance(block, Block)
    [loop] = block.body
    assert isinstance(loop, For)
    [test] = loop.body
    assert isinstance(test, If)
    assert source[block.start : block.end] == source
    assert source[loop.start : loop.end] == "{% for b in c %}{% if d %}{{ e }}{% endif %}{% endfor %}"
    assert source[test.start : test.end] == "{% if d %}{{ e }}{% endif %}"


def test_text_keeps_its_place() -> None:
    source = "<script>var a = {{ a }};</script>"
    found = read_template(source).nodes
    assert [source[node.start : node.end] for node in found] == ["<script>var a = ", "{{ a }}", ";</script>"]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{% regroup books by author %}", "`regroup` is not `source by grouper as name`"),
        ("{% url %}", "`url` without a view name"),
        ("{% extends %}", "`extends` takes one template"),
        ("{% include %}", "`include` without a template"),
        ("{% %}", "a tag without a name"),
        ("{{ }}", "an output without an expression"),
    ],
)
def test_says_what_django_refuses(source: str, why: str) -> None:
    node = only(source)
    assert isinstance(node, Unread)
    assert node.why == why
    assert whys(source) == [why]


def test_with_both_spellings() -> None:
    for source in ("{% with a=b.c d=1 %}x{% endwith %}", "{% with b.c as a and 1 as d %}x{% endwith %}"):
        node = only(source)
        assert isinstance(node, With)
        assert [(one.name, shown(one.value)) for one in node.bindings] == [("a", "b.c"), ("d", "1")]
