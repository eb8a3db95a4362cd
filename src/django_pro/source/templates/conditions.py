"""The conditions of `{% if %}`, with the precedence of Django's `smartif`.

From loose to tight: `or`; `and`; `not`; `in`, `not in`; the comparisons.  There are no parentheses.
"""

from __future__ import annotations

from django_pro.source.templates.expressions import expression
from django_pro.source.templates.file import File
from django_pro.source.templates.splitting import Bit, joined
from django_pro.source.templates.syntax import Condition, Test

_BINDING = {
    "or": 6, "and": 7, "not": 8, "in": 9, "not in": 9, "is": 10, "is not": 10,
    "==": 10, "!=": 10, ">": 10, ">=": 10, "<": 10, "<=": 10,
}  # fmt: skip
_TWO_WORDS = {("is", "not"), ("not", "in")}
#: Operators other than `and` and `or` in one condition; each may be a level of nesting.
MOST = 50


class _Stacks:
    """The operands read so far, and the operators that wait for theirs."""

    __slots__ = ("file", "operands", "operators")

    def __init__(self, file: File) -> None:
        self.file = file
        self.operands: list[Condition] = []
        self.operators: list[Bit] = []

    def push(self, operator: Bit) -> None:
        """Take an infix operator: what binds at least as tightly is complete."""
        while self.operators and _BINDING[self.operators[-1].text] >= _BINDING[operator.text]:
            self.reduce()
        self.operators.append(operator)

    def reduce(self) -> None:
        """Give the last operator its operands."""
        operator, second = self.operators.pop(), self.operands.pop()
        if operator.text == "not":
            self.operands.append(Test(self.file.byte(operator.start), second.end, "not", (second,)))
            return
        first = self.operands.pop()
        operands: tuple[Condition, ...] = (first, second)
        if operator.text in ("and", "or") and isinstance(first, Test) and first.operator == operator.text:
            operands = (*first.operands, second)
        self.operands.append(Test(first.start, second.end, operator.text, operands))


def condition(file: File, bits: list[Bit], keyword: Bit) -> Condition:
    """Read the words behind `if` or `elif`; `Unread` at the keyword where there are none."""
    if not bits:
        return file.miss(keyword, f"`{keyword.text}` without a condition")
    words = _words(bits)
    if sum(word.text in _BINDING and word.text not in ("and", "or") for word in words) > MOST:
        return file.miss(joined(bits), f"a condition of more than {MOST} operators")
    stacks = _Stacks(file)
    if why := _shift(words, stacks):
        return file.miss(joined(bits), why)
    while stacks.operators:
        stacks.reduce()
    return stacks.operands[0]


def _shift(words: list[Bit], stacks: _Stacks) -> str:
    """Put every word on its stack; return why that is no condition, empty where it is one."""
    expected = True
    for word in words:
        operator = word.text in _BINDING
        if expected and word.text == "not":
            stacks.operators.append(word)
        elif expected and operator:
            return f"nothing stands before `{word.text}`"
        elif expected:
            stacks.operands.append(expression(stacks.file, word))
            expected = False
        elif operator and word.text != "not":
            stacks.push(word)
            expected = True
        else:
            return f"no operator stands before `{word.text}`"
    return "the condition ends in an operator" if expected else ""


def _words(bits: list[Bit]) -> list[Bit]:
    words: list[Bit] = []
    for bit in bits:
        if words and (words[-1].text, bit.text) in _TWO_WORDS:
            words[-1] = joined([words[-1], bit])
        else:
            words.append(bit)
    return words
