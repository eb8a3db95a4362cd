"""Django's tags that have a body.

Source: `django.template.defaulttags`, `django.template.loader_tags` and `django.templatetags` of Django 5.2 and 6.0.
"""

from __future__ import annotations

import re

from django_pro.source.templates.arguments import arguments, bindings
from django_pro.source.templates.building import BlockHandler, Opened
from django_pro.source.templates.conditions import condition
from django_pro.source.templates.expressions import expression, filters_of
from django_pro.source.templates.file import File
from django_pro.source.templates.lexing import Token
from django_pro.source.templates.splitting import Bit, joined, split
from django_pro.source.templates.syntax import (
    AutoEscape,
    Binding,
    Block,
    BlockTranslate,
    Branch,
    Expression,
    Filtered,
    For,
    If,
    IfChanged,
    PartialDefinition,
    Tag,
    TemplateNode,
    Text,
    With,
)

_COMMA = re.compile(r" *, *")
_NO_TARGET = re.compile(r"""[ "'|]""")


def if_(file: File, block: Opened) -> TemplateNode:
    """Read `{% if %}…{% elif %}…{% else %}…{% endif %}`."""
    branches: list[Branch] = []
    orelse: tuple[TemplateNode, ...] = ()
    closed = False
    for section in block.sections:
        if section.token.name == "else":
            orelse += section.body
        else:
            bits = split(section.token)
            start = file.byte(section.token.start)
            end = section.body[-1].end if section.body else file.byte(section.token.end)
            branches.append(Branch(start, end, condition(file, bits[1:], bits[0]), section.body))
        if closed:
            file.note(section.token.start, f"`{section.token.name}` behind `else`")
        closed = closed or section.token.name == "else"
    return If(block.start, block.end, tuple(branches), orelse)


def for_(file: File, block: Opened) -> TemplateNode:
    """Read `{% for targets in iterable reversed %}…{% empty %}…{% endfor %}`."""
    bits = split(block.sections[0].token)
    backwards = bits[-1].text == "reversed"
    words = bits[1:-1] if backwards else bits[1:]
    empty = tuple([node for section in block.sections[1:] for node in section.body])
    iterable: Expression
    targets: tuple[str, ...] = ()
    if len(words) < 3 or words[-2].text != "in":
        iterable = file.miss(joined(bits), "`for` is not `item in items`")
    else:
        iterable = expression(file, words[-1])
        targets = _targets(file, joined(words[:-2]))
    return For(block.start, block.end, targets, iterable, backwards, block.sections[0].body, empty)


def _targets(file: File, bit: Bit) -> tuple[str, ...]:
    targets = tuple(_COMMA.split(bit.text))
    if not all(targets) or any(_NO_TARGET.search(target) for target in targets):
        file.note(bit.start, f"`{bit.text[:40]}` is no target of `for`")
    return tuple([target for target in targets if target and not _NO_TARGET.search(target)])


def with_(file: File, block: Opened) -> TemplateNode:
    """Read `{% with a=b %}` and `{% with b as a %}`."""
    bits = split(block.sections[0].token)
    given, taken = bindings(file, bits[1:], legacy=True)
    if not taken:
        file.note(bits[0].start, "`with` without a binding")
    elif taken + 1 < len(bits):
        file.note(bits[taken + 1].start, f"`{bits[taken + 1].text[:40]}` is no binding of `with`")
    return With(block.start, block.end, given, _body(block))


def block_(file: File, block: Opened) -> TemplateNode:
    """Read `{% block name %}`; its end may repeat the name."""
    words = block.sections[0].token.content.split()
    name = words[1] if len(words) > 1 else ""
    if len(words) != 2:
        file.note(block.sections[0].token.start, "`block` takes one name")
    if block.closing.content not in ("endblock", f"endblock {name}"):
        file.note(block.closing.start, f"`{block.closing.content[:40]}` ends the block `{name}`")
    return Block(block.start, block.end, name, _body(block))


