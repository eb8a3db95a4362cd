"""Jinja2's tags, as the nodes they have in common with Django's.

Source: the template designer documentation of Jinja 3.1.
"""

from __future__ import annotations

import re

from django_pro.source.templates.blocks import rest, verbatim
from django_pro.source.templates.building import BlockHandler, LeafHandler, Opened
from django_pro.source.templates.file import File
from django_pro.source.templates.jinja_expressions import cut, expression, parts_of, words
from django_pro.source.templates.lexing import Token
from django_pro.source.templates.splitting import Bit
from django_pro.source.templates.syntax import (
    AutoEscape,
    Binding,
    Block,
    BlockTranslate,
    Branch,
    Csrf,
    Expression,
    Extends,
    Filtered,
    For,
    If,
    Include,
    Macro,
    Set,
    Tag,
    TemplateNode,
    Unread,
    With,
)
from django_pro.source.templates.tags import refused, span

_FOR = frozenset({"in", "if", "recursive"})
_COMMA = frozenset({","})
_EQUALS = frozenset({"="})
_CONTEXT = re.compile(r"\s+(?:ignore\s+missing|with\s+context|(?P<only>without\s+context))(?=\s|$)")
_MACRO = re.compile(r"\s*(?P<name>\w+)\s*\(?", re.DOTALL)


def if_(file: File, block: Opened) -> TemplateNode:
    """Read `{% if %}…{% elif %}…{% else %}…{% endif %}`."""
    branches: list[Branch] = []
    orelse: tuple[TemplateNode, ...] = ()
    for section in block.sections:
        if section.token.name == "else":
            orelse += section.body
            continue
        start, end = span(file, section.token)
        condition = expression(file, rest(section.token))
        branches.append(Branch(start, section.body[-1].end if section.body else end, condition, section.body))
    return If(block.start, block.end, tuple(branches), orelse)


def for_(file: File, block: Opened) -> TemplateNode:
    """Read `{% for targets in iterable if condition recursive %}…{% else %}…{% endfor %}`."""
    head = rest(block.sections[0].token)
    pieces = cut(head, _FOR)
    given = {before: piece for before, piece in pieces if before}
    targets = tuple([word.text for word in words(pieces[0][1]) if word.kind == "name"])
    iterable = expression(file, given["in"]) if "in" in given else file.miss(head, "`for` is not `item in items`")
    condition = expression(file, given["if"]) if "if" in given else None
    empty = tuple([node for section in block.sections[1:] for node in section.body])
    body = block.sections[0].body
    return For(block.start, block.end, targets, iterable, False, body, empty, condition)


def with_(file: File, block: Opened) -> TemplateNode:
    """Read `{% with a=b, c=d %}`."""
    return With(block.start, block.end, _bindings(file, rest(block.sections[0].token)), block.sections[0].body)


def trans(file: File, block: Opened) -> TemplateNode:
    """Read `{% trans a=b, count=c trimmed %}…{% pluralize %}…{% endtrans %}`."""
    given = _bindings(file, rest(block.sections[0].token))
    plural = tuple([node for section in block.sections[1:] for node in section.body])
    count = given[0] if given and len(block.sections) > 1 else None
    return BlockTranslate(block.start, block.end, given, count, None, block.sections[0].body, plural)


def set_block(file: File, block: Opened) -> TemplateNode:
    """Read `{% set name | filter %}…{% endset %}`."""
    head = words(rest(block.sections[0].token))
    return Set(block.start, block.end, (head[0].text,) if head else (), None, block.sections[0].body)


def set_(file: File, token: Token) -> TemplateNode:
    """Read `{% set names = value %}`."""
    pieces = cut(rest(token), _EQUALS, most=1)
    if len(pieces) != 2:
        return refused(file, token, "`set` without a value")
    names = ["".join(piece.text.split()) for _, piece in cut(pieces[0][1], _COMMA)]
    return Set(*span(file, token), tuple(names), expression(file, pieces[1][1]), ())


