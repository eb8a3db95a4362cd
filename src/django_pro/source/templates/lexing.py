"""A template's text as tokens, cut where Django's lexer and Jinja2's cut it.

Source: `django.template.base.Lexer` of Django 5.2; a tag stands on one line, `{% verbatim %}` makes text of all up to
its own end tag.  Jinja2's tags may span lines, and `raw` is its `verbatim`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

import msgspec

_OPENING = re.compile(r"{(?=[%{#])")
_NAME = re.compile(r"\w+")
_CLOSING = {"%": "%}", "{": "}}", "#": "#}"}
#: What skips all up to its end tag; Django compares the end tag's whole content.
COMMENT_BLOCK = "comment"


class Kind(IntEnum):
    """What a token is."""

    TEXT = 0
    OUTPUT = 1
    TAG = 2
    COMMENT = 3


class Token(msgspec.Struct, gc=False):
    """A piece, by characters: `content` is a tag's inside, `at` where that begins, `name` a `{% %}`'s first word."""

    kind: Kind
    start: int
    end: int
    content: str = ""
    at: int = 0
    name: str = ""


def django_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a Django template, in order and without gaps."""
    at, verbatim = 0, ""
    for start, end in _tags(text, one_line=True):
        token = _tag(text, start, end, marks="")
        if verbatim and not (token.kind is Kind.TAG and token.content == verbatim):
            continue
        if token.kind is Kind.TAG:
            verbatim = "end" + token.content if not verbatim and _verbatim(token.content) else ""
        if at < start:
            yield Token(Kind.TEXT, at, start)
        yield token
        at = end
    if at < len(text):
        yield Token(Kind.TEXT, at, len(text))


def jinja_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a Jinja2 template, in order and without gaps."""
    at, raw = 0, False
    for start, end in _tags(text, one_line=False):
        token = _tag(text, start, end, marks="-+")
        token.name = _first_name(token.name)
        if raw and token.name != "endraw":
            continue
        raw = token.name == "raw"
        if at < start:
            yield Token(Kind.TEXT, at, start)
        yield token
        at = end
    if at < len(text):
        yield Token(Kind.TEXT, at, len(text))


def leftovers(text: str) -> Iterator[tuple[int, str]]:
    """Yield where the first tag of each kind seems to begin in what the lexer takes for text, and why it is none."""
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


def _tags(text: str, *, one_line: bool) -> Iterator[tuple[int, int]]:
    """Yield where tags stand, as `{%.*?%}|{{.*?}}|{#.*?#}` finds them, in a time that grows with the text alone."""
    closings = dict.fromkeys(_CLOSING, 0)
    newline, at = 0, 0
    for found in _OPENING.finditer(text):
        start = found.start()
        if start < at:
            continue
        kind = text[start + 1]
        if closings[kind] < start + 2:
            closings[kind] = _index(text, _CLOSING[kind], start + 2)
        if one_line and newline < start + 2:
            newline = _index(text, "\n", start + 2)
        if closings[kind] == len(text) or (one_line and newline < closings[kind]):
            continue
        at = closings[kind] + 2
        yield start, at


def _index(text: str, wanted: str, start: int) -> int:
    """Return where a text stands from an index on; the whole length where it does not."""
    found = text.find(wanted, start)
    return len(text) if found < 0 else found


_KINDS = {"%": Kind.TAG, "{": Kind.OUTPUT, "#": Kind.COMMENT}


def _tag(text: str, start: int, end: int, *, marks: str) -> Token:
    kind, begin, raw = _KINDS[text[start + 1]], start + 2, text[start + 2 : end - 2]
    if marks and raw and raw[0] in marks:
        begin, raw = begin + 1, raw[1:]
    if marks and raw and raw[-1] in marks:
        raw = raw[:-1]
    content = raw.strip()
    at = begin + len(raw) - len(raw.lstrip())
    name = content.split(None, 1)[0] if kind is Kind.TAG and content else ""
    return Token(kind, start, end, content, at, name)


def _first_name(word: str) -> str:
    """Return the name that a word begins with: `call(user)` is a `call`."""
    found = _NAME.match(word)
    return found[0] if found else word


def _verbatim(content: str) -> bool:
    return content[:9] in ("verbatim", "verbatim ")
