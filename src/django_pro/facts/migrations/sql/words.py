"""SQL as words: split by the tokenizers of sqlglot, which is imported when the first SQL is met."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django_pro.findings.blind import Unknown

#: MySQL's quotes tell its dialect from PostgreSQL's, which is read otherwise.
_MYSQL = "`"
_BEGINS, _ENDS = ("BEGIN", "CASE"), ("END",)
#: What has statements inside.
_ROUTINES = ("TRIGGER", "FUNCTION", "PROCEDURE", "EVENT")
#: Kinds of tokens whose text stands for itself.
_LITERALS = frozenset({"STRING", "NATIONAL_STRING", "RAW_STRING", "BYTE_STRING", "HEREDOC_STRING", "UNICODE_STRING"})

_PLAIN = re.compile(r"'[^']*'|\"[^\"]*\"|\$(\w*)\$.*?\$\1\$|[\w.$]+|::|\S", re.DOTALL)


@dataclass(frozen=True)
class Word:
    """A word of SQL: `kind` is "word", "name" (quoted, by `quote`), "text" or "sign"; `start` and `end` are places in it."""

    text: str
    kind: str
    start: int
    end: int
    quote: str = ""

    @cached_property
    def upper(self) -> str:
        """The word in upper case; "" where it is quoted."""
        return self.text.upper() if self.kind in ("word", "sign") else ""


@dataclass(frozen=True)
class Sentence:
    """The words of one statement, and its text."""

    words: tuple[Word, ...]
    text: str


def sentences(sql: str) -> tuple[Sentence, ...] | Unknown:
    """Return the statements of some SQL, or why they cannot be told apart."""
    from sqlglot import tokenize
    from sqlglot.errors import TokenError

    first = "mysql" if _MYSQL in sql else "postgres"
    for dialect in dict.fromkeys((first, "postgres", "mysql", "sqlite")):
        try:
            tokens = tokenize(sql, read=dialect)
        except TokenError:
            continue
        return tuple(_split(sql, _words(sql, [(each.token_type.name, each.start, each.end + 1) for each in tokens])))
    return Unknown("its quotes or comments have no end")


def _words(sql: str, tokens: Iterable[tuple[str, int, int]]) -> Iterator[Word]:
    """Yield the words of tokens; of a command that sqlglot does not know it gives the rest as one text."""
    before = ("", 0, 0)
    for token in tokens:
        kind, start, end = token
        if before[0] == "COMMAND" and kind == "STRING":
            yield from _plain(sql, before[2], end)
        elif kind == "IDENTIFIER":
            yield Word(sql[start + 1 : end - 1], "name", start, end, sql[start])
        elif kind in _LITERALS:
            yield Word(sql[start:end], "text", start, end)
        else:
            yield from _plain(sql, start, end)
        before = token


def _plain(sql: str, start: int, end: int) -> Iterator[Word]:
    """Yield the words of a stretch: a keyword may be several."""
    for found in _PLAIN.finditer(sql, start, end):
        yield _word(found[0], found.start(), found.end())


def _word(text: str, start: int, end: int) -> Word:
    if text[0] == '"' and len(text) > 1:
        return Word(text[1:-1], "name", start, end, text[0])
    if text[0] == "'" or (text[0] == "$" and text[-1] == "$"):
        return Word(text, "text", start, end)
    return Word(text, "word" if text[0].isalnum() or text[0] in "_$" else "sign", start, end)


def _split(sql: str, words: Iterable[Word]) -> Iterator[Sentence]:
    found: list[Word] = []
    depth = 0
    for word in words:
        if word.upper == ";" and not depth:
            yield from _sentence(sql, found)
            found = []
            continue
        found.append(word)
        if _holds_statements(found):
            depth += (word.upper in _BEGINS) - (word.upper in _ENDS and depth > 0)
    yield from _sentence(sql, found)


def _holds_statements(words: list[Word]) -> bool:
    return words[0].upper == "CREATE" and any(word.upper in _ROUTINES for word in words[1:6])


def _sentence(sql: str, words: list[Word]) -> Iterator[Sentence]:
    if words:
        yield Sentence(tuple(words), " ".join(sql[words[0].start : words[-1].end].split()))
