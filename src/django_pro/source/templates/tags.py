"""Django's tags that have no body.

Source: `django.template.defaulttags`, `django.template.loader_tags` and `django.templatetags` of Django 5.2.
"""

from __future__ import annotations

from django_pro.source.templates.arguments import arguments, binding, bindings, without_asvar
from django_pro.source.templates.building import LeafHandler
from django_pro.source.templates.expressions import expression
from django_pro.source.templates.file import File
from django_pro.source.templates.lexing import Token
from django_pro.source.templates.splitting import Bit, split
from django_pro.source.templates.syntax import (
    Binding,
    Csrf,
    Cycle,
    Expression,
    Extends,
    Include,
    Load,
    Partial,
    Regroup,
    Tag,
    TemplateNode,
    Unread,
    Url,
)


def include(file: File, token: Token) -> TemplateNode:
    """Read `{% include template with a=b only %}`."""
    bits = split(token)
    if len(bits) < 2:
        return refused(file, token, "`include` without a template")
    start, end = span(file, token)
    given: tuple[Binding, ...] = ()
    only, at = False, 2
    while at < len(bits):
        word = bits[at].text
        at += 1
        if word == "with":
            given, taken = bindings(file, bits[at:], legacy=False)
            at += taken
        elif word == "only":
            only = True
        else:
            file.note(bits[at - 1].start, f"`{word}` is no option of `include`")
    node = Include(start, end, expression(file, bits[1]), given, only)
    file.includes.append(node)
    return node


def extends(file: File, token: Token) -> TemplateNode:
    """Read `{% extends template %}`."""
    bits = split(token)
    if len(bits) != 2:
        return refused(file, token, "`extends` takes one template")
    node = Extends(*span(file, token), expression(file, bits[1]))
    file.extends.append(node)
    return node


def load(file: File, token: Token) -> TemplateNode:
    """Read `{% load library … %}` and `{% load name … from library %}`."""
    words = token.content.split()[1:]
    names: list[str] = []
    if len(words) >= 3 and words[-2] == "from":
        names, words = words[:-2], words[-1:]
    node = Load(*span(file, token), tuple(words), tuple(names))
    file.loads.append(node)
    return node


def regroup(file: File, token: Token) -> TemplateNode:
    """Read `{% regroup source by grouper as name %}`."""
    bits = split(token)
    if len(bits) != 6 or bits[2].text != "by" or bits[4].text != "as":
        return refused(file, token, "`regroup` is not `source by grouper as name`")
    return Regroup(*span(file, token), expression(file, bits[1]), expression(file, bits[3]), bits[5].text)


def cycle(file: File, token: Token) -> TemplateNode:
    """Read `{% cycle values as name silent %}` and `{% cycle name %}`."""
    bits = split(token)[1:]
    start, end = span(file, token)
    if len(bits) == 1:
        return Cycle(start, end, (), bits[0].text, silent=False)
    silent = len(bits) > 4 and bits[-1].text == "silent" and bits[-3].text == "as"
    values, name = without_asvar(bits[:-1] if silent else bits)
    return Cycle(start, end, tuple([expression(file, value) for value in values]), name, silent)


def url(file: File, token: Token) -> TemplateNode:
    """Read `{% url view arguments as name %}`."""
    bits, asvar = without_asvar(split(token)[1:])
    if not bits:
        return refused(file, token, "`url` without a view name")
    positional: list[Expression] = []
    keywords: list[Binding] = []
    for bit in bits[1:]:
        named = binding(file, bit)
        if named is None:
            positional.append(expression(file, bit))
        else:
            keywords.append(named)
    return Url(*span(file, token), expression(file, bits[0]), tuple(positional), tuple(keywords), asvar)


def csrf(file: File, token: Token) -> TemplateNode:
    """Read `{% csrf_token %}`."""
    return Csrf(*span(file, token))


def partial(file: File, token: Token) -> TemplateNode:
    """Read `{% partial name %}`."""
    bits = split(token)
    if len(bits) != 2:
        return refused(file, token, "`partial` takes one name")
    return Partial(*span(file, token), bits[1].text)


def any_tag(file: File, token: Token) -> TemplateNode:
    """Read a tag that is not known here."""
    if not token.name:
        return refused(file, token, "a tag without a name")
    bits = split(token)[1:]
    given = arguments(file, token.name, bits)
    words = tuple([bit.text for bit in bits])
    return Tag(*span(file, token), token.name, words, given.positional, given.keywords, given.asvar, None)


def span(file: File, token: Token) -> tuple[int, int]:
    """Return a tag's place in bytes."""
    return file.byte(token.start), file.byte(token.end)


def refused(file: File, token: Token, why: str) -> Unread:
    """Return, and remember, that Django would refuse a tag."""
    return file.miss(Bit("", token.start, token.end), why)


LEAVES: dict[str, LeafHandler] = {
    "": any_tag,
    "csrf_token": csrf,
    "cycle": cycle,
    "extends": extends,
    "include": include,
    "load": load,
    "partial": partial,
    "regroup": regroup,
    "url": url,
}
