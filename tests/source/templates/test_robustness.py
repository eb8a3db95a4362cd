from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_pro.source.templates import pack_template, read_template, unpack_template
from django_pro.source.templates.places import Places
from tests.source.templates.reader import children, everything

_WORDS = """
    {%  %}  {{  }}  {#  #}  {%-  -%}  if  else  elif  endif  for  in  endfor  empty  with  endwith  a=b  as  block
    endblock  verbatim  endverbatim  raw  endraw  comment  endcomment  set  endset  =  ,  macro f(  endmacro  call
    panel  endpanel  a.b  |  lower  :  '  "  _(  (  )  [  ]  not  and  is  1  é  😀  blocktranslate count  plural  trans
    endblocktranslate  include 'a'  only  url 'x'  regroup a by b as c  cycle  filter  djp:  {% if a %}  {% endif %}
    {% for a in b %}  {% endfor %}  {{ a.b|c:d }}  {% end
"""
_PIECES = st.sampled_from([*re.split(r"\s{2,}", _WORDS.strip()), " ", "\n", "\udce9"])
_LISTS = st.lists(_PIECES, max_size=40)
_TEMPLATES = _LISTS.map("".join) | _LISTS.map(" ".join) | st.text()


@settings(max_examples=400, deadline=None)
@given(source=_TEMPLATES, dialect=st.sampled_from(["django", "jinja2", None]))
def test_any_text_is_read_and_survives_msgpack(source: str, dialect: str | None) -> None:
    template = read_template(source, dialect=dialect)
    assert unpack_template(pack_template(template)) == template
    size = len(source.encode("utf-8", "surrogateescape"))
    assert all(0 <= note.offset <= size for note in template.notes)


@settings(max_examples=400, deadline=None)
@given(source=_TEMPLATES, dialect=st.sampled_from(["django", "jinja2"]))
def test_places_nest(source: str, dialect: str) -> None:
    size = len(source.encode("utf-8", "surrogateescape"))
    for outer, node in everything(read_template(source, dialect=dialect)):
        start, end = (outer.start, outer.end) if outer else (0, size)
        assert start <= node.start <= node.end <= end, (outer, node)


@settings(max_examples=300, deadline=None)
@given(source=_TEMPLATES, dialect=st.sampled_from(["django", "jinja2"]))
def test_bodies_are_in_order(source: str, dialect: str) -> None:
    at = 0
    for node in read_template(source, dialect=dialect).nodes:
        assert at <= node.start
        at = node.end


@given(source=st.text(st.characters(max_codepoint=0x2FFFF, exclude_categories=())), index=st.integers(0, 100))
def test_bytes_are_those_of_the_encoding(source: str, index: int) -> None:
    source = "".join(c for c in source if not "\ud800" <= c <= "\udc7f" and not "\udd00" <= c <= "\udfff")
    index = min(index, len(source))
    assert Places(source).byte(index) == len(source[:index].encode("utf-8", "surrogateescape"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ book.title|lower }}</p>{% if a %}b{% endif %}\n" * 200_000,
        "{% if a %}" * 50_000 + "{% endif %}" * 50_000,
        "{% if a %}" * 100_000 + "{% endfor %}" * 100_000,
        "{{" * 100_000,
        "{% comment %}" * 50_000,
        "{% verbatim %}" * 50_000,
        "{{ a" + ".b" * 100_000 + " }}",
        "{% if a" + " and a" * 10_000 + " %}{% endif %}",
        "{{ a" + "|lower" * 10_000 + " }}",
        "{% x " + "_('a " * 3_000 + "%}",
        "{{ " + "(" * 20_000 + ")" * 20_000 + " }}",
        "{{ " + "a|f(" * 3_000 + "b" + ")" * 3_000 + " }}",
    ],
    ids=lambda source: source[:20],
)
def test_size_and_nesting_are_no_trouble(source: str) -> None:
    begin = time.process_time()
    template = read_template(source)
    assert time.process_time() - begin < 30
    pack_template(template)
    assert list(children(template)) or source.startswith("{% comment")
