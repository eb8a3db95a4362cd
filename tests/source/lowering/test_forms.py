"""Forms of Python that the reading interpreter need not know itself, and the places nodes stand at."""

from __future__ import annotations

import pytest

from django_pro.source.lowering import read_python
from django_pro.source.syntax import (
    Assign,
    Chain,
    Class,
    Constant,
    Evaluate,
    Function,
    Match,
    Module,
    Operation,
    Sequence,
    Try,
    TypeAlias,
    body_of,
    pack,
    unpack,
)  # fmt: skip
from django_pro.source.text import read_text


def read(text: str) -> Module:
    return read_python(read_text(text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    pass\nexcept A, B:\n    pass\n",
        "type Pair[T] = tuple[T, T]\n",
        "def first[T: int](items: list[T]) -> T: ...\n",
        "class Box[T, *Ts, **P]: ...\n",
        "class Box[T = int]: ...\n",
        "def f[T = int, *Ts = *tuple[int, ...]](): ...\n",
        't"Hello {name!r:>{width}}"\n',
        "match x:\n    case Book(title=t, by=A()) if t: pass\n    case [1, *rest] | {'a': b, **c}: pass\n    case _: pass\n",
        "if (n := len(a)) > 10: pass\n",
        "@(lambda f: f)\nasync def f():\n    async with a as b, c: pass\n    async for x in y: await z\n",
        "with (open(a) as b, open(c) as d): pass\n",
        "print(*a, sep='', **b)\n",
        "x = f'{a['b']}'\n",
        "def f(a, /, b, *, c): ...\n",
        "try:\n    pass\nexcept* ValueError as group:\n    pass\n",
        "lambda *a, **k: (yield)\n",
        "x: list[int] | None = None\n",
        "a = b = c, *d = e\n",
        "nonlocal_ = 1\nglobal x, y\n",
        "match = case = type = 1\ntype.x = match[case]\nprint(type)\n",
    ],
)
def test_every_form_is_read_whole(text: str) -> None:
    module = read(text)
    assert module.unread == ()
    assert module.body


def test_except_without_parentheses_is_a_tuple() -> None:
    statement = read("try:\n    pass\nexcept A, B:\n    pass\n").body[0]
    assert isinstance(statement, Try)
    assert isinstance(statement.handlers[0].type, Sequence)


def test_a_type_alias_has_its_name_and_value() -> None:
    statement = read("type Pair[T] = tuple[T, T]\n").body[0]
    assert isinstance(statement, TypeAlias)
    assert statement.name == "Pair"


def test_type_called_is_no_type_alias() -> None:
    statement = read("type(view).extra = 1\n").body[0]
    assert isinstance(statement, Assign)
    target = statement.targets[0]
    assert isinstance(target, Chain)
    assert (target.start, target.end) == (0, 16)


def test_match_keeps_classes_and_captures() -> None:
    statement = read("match x:\n    case Book(title=t): pass\n").body[0]
    assert isinstance(statement, Match)
    pattern = statement.cases[0].pattern
    assert (pattern.kind, pattern.names, pattern.parts[0].name) == ("class", ("title",), "t")


def test_a_chain_is_flat_and_each_step_has_its_place() -> None:
    text = "(Book.objects\n    .filter(a=1)).first()\n"
    statement = read(text).body[0]
    assert isinstance(statement, Evaluate)
    chain = statement.value
    assert isinstance(chain, Chain)
    assert [text[step.start : step.end] for step in chain.steps] == ["objects", "filter", "(a=1)", "first", "()"]


@pytest.mark.parametrize(("link", "shape"), [(" + x", Operation), (".x", Chain), ("(x)", Chain)])
def test_a_chain_of_20_000_terms_is_one_node(link: str, shape: type) -> None:
    statement = read("x" + link * 20_000 + "\n").body[0]
    assert isinstance(statement, Evaluate)
    assert isinstance(statement.value, shape)
    assert unpack(pack(read("x" + link * 20_000 + "\n"))).body[0] == statement


def test_a_thousand_elifs_are_one_if() -> None:
    text = "if x: pass\n" + "elif x: pass\n" * 1000
    assert len(read(text).body[0].branches) == 1001  # type: ignore[union-attr]  # an If: the assertion says so


def test_a_function_stands_at_its_def_and_a_class_at_its_class() -> None:
    text = "@decorated\nasync def f(): ...\n\n@decorated\nclass A: ...\n"
    function, cls = read(text).body
    assert isinstance(function, Function) and text[function.start :].startswith("async def")
    assert isinstance(cls, Class) and text[cls.start :].startswith("class")


def test_a_body_is_unpacked_when_asked_for() -> None:
    function = read("def f():\n    x = 'a' 'b'\n").body[0]
    assert isinstance(function, Function)
    statement = body_of(function)[0]
    assert isinstance(statement, Assign)
    assert isinstance(statement.value, Constant) and statement.value.value == "ab"


def test_places_are_offsets_on_disk_with_a_bom_and_crlf() -> None:
    raw = b"\xef\xbb\xbfx = 1\r\ny = 'caf\xc3\xa9'\r\nz = 2\r\n"
    last = read_python(read_text(raw)).body[-1]
    assert raw[last.start : last.end] == b"z = 2"


def test_only_comments_that_speak_to_us_are_kept() -> None:
    module = read("x = 1  # djp: ignore[DJP101] small table\ny = '# djp: ignore'  # plain\n")
    assert [comment.text for comment in module.comments] == ["# djp: ignore[DJP101] small table"]
