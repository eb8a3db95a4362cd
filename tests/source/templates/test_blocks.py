from __future__ import annotations

import pytest

from django_pro.source.templates import read_template
from django_pro.source.templates.syntax import (
    AutoEscape,
    Block,
    BlockTranslate,
    Filtered,
    For,
    If,
    IfChanged,
    Output,
    Tag,
    Text,
    Unread,
    With,
)
from tests.source.templates.reader import nodes, only, shown, whys


def test_if_elif_else() -> None:
    node = only("{% if a %}1{% elif b.c %}{{ d }}{% else %}{{ e }}{% endif %}")
    assert isinstance(node, If)
    assert [shown(branch.condition) for branch in node.branches] == ["a", "b.c"]
    assert [type(one) for one in node.branches[1].body] == [Output]
    assert [type(one) for one in node.orelse] == [Output]


def test_for_with_targets_reversed_and_empty() -> None:
    node = only("{% for key, value in book.items reversed %}{{ key }}{% empty %}none{% endfor %}")
    assert isinstance(node, For)
    assert (node.targets, shown(node.iterable), node.reversed) == (("key", "value"), "book.items", True)
    assert [type(one) for one in node.body] == [Output]
    assert [type(one) for one in node.empty] == [Text]


def test_a_broken_for_keeps_its_body() -> None:
    node = only("{% for book of books %}{{ book.author }}{% endfor %}")
    assert isinstance(node, For)
    assert shown(node.iterable) == "?`for` is not `item in items`"
    assert [type(one) for one in node.body] == [Output]


def test_blocktranslate() -> None:
    node = only(
        "{% blocktranslate with name=book.title count n=books|length context 'shop' trimmed asvar text %}"
        "{{ n }} of {{ name }}{% plural %}{{ n }} many{% endblocktranslate %}"
    )
    assert isinstance(node, BlockTranslate)
    assert [(one.name, shown(one.value)) for one in node.bindings] == [("name", "book.title")]
    assert node.count is not None and (node.count.name, shown(node.count.value)) == ("n", "books|length")
    assert node.asvar == "text"
    assert (len(node.body), len(node.plural)) == (3, 2)


def test_autoescape_filter_and_ifchanged() -> None:
    off = only("{% autoescape off %}{{ a }}{% endautoescape %}")
    assert isinstance(off, AutoEscape) and off.on is False
    filtered = only('{% filter force_escape|cut:" x" %}{{ a }}{% endfilter %}')
    assert isinstance(filtered, Filtered)
    assert [one.name for one in filtered.filters] == ["force_escape", "cut"]
    changed = only("{% ifchanged a.b c %}1{% else %}2{% endifchanged %}")
    assert isinstance(changed, IfChanged)
    assert ([shown(one) for one in changed.values], len(changed.body), len(changed.orelse)) == (["a.b", "c"], 1, 1)


@pytest.mark.parametrize("name", ["spaceless", "language 'de'", "localize on", "cache 500 sidebar user.pk"])
def test_plain_containers(name: str) -> None:
    node = only("{% " + name + " %}{{ a }}{% end" + name.split()[0] + " %}")
    assert isinstance(node, Tag)
    assert node.body is not None and [type(one) for one in node.body] == [Output]


def test_verbatim_is_text_up_to_its_own_end() -> None:
    source = "{% verbatim a %}{{ x }}{% endverbatim %}{# djp: no #}{% endverbatim a %}{{ y }}"
    template = read_template(source)
    text, output = template.nodes
    assert isinstance(text, Text) and isinstance(output, Output)
    assert source[text.start : text.end] == "{{ x }}{% endverbatim %}{# djp: no #}"
    assert template.notes == () and template.comments == ()


def test_comments_are_skipped_and_those_that_speak_to_us_kept() -> None:
    source = (
        "{# plain #}{% comment %}{{ a }}{% if %}{% endcomment %}"
        "{# djp: ignore[DJP101] why #}{% comment %}djp: ignore[DJP102] x{% endcomment %}"
    )
    template = read_template(source)
    assert template.nodes == () and template.notes == ()
    assert [one.text for one in template.comments] == [
        "{# djp: ignore[DJP101] why #}",
        "{% comment %}djp: ignore[DJP102] x{% endcomment %}",
    ]
    assert all(source[one.start : one.end] == one.text for one in template.comments)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% if a %}{{ b }}", ["`if` is never closed"]),
        ("{{ a }}{% endif %}", ["`endif` closes nothing"]),
        ("{% else %}", ["`else` belongs to no open tag"]),
        ("{% with a=b %}{% else %}{% endwith %}", ["`else` stands in `with`"]),
        ("{% comment %}{{ a }}", ["`comment` is never closed"]),
        ("{% verbatim %}{{ a }}", ["`verbatim` is never closed"]),
        ("{{ book.ti", ["`{{` is text, for no `}}` follows"]),
        ("{% if a", ["`{%` is text, for no `%}` follows"]),
        ("{{ a\n }}", ["`{{` is text, for its `}}` stands on another line"]),
        ("{% include\n'a' %}", ["`{%` is text, for its `%}` stands on another line"]),
        ("{# a\nb #}", ["`{#` is text, for its `#}` stands on another line"]),
        ("a{#id{color:red}", []),
        ("{% if a %}{% else %}{% elif b %}{% endif %}", ["`elif` behind `else`"]),
        ("{% block a %}{% endblock b %}", ["`endblock b` ends the block `a`"]),
        ("{% autoescape maybe %}{% endautoescape %}", ["`autoescape` is neither `on` nor `off`"]),
        ("{% with %}{% endwith %}", ["`with` without a binding"]),
        ("{% for 'a' in b %}{% endfor %}", ["`'a'` is no target of `for`"]),
    ],
)
def test_what_is_odd_is_noted(source: str, expected: list[str]) -> None:
    assert [why for why in whys(source) if "without" not in why or why in expected] == expected


def test_what_stands_in_an_unclosed_tag_is_still_read() -> None:
    found = nodes("{% block a %}{% if b %}{{ c }}{% endblock %}")
    [block] = found
    assert isinstance(block, Block)
    assert [type(one) for one in block.body] == [Unread, Output]


def test_nesting_beyond_the_limit_is_noted_once() -> None:
    template = read_template("{% with a=b %}" * 5000 + "{{ c }}" + "{% endwith %}" * 5000)
    assert [note.why for note in template.notes] == ["more than 100 levels deep"]
    depth, body = 0, template.nodes
    while isinstance(body[0], With):
        depth, body = depth + 1, body[0].body
    assert depth == 100
    assert isinstance(body[0], Unread)