def macro(file: File, block: Opened) -> TemplateNode:
    """Read `{% macro name(parameter, other=default) %}`."""
    head = rest(block.sections[0].token)
    found = _MACRO.match(head.text)
    name, at = (found["name"], found.end()) if found else ("", 0)
    inside = head.text[at:].rstrip().removesuffix(")")
    parameters: list[str] = []
    defaults: list[Bit] = []
    for _, piece in cut(Bit(inside, head.start + at, head.start + at + len(inside)), _COMMA):
        sides = cut(piece, _EQUALS, most=1)
        parameters.append(sides[0][1].text)
        defaults += [side for _, side in sides[1:]]
    read = tuple([part for default in defaults for part in parts_of(file, default)])
    return Macro(block.start, block.end, name, tuple(filter(None, parameters)), read, block.sections[0].body)


def filter_(file: File, block: Opened) -> TemplateNode:
    """Read `{% filter upper|replace(a, b) %}`."""
    head = rest(block.sections[0].token)
    read = expression(file, Bit("x|" + head.text, head.start - 2, head.end))
    filters = () if isinstance(read, Unread) else read.filters
    return Filtered(block.start, block.end, filters, block.sections[0].body)


def autoescape(file: File, block: Opened) -> TemplateNode:
    """Read `{% autoescape true %}`."""
    on = {"true": True, "True": True, "false": False, "False": False}.get(rest(block.sections[0].token).text)
    return AutoEscape(block.start, block.end, on, block.sections[0].body)


def block(file: File, opened: Opened) -> TemplateNode:
    """Read `{% block name scoped required %}`."""
    head = words(rest(opened.sections[0].token))
    return Block(opened.start, opened.end, head[0].text if head else "", opened.sections[0].body)


def include(file: File, token: Token) -> TemplateNode:
    """Read `{% include template ignore missing without context %}`."""
    head = rest(token)
    option = _CONTEXT.search(head.text)
    only = any(found["only"] for found in _CONTEXT.finditer(head.text))
    text = head.text[: option.start()] if option else head.text
    template = expression(file, Bit(text, head.start, head.start + len(text)))
    node = Include(*span(file, token), template, (), only)
    file.includes.append(node)
    return node


def extends(file: File, token: Token) -> TemplateNode:
    """Read `{% extends template %}`."""
    node = Extends(*span(file, token), expression(file, rest(token)))
    file.extends.append(node)
    return node


def csrf(file: File, token: Token) -> TemplateNode:
    """Read `{% csrf_token %}`, which Django adds to Jinja2's tags."""
    return Csrf(*span(file, token))


def any_tag(file: File, token: Token) -> TemplateNode:
    """Read a tag that is not known here: what it reads are its arguments."""
    head = rest(token)
    if not token.name:
        return refused(file, token, "a tag without a name")
    arguments: tuple[Expression, ...] = parts_of(file, head)
    return Tag(*span(file, token), token.name, tuple(head.text.split()), arguments, (), None, None)


def any_other_block(file: File, block: Opened) -> TemplateNode:
    """Read a block that is not known here, `{% call %}` too: what it reads are its arguments."""
    token = block.sections[0].token
    head = rest(token)
    bits = tuple(head.text.split())
    return Tag(block.start, block.end, token.name, bits, parts_of(file, head), (), None, block.sections[0].body)


def opens(token: Token) -> bool | None:
    """Whether a tag needs an end: `set` only without a value."""
    if token.name == "set":
        return len(cut(rest(token), _EQUALS, most=1)) == 1
    return True if token.name in BLOCKS else None


def _bindings(file: File, head: Bit) -> tuple[Binding, ...]:
    """Read `a=b, c=d`; a name alone is bound to itself."""
    found: list[Binding] = []
    for _, piece in cut(head, _COMMA):
        sides = cut(piece, _EQUALS, most=1)
        name = words(sides[0][1])[-1:]
        if name:
            value = expression(file, sides[-1][1])
            found.append(Binding(file.byte(piece.start), file.byte(piece.end), name[0].text, value))
    return tuple(found)


BLOCKS: dict[str, BlockHandler] = {
    "": any_other_block,
    "autoescape": autoescape,
    "block": block,
    "call": any_other_block,
    "filter": filter_,
    "for": for_,
    "if": if_,
    "macro": macro,
    "raw": verbatim,
    "set": set_block,
    "trans": trans,
    "with": with_,
}
LEAVES: dict[str, LeafHandler] = {
    "": any_tag,
    "csrf_token": csrf,
    "extends": extends,
    "include": include,
    "set": set_,
}
MIDDLES = {
    "for": frozenset({"else"}),
    "if": frozenset({"elif", "else"}),
    "trans": frozenset({"pluralize"}),
}
