"""Expressions of Jinja2: what they read, and which filters they go through.

A variable with its look-ups, calls without arguments, and filters is read as Django's is; a call of a variable keeps its
arguments; of everything else the parts are kept, in order.  The reading is flat, so that no nesting is too deep for it.
"""

from __future__ import annotations

import re

from django_pro.source.templates.expressions import named, number, unquoted
from django_pro.source.templates.file import File
from django_pro.source.templates.splitting import Bit
from django_pro.source.templates.syntax import (
    Binding,
    Called,
    Compound,
    Expression,
    Filter,
    FilterExpression,
    Literal,
    Operand,
    Translated,
    Variable,
)

_WORD = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<number>\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?)"""
    r"""|(?P<name>\w+)|(?P<sign>==|!=|<=|>=|//|\*\*|[^\s\w])""",
    re.DOTALL,
)
_OPERATORS = frozenset({"and", "or", "not", "in", "is", "if", "else"})
_CONSTANTS = {"none": "None", "true": "True", "false": "False"}
_CLOSING = frozenset(")]}")
#: Filters' arguments in filters' arguments, and calls in brackets in brackets.
DEEPEST = 10


class Word:
    """A word of an expression, by characters."""

    __slots__ = ("end", "kind", "start", "text")

    def __init__(self, found: re.Match[str], start: int) -> None:
        self.kind = found.lastgroup or ""
        self.text = found[0]
        self.start = start + found.start()
        self.end = start + found.end()


class Bracket:
    """An open bracket: the first part of what it belongs to, and the index of its word where it belongs to nothing.

    For a call, `cuts` tells how many parts stand before each argument, `names` which of them are given by name.
    """

    __slots__ = ("calls", "cuts", "first", "is_open", "names", "opening", "operator")

    def __init__(self, first: int, opening: int, operator: int, *, calls: bool) -> None:
        self.first = first
        self.opening = opening
        self.operator = operator
        self.calls = calls
        self.cuts = [first + 1]
        self.names: dict[int, str] = {}
        self.is_open = False


def expression(file: File, bit: Bit) -> Expression:
    """Read an expression; what is more than one variable with its filters is a `Compound`."""
    found = words(bit)
    if not found:
        return file.miss(bit, "an expression of no words")
    return _Reader(file, found).whole()


def words(bit: Bit) -> list[Word]:
    """Return the words of an expression."""
    return [Word(found, bit.start) for found in _WORD.finditer(bit.text)]


