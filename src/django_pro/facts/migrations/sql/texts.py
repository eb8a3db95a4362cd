"""The SQL that an operation is given, put together from what the file writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from django_pro.facts.calls import without_last
from django_pro.facts.expressions import Expressions, Written
from django_pro.findings.blind import Unknown
from django_pro.project.classes import describe
from django_pro.project.project import Project
from django_pro.source.syntax import (
    Attribute,
    Call,
    Chain,
    Constant,
    Expression,
    FString,
    Item,
    Mapping,
    Name,
    Operation,
    Sequence,
)  # fmt: skip

#: A file longer than this is no migration's SQL.
LONGEST = 2_000_000
#: Methods of texts that leave what SQL means as it is.
_SAME = frozenset({"strip", "lstrip", "rstrip"})
#: Functions that hand their text on.
_HANDING = frozenset({"dedent", "text", "str", "SQL"})
_SAME_PATH = frozenset({"resolve", "absolute", "expanduser"})
_PATH_CALLS = frozenset({"Path", "PurePath", "PosixPath", "abspath", "realpath", "normpath", "str"})


class Texts:
    """Puts texts together: literals, sums, constants, `.format`, f-strings, and files that are read by a literal path."""

    def __init__(self, project: Project) -> None:
        self.root = project.root
        self.expressions = Expressions(project.classes)

    def text(self, written: Written) -> str | Unknown:
        """Return the text that an expression makes."""
        found = self.expressions.value(written)
        reader = _READERS.get(type(found.value))
        return reader(self, found) if reader else _cannot(found)

    def constant(self, written: Written) -> str | Unknown:
        """Return a literal."""
        value = written.value.value if isinstance(written.value, Constant) else None
        return value if isinstance(value, str) else str(value) if isinstance(value, int) else _cannot(written)

    def joined(self, written: Written) -> str | Unknown:
        """Return an f-string whose parts are all known."""
        parts = written.value.parts if isinstance(written.value, FString) else ()
        return self._sum([self.text(written.at(part)) for part in parts])

    def sum(self, written: Written) -> str | Unknown:
        """Return `a + b`, or `template % values`."""
        value = written.value
        assert isinstance(value, Operation)
        if set(value.operators) == {"+"}:
            return self._sum([self.text(written.at(each)) for each in value.operands])
        if value.operators == ("%",):
            return self._filled(written.at(value.operands[0]), written.at(value.operands[1]))
        return _cannot(written)

    def _sum(self, parts: list[str | Unknown]) -> str | Unknown:
        unknown = next((part for part in parts if isinstance(part, Unknown)), None)
        return unknown or "".join(part for part in parts if isinstance(part, str))

    def _filled(self, template: Written, values: Written) -> str | Unknown:
        text = self.text(template)
        if isinstance(text, Unknown):
            return text
        given: object
        if isinstance(values.value, Mapping):
            entries = self.expressions.entries(values)
            given = entries if isinstance(entries, Unknown) else {key: self.text(each) for key, each in entries.items()}
        else:
            items = values.value.items if isinstance(values.value, Sequence) else (values.value,)
            given = tuple(self.text(values.at(each)) for each in items)
        return _apply(lambda: text % given, given, values)

    def called(self, written: Written) -> str | Unknown:
        """Return what a call makes of texts, or reads from a file."""
        chain = written.value
        if not isinstance(chain, Chain) or not isinstance(call := chain.steps[-1], Call):
            return _cannot(written)
        called = without_last(chain)
        name = called.steps[-1].name if isinstance(called, Chain) and isinstance(called.steps[-1], Attribute) else ""
        arguments = [each.value for each in call.arguments if each.name is None]
        if name == "format" and isinstance(called, Chain):
            return self._formatted(written.at(without_last(called)), written, call)
        if name in _SAME and isinstance(called, Chain):
            return self.text(written.at(without_last(called)))
        if name == "join" and isinstance(called, Chain) and len(arguments) == 1:
            return self._joined(written.at(without_last(called)), written.at(arguments[0]))
        if name == "read_text" and isinstance(called, Chain):
            return self._file(written.at(without_last(called)))
        if name == "read" and isinstance(called, Chain) and (opened := _opened(without_last(called))):
            return self._file(written.at(opened))
        if (name or getattr(called, "id", "")) in _HANDING and len(arguments) == 1:
            return self.text(written.at(arguments[0]))
        return _cannot(written)

    def _formatted(self, template: Written, written: Written, call: Call) -> str | Unknown:
        text = self.text(template)
        if isinstance(text, Unknown) or any(each.stars for each in call.arguments):
            return text if isinstance(text, Unknown) else _cannot(written)
        given = tuple(self.text(written.at(each.value)) for each in call.arguments if each.name is None)
        named = {each.name: self.text(written.at(each.value)) for each in call.arguments if each.name is not None}
        return _apply(lambda: text.format(*given, **named), (*given, *named.values()), written)

    def _joined(self, separator: Written, listed: Written) -> str | Unknown:
        between, items = self.text(separator), self.expressions.items(listed)
        if isinstance(between, Unknown) or isinstance(items, Unknown):
            return between if isinstance(between, Unknown) else _cannot(listed)
        parts = [self.text(each) for each in items]
        unknown = self._sum(parts)
        return unknown if isinstance(unknown, Unknown) else between.join(str(part) for part in parts)

    def _file(self, written: Written) -> str | Unknown:
        """Return what a file of the reviewed tree holds."""
        path = self.path(written)
        if isinstance(path, Unknown):
            return path
        file = Path(path)
        if not file.is_relative_to(self.root.resolve()) or not file.is_file() or file.stat().st_size > LONGEST:
            return Unknown(f"the file `{file.name}` is not there")
        return file.read_text(encoding="utf-8-sig", errors="replace")

    def path(self, written: Written) -> str | Unknown:
        """Return the file that an expression names, absolute."""
        value = written.value
        if isinstance(value, Name) and value.id == "__file__":
            return str((self.root / written.module.path).resolve())
        if isinstance(value, Name):
            found = self.expressions.value(written)
            return _cannot(written) if found.value is value else self.path(found)
        if isinstance(value, Constant) and isinstance(value.value, str):
            return value.value
        if isinstance(value, Operation) and set(value.operators) == {"/"}:
            return self._below([self.path(written.at(each)) for each in value.operands])
        return self._path_called(written, value) if isinstance(value, Chain) else _cannot(written)

    def _below(self, parts: list[str | Unknown]) -> str | Unknown:
        unknown = next((part for part in parts if isinstance(part, Unknown)), None)
        return unknown or str(Path(*(part for part in parts if isinstance(part, str))))

    def _path_called(self, written: Written, chain: Chain) -> str | Unknown:
        last, inner = chain.steps[-1], without_last(chain)
        if isinstance(last, Attribute) and last.name == "parent":
            return self._parent(self.path(written.at(inner)), 0)
        if isinstance(last, Item) and isinstance(inner, Chain) and isinstance(last.index, Constant):
            up = last.index.value
            return self._parent(self.path(written.at(without_last(inner))), up if isinstance(up, int) else 0)
        if not isinstance(last, Call):
            return _cannot(written)
        name = inner.steps[-1].name if isinstance(inner, Chain) and isinstance(inner.steps[-1], Attribute) else ""
        given = [self.path(written.at(each.value)) for each in last.arguments if each.name is None]
        if name == "joinpath" and isinstance(inner, Chain):
            return self._below([self.path(written.at(without_last(inner))), *given])
        if name in _SAME_PATH and isinstance(inner, Chain) and not given:
            return self.path(written.at(without_last(inner)))
        called = name or getattr(inner, "id", "")
        if called == "dirname" and len(given) == 1:
            return self._parent(given[0], 0)
        return self._below(given) if given and (called in _PATH_CALLS or called == "join") else _cannot(written)

    def _parent(self, path: str | Unknown, up: int) -> str | Unknown:
        if isinstance(path, Unknown):
            return path
        parents = PurePosixPath(path).parents
        return str(parents[up]) if up < len(parents) else Unknown("the path has no such parent")


def _opened(expression: Expression) -> Expression | None:
    """Return the path of `open(path)`, `path.open()`."""
    if not isinstance(expression, Chain) or not isinstance(call := expression.steps[-1], Call):
        return None
    called = without_last(expression)
    if isinstance(called, Chain) and isinstance(called.steps[-1], Attribute) and called.steps[-1].name == "open":
        owner = without_last(called)
        return call.arguments[0].value if getattr(owner, "id", "") in ("io", "codecs") else owner
    return call.arguments[0].value if getattr(called, "id", "") == "open" and call.arguments else None


def _apply(make: Callable[[], str], given: object, written: Written) -> str | Unknown:
    """Return a filled template, Unknown where a value is not known or does not fit."""
    values = given.values() if isinstance(given, dict) else given if isinstance(given, tuple) else (given,)
    unknown = next((each for each in values if isinstance(each, Unknown)), None)
    if unknown is not None:
        return unknown
    try:
        return make()
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        return _cannot(written)


def _cannot(written: Written) -> Unknown:
    return Unknown(f"`{describe(written.value)}` is put together at run time")


_READERS: dict[type, Callable[[Texts, Written], str | Unknown]] = {
    Constant: Texts.constant,
    FString: Texts.joined,
    Operation: Texts.sum,
    Chain: Texts.called,
}