def blocktranslate(file: File, block: Opened) -> TemplateNode:
    """Read `{% blocktranslate with a=b count c=d context e trimmed asvar f %}…{% plural %}…`."""
    bits = split(block.sections[0].token)
    given: tuple[Binding, ...] = ()
    count: Binding | None = None
    asvar, at = None, 1
    while at < len(bits):
        word = bits[at].text
        at += 1
        if word in ("with", "count"):
            found, taken = bindings(file, bits[at:], legacy=True)
            at += taken
            given, count = (given, found[0]) if word == "count" and found else (given + found, count)
        elif word in ("asvar", "context"):
            asvar = bits[at].text if word == "asvar" and at < len(bits) else asvar
            at += 1
        elif word != "trimmed":
            file.note(bits[at - 1].start, f"`{word[:40]}` is no option of `{bits[0].text}`")
    plural = tuple([node for section in block.sections[1:] for node in section.body])
    return BlockTranslate(block.start, block.end, given, count, asvar, _body(block), plural)


def autoescape(file: File, block: Opened) -> TemplateNode:
    """Read `{% autoescape on %}`; what is neither `on` nor `off` is taken for `on`."""
    words = block.sections[0].token.content.split()[1:]
    if words not in (["on"], ["off"]):
        file.note(block.sections[0].token.start, "`autoescape` is neither `on` nor `off`")
    return AutoEscape(block.start, block.end, words != ["off"], _body(block))


def filter_(file: File, block: Opened) -> TemplateNode:
    """Read `{% filter lower|cut:" " %}`."""
    filters = filters_of(file, rest(block.sections[0].token))
    return Filtered(block.start, block.end, filters or (), _body(block))


def ifchanged(file: File, block: Opened) -> TemplateNode:
    """Read `{% ifchanged values %}…{% else %}…{% endifchanged %}`."""
    values = tuple([expression(file, bit) for bit in split(block.sections[0].token)[1:]])
    orelse = tuple([node for section in block.sections[1:] for node in section.body])
    return IfChanged(block.start, block.end, values, _body(block), orelse)


def partialdef(file: File, block: Opened) -> TemplateNode:
    """Read `{% partialdef name inline %}`."""
    words = block.sections[0].token.content.split()[1:]
    if len(words) not in (1, 2) or words[1:] not in ([], ["inline"]):
        file.note(block.sections[0].token.start, "`partialdef` is not `name` or `name inline`")
    name = words[0] if words else ""
    return PartialDefinition(block.start, block.end, name, words[1:] == ["inline"], _body(block))


def verbatim(file: File, block: Opened) -> TemplateNode:
    """Return what stands between `{% verbatim %}` and its end, as text."""
    return Text(file.byte(block.sections[0].token.end), file.byte(block.closing.start))


def any_block(file: File, block: Opened) -> TemplateNode:
    """Read a block that is not known here."""
    token = block.sections[0].token
    bits = split(token)[1:]
    given = arguments(file, token.name, bits)
    words = tuple([bit.text for bit in bits])
    head = (block.start, block.end, token.name, words)
    return Tag(*head, given.positional, given.keywords, given.asvar, _body(block))


def rest(token: Token) -> Bit:
    """Return what stands behind a tag's name as one word."""
    text = token.content[len(token.name) :].lstrip()
    end = token.at + len(token.content)
    return Bit(text, end - len(text), end)


def _body(block: Opened) -> tuple[TemplateNode, ...]:
    return block.sections[0].body


def opens(token: Token) -> bool | None:
    """Whether a tag needs an end; a library's may have one."""
    return True if token.name in BLOCKS else None


BLOCKS: dict[str, BlockHandler] = {
    "": any_block,
    "autoescape": autoescape,
    "block": block_,
    "blocktrans": blocktranslate,
    "blocktranslate": blocktranslate,
    "filter": filter_,
    "for": for_,
    "if": if_,
    "ifchanged": ifchanged,
    "partialdef": partialdef,
    "spaceless": any_block,
    "verbatim": verbatim,
    "with": with_,
}
MIDDLES = {
    "blocktrans": frozenset({"plural"}),
    "blocktranslate": frozenset({"plural"}),
    "for": frozenset({"empty"}),
    "if": frozenset({"elif", "else"}),
    "ifchanged": frozenset({"else"}),
}