class _Reader:
    """The parts of an expression as they are read.

    `tail` tells which parts make up the value that ends just before the next word: the first of them, and whether they
    are more than the one.
    """

    __slots__ = ("at", "brackets", "depth", "file", "operator", "parts", "tail", "words")

    def __init__(self, file: File, words: list[Word], depth: int = 0) -> None:
        self.file = file
        self.words = words
        self.depth = depth
        self.at = 0
        self.parts: list[FilterExpression] = []
        self.brackets: list[Bracket] = []
        self.operator = -1
        self.tail: tuple[int, bool] | None = None

    def whole(self) -> FilterExpression:
        """Read all words as one expression."""
        while self.at < len(self.words):
            self.step()
        start, end = self.file.byte(self.words[0].start), self.file.byte(self.words[-1].end)
        if self.tail == (0, False) and self.operator < 0 and len(self.parts) == 1:
            only = self.parts[0]
            return FilterExpression(start, end, only.base, only.filters)
        return FilterExpression(start, end, Compound(start, end, tuple(self.parts)))

    def step(self) -> None:
        """Read from the next word as far as it reaches."""
        word = self.words[self.at]
        if word.kind == "name":
            self.name(word)
        elif word.kind in ("string", "number"):
            self.take(self.constant(word), self.at + 1)
        elif word.text == "|" and self.tail is not None and self.kind(self.at + 1) == "name":
            self.filter()
        elif word.text == "." and self.tail is not None and self.kind(self.at + 1) in ("name", "number"):
            self.tail = (self.tail[0], True)
            self.at += 2
        else:
            self.sign(word.text)

    def name(self, word: Word) -> None:
        """Read an operator that is a word, a keyword of a call, or a variable."""
        if word.text in _OPERATORS:
            self.operator, self.tail = self.at, None
            self.at += 1
            if word.text == "is":
                self.at += 1 + (self.text(self.at) == "not")
        elif self.brackets and self.text(self.at + 1) == "=":
            self.brackets[-1].names[len(self.brackets[-1].cuts) - 1] = word.text
            self.at += 2
        elif word.text in ("_", "gettext") and self.is_translation():
            text = Translated(*self.place(self.at, self.at + 4), unquoted(self.words[self.at + 2].text))
            self.take(text, self.at + 4)
        else:
            self.take(*self.variable())

    def is_translation(self) -> bool:
        """Whether `_("…")` begins here."""
        return (self.text(self.at + 1), self.kind(self.at + 2), self.text(self.at + 3)) == ("(", "string", ")")

    def variable(self) -> tuple[Operand, int]:
        """Return a name with its look-ups and its calls without arguments, and the index behind."""
        first = self.words[self.at].text
        path, at = [first], self.at + 1
        while True:
            if self.text(at) == "." and self.kind(at + 1) in ("name", "number"):
                path.append(self.words[at + 1].text)
                at += 2
            elif self.text(at) == "[" and self.kind(at + 1) in ("string", "number") and self.text(at + 2) == "]":
                key = self.words[at + 1]
                path.append(unquoted(key.text) if key.kind == "string" else key.text)
                at += 3
            elif self.text(at) == "(" and self.text(at + 1) == ")":
                at += 2
            else:
                break
        start, end = self.place(self.at, at)
        constant = _CONSTANTS.get(first, first)
        if len(path) == 1 and constant in ("None", "True", "False"):
            return named(start, end, constant), at
        return Variable(start, end, tuple(path)), at

    def constant(self, word: Word) -> Literal:
        """Return a string or number."""
        value = unquoted(word.text) if word.kind == "string" else number(word.text.replace("_", ""))
        return Literal(self.file.byte(word.start), self.file.byte(word.end), value)

    def take(self, operand: Operand, at: int) -> None:
        """Add a part that reaches up to a word."""
        self.tail = (len(self.parts), False)
        self.parts.append(FilterExpression(operand.start, operand.end, operand))
        self.at = at

    def filter(self) -> None:
        """Apply a filter to the value that ends here."""
        assert self.tail is not None
        first, mixed = self.tail
        name, at = self.words[self.at + 1], self.at + 2
        argument, behind = self.argument(at) if self.text(at) == "(" else (None, at)
        end = self.file.byte(self.words[behind - 1].end)
        one = Filter(self.file.byte(name.start), end, name.text, argument)
        inside = tuple(self.parts[first:])
        start = inside[0].start if inside else self.file.byte(name.start)
        if len(inside) == 1 and not mixed:
            base, filters = inside[0].base, (*inside[0].filters, one)
        else:
            base, filters = Compound(start, inside[-1].end if inside else start, inside), (one,)
        self.parts[first:] = [FilterExpression(start, end, base, filters)]
        self.tail = (first, False)
        self.at = behind

    def argument(self, opening: int) -> tuple[Operand | None, int]:
        """Return what a filter is given in parentheses, and the index behind them."""
        level, at = 0, opening
        while at < len(self.words):
            text = self.words[at].text
            level += (text in "([{") - (text in _CLOSING)
            at += 1
            if not level:
                break
        inside = self.words[opening + 1 : at - 1]
        if not inside or self.depth >= DEEPEST:
            return None, at
        given = _Reader(self.file, inside, self.depth + 1).whole()
        return (Compound(given.start, given.end, (given,)) if given.filters else given.base), at

    def sign(self, text: str) -> None:
        """Read a bracket or an operator."""
        if text in ("(", "[", "{"):
            self.open(text)
        elif text in _CLOSING and self.brackets:
            self.close(text)
        else:
            if self.brackets:
                self.separate(self.brackets[-1], text)
            self.operator, self.tail = self.at, None
        self.at += 1

    def open(self, text: str) -> None:
        """Begin what stands in brackets."""
        first = self.tail[0] if self.tail else len(self.parts)
        calls = text == "(" and self.tail == (len(self.parts) - 1, False) and self.is_variable(first)
        calls = calls and len(self.brackets) < DEEPEST
        self.brackets.append(Bracket(first, -1 if self.tail else self.at, self.operator, calls=calls))
        self.tail = None

    def is_variable(self, at: int) -> bool:
        """Whether a part is a variable that goes through no filter."""
        return isinstance(self.parts[at].base, Variable) and not self.parts[at].filters

    def separate(self, bracket: Bracket, text: str) -> None:
        """Note where an argument ends, or that more come with `*`."""
        if text == ",":
            bracket.cuts.append(len(self.parts))
        elif text in ("*", "**") and self.tail is None:
            bracket.is_open = True

    def close(self, text: str) -> None:
        """End what stands in brackets."""
        bracket = self.brackets.pop()
        first, opening = bracket.first, bracket.opening
        if bracket.calls and text == ")":
            self.parts[first:] = [self.call(bracket)]
            self.tail, self.operator = (first, False), bracket.operator
            return
        self.tail = (first, opening < 0 or text != ")" or self.operator > opening)
        self.operator = -1 if self.operator > opening >= 0 and not self.brackets else self.operator

    def call(self, bracket: Bracket) -> FilterExpression:
        """Return the call that ends at the next word."""
        function = self.parts[bracket.first].base
        assert isinstance(function, Variable)
        ends = (*bracket.cuts[1:], len(self.parts))
        groups = [tuple(self.parts[start:end]) for start, end in zip(bracket.cuts, ends, strict=True)]
        given = {at: _one(group) for at, group in enumerate(groups) if group}
        names = bracket.names
        keywords = tuple(Binding(one.start, one.end, names[at], one) for at, one in given.items() if at in names)
        start, end = function.start, self.file.byte(self.words[self.at].end)
        positional = tuple(one for at, one in given.items() if at not in names)
        return FilterExpression(start, end, Called(start, end, function, positional, keywords, bracket.is_open))

    def text(self, at: int) -> str:
        """Return the word at an index, empty behind the last."""
        return self.words[at].text if at < len(self.words) else ""

    def kind(self, at: int) -> str:
        """Return the kind of the word at an index, empty behind the last."""
        return self.words[at].kind if at < len(self.words) else ""

    def place(self, first: int, behind: int) -> tuple[int, int]:
        """Return the bytes of words."""
        return self.file.byte(self.words[first].start), self.file.byte(self.words[behind - 1].end)


