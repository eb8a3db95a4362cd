"""A template's text as tokens, cut where Django's lexer and Jinja2's cut it.

Source: `django.template.base.Lexer` of Django 5.2; a tag stands on one line, `{% verbatim %}` makes text of all up to
its own end tag.  Jinja2's tags may span lines, and `raw` is its `verbatim`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

import msgspec

_DJANGO = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")
_JINJA = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
#: What skips all up to its end tag; Django compares the end tag's whole content.
COMMENT_BLOCK = "comment"


class Kind(IntEnum):
    """What a token is."""

    TEXT = 0
    OUTPUT = 1
    TAG = 2
    COMMENT = 3


class Token(msgspec.Struct, gc=False):
    """A piece, by characters: `content` is a tag's inside, `at` where that begins, `name` the first word of a `{% %}`."""

    kind: Kind
    start: int
    end: int
    content: str = ""
    at: int = 0
    name: str = ""


def django_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a Django template, in order and without gaps."""
    at, verbatim = 0, ""
    for found in _DJANGO.finditer(text):
        token = _tag(found, "")
        if verbatim and not (token.kind is Kind.TAG and token.content == verbatim):
            continue
        if token.kind is Kind.TAG:
            verbatim = "end" + token.content if not verbatim and _verbatim(token.content) else ""
        if at < token.start:
            yield Token(Kind.TEXT, at, token.start)
        yield token
        at = token.end
    if at < len(text):
        yield Token(Kind.TEXT, at, len(text))


def jinja_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a Jinja2 template, in order and without gaps."""
    at, raw = 0, False
    for found in _JINJA.finditer(text):
        token = _tag(found, "-+")
        if raw and not (token.kind is Kind.TAG and token.name == "endraw"):
            continue
        raw = token.kind is Kind.TAG and token.name == "raw"
        if at < token.start:
            yield Token(Kind.TEXT, at, token.start)
        yield token
        at = token.end
    if at < len(text):
        yield Token(Kind.TEXT, at, len(text))


def leftovers(text: str) -> Iterator[tuple[int, str]]:
    """Yield where, in what the lexer takes for text, the first of each kind of tag seems to begin, and what became of it."""
    for opening, closing in (("{%", "%}"), ("{{", "}}"), ("{#", "#}")):
        at = text.find(opening)
        if at < 0:
            continue
        if text.find(closing, at) > 0:
            yield at, f"`{opening}` is text, for its `{closing}` stands on another line"
        elif opening != "{#":
            yield at, f"`{opening}` is text, for no `{closing}` follows"


def without_comments(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """Return the tokens with each `{% comment %}` block as one token, and the comments that no `endcomment` follows."""
    kept: list[Token] = []
    unclosed: list[Token] = []
    ends = [index for index, token in enumerate(tokens) if token.name == "endcomment" == token.content]
    last = ends[-1] if ends else -1
    opening: Token | None = None
    for index, token in enumerate(tokens):
        if opening is not None:
            if token.name == "endcomment" == token.content:
                kept.append(Token(Kind.COMMENT, opening.start, token.end))
                opening = None
        elif token.name == COMMENT_BLOCK and index < last:
            opening = token
        elif token.name == COMMENT_BLOCK:
            unclosed.append(token)
        else:
            kept.append(token)
    return kept, unclosed


_KINDS = {"{%": Kind.TAG, "{{": Kind.OUTPUT, "{#": Kind.COMMENT}


def _tag(found: re.Match[str], marks: str) -> Token:
    whole, begin = found[0], found.start() + 2
    kind, raw = _KINDS[whole[:2]], whole[2:-2]
    if marks and raw and raw[0] in marks:
        begin, raw = begin + 1, raw[1:]
    if marks and raw and raw[-1] in marks:
        raw = raw[:-1]
    content = raw.strip()
    at = begin + len(raw) - len(raw.lstrip())
    name = content.split(None, 1)[0] if kind is Kind.TAG and content else ""
    return Token(kind, found.start(), found.end(), content, at, name)


def _verbatim(content: str) -> bool:
    return content[:9] in ("verbatim", "verbatim ")