def _one(parts: tuple[FilterExpression, ...]) -> FilterExpression:
    """Return the parts of an argument as one expression."""
    if len(parts) == 1:
        return parts[0]
    start, end = parts[0].start, parts[-1].end
    return FilterExpression(start, end, Compound(start, end, parts))


def parts_of(file: File, bit: Bit) -> tuple[FilterExpression, ...]:
    """Return what a stretch of text reads, for tags in a syntax of their own."""
    found = words(bit)
    if not found:
        return ()
    read = _Reader(file, found).whole()
    return read.base.parts if isinstance(read.base, Compound) and not read.filters else (read,)


def cut(bit: Bit, separators: frozenset[str], most: int = -1) -> list[tuple[str, Bit]]:
    """Cut text at words outside of brackets and strings; each piece comes with the separator before it."""
    pieces: list[tuple[str, Bit]] = []
    level, begin, before = 0, bit.start, ""
    for word in words(bit):
        level += (word.text in "([{") - (word.text in _CLOSING)
        if level == 0 and word.text in separators and len(pieces) != most:
            pieces.append((before, _piece(bit, begin, word.start)))
            begin, before = word.end, word.text
    return [*pieces, (before, _piece(bit, begin, bit.end))]


def _piece(bit: Bit, start: int, end: int) -> Bit:
    text = bit.text[start - bit.start : end - bit.start]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    return Bit(text, start, start + len(text))
