"""`ALTER …`: one statement for each action."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from django_pro.facts.migrations.sql.cursor import Cursor
from django_pro.facts.migrations.sql.statement import Kind, Statement

Action = Callable[[Cursor, Statement], Statement | None]
#: What a definition of a constraint begins with.
_CONSTRAINTS = (
    (("CHECK",), "check"),
    (("FOREIGN", "KEY"), "foreign key"),
    (("UNIQUE",), "unique"),
    (("PRIMARY", "KEY"), "primary key"),
    (("EXCLUDE",), "exclude"),
)
#: What ends a column's type.
_AFTER_TYPE = frozenset({
    "NOT", "NULL", "DEFAULT", "CONSTRAINT", "CHECK", "REFERENCES", "UNIQUE", "PRIMARY", "USING", "COLLATE", "GENERATED",
    "AFTER", "FIRST", "AUTO_INCREMENT", "COMMENT",
})  # fmt: skip


def alterations(cursor: Cursor, plain: Statement) -> Iterator[Statement]:
    """Yield the actions of an ALTER whose first word is behind the cursor."""
    if cursor.takes("TABLE"):
        guarded = cursor.takes("IF", "EXISTS")
        cursor.takes("ONLY")
        about = replace(plain, table=cursor.name(), guarded=guarded)
        cursor.takes("*")
        for part in cursor.parts():
            yield _action(part, about)
    elif cursor.takes("TYPE"):
        yield _type(cursor, plain)
    elif cursor.takes("INDEX"):
        guarded = cursor.takes("IF", "EXISTS")
        index = cursor.name()
        renamed = cursor.takes("RENAME", "TO")
        about = replace(plain, index=index, guarded=guarded)
        yield replace(about, kind=Kind.RENAME, renamed="index", to=cursor.name()) if renamed else about
    else:
        yield plain


def _type(cursor: Cursor, plain: Statement) -> Statement:
    target = cursor.name()
    if cursor.takes("ADD", "VALUE"):
        guarded = cursor.takes("IF", "NOT", "EXISTS")
        return replace(plain, kind=Kind.ADD_VALUE, target=target, guarded=guarded, value=cursor.name())
    return replace(plain, target=target)


def _action(part: Cursor, about: Statement) -> Statement:
    for words, action in _ACTIONS:
        if part.takes(*words):
            return action(part, about) or about
    return about


def _add(part: Cursor, about: Statement) -> Statement | None:
    constraint = ""
    if part.takes("CONSTRAINT"):
        part.takes("IF", "NOT", "EXISTS")
        constraint = part.name()
    for words, kind in _CONSTRAINTS:
        if part.takes(*words):
            return _constraint(part, replace(about, constraint=constraint, type=kind))
    if any(part.takes(word) for word in ("FULLTEXT", "SPATIAL")) or part.sees("INDEX") or part.sees("KEY"):
        part.at += 1
        index = "" if part.sees("(") else part.name()
        return replace(about, kind=Kind.CREATE_INDEX, index=index, column=", ".join(part.columns()))
    part.takes("COLUMN")
    guarded = part.takes("IF", "NOT", "EXISTS")
    return _column(part, replace(about, kind=Kind.ADD_COLUMN, guarded=guarded, column=part.name()))


def _column(part: Cursor, about: Statement) -> Statement:
    """Return what is said of a column behind its name."""
    words = [word.upper for word in part.words[part.at :]]
    end = next((at for at, word in enumerate(words) if word in _AFTER_TYPE), len(words))
    return replace(
        about,
        type=" ".join(word.text for word in part.words[part.at : part.at + end]).lower(),
        not_null=any(words[at : at + 2] == ["NOT", "NULL"] for at in range(len(words))) or "PRIMARY" in words,
        has_default="DEFAULT" in words or "GENERATED" in words,
        unique="UNIQUE" in words or "PRIMARY" in words,
        target=_referenced(part),
    )


def _referenced(part: Cursor) -> str:
    inside = Cursor(part.words)
    inside.at = part.at
    return inside.name() if inside.find("REFERENCES") else ""


def _constraint(part: Cursor, about: Statement) -> Statement:
    words = [word.upper for word in part.words[part.at :]]
    using = part.takes("USING", "INDEX")
    return replace(
        about,
        kind=Kind.ADD_CONSTRAINT,
        index=part.name() if using else "",
        using_index=using,
        target=_referenced(part),
        column=_constrained(part, about.type, using),
        unique=about.type in ("unique", "primary key"),
        not_valid=words[-2:] == ["NOT", "VALID"],
    )


def _constrained(part: Cursor, kind: str, using: bool) -> str:
    """Return the columns of a constraint; of a CHECK, the one that it says is not NULL and nothing else."""
    if kind == "check":
        return _filled(part)
    return "" if using or kind == "exclude" else ", ".join(part.columns())


def _filled(part: Cursor) -> str:
    inside, opened = Cursor(part.words), 0
    inside.at = part.at
    while inside.takes("("):
        opened += 1
    name = inside.name()
    is_whole = inside.takes("IS", "NOT", "NULL") and all(inside.takes(")") for _ in range(opened))
    return name if is_whole else ""


def _alter(part: Cursor, about: Statement) -> Statement | None:
    part.takes("COLUMN")
    changed = replace(about, column=part.name())
    part.takes("SET", "DATA")
    if part.takes("TYPE"):
        return replace(_column(part, changed), kind=Kind.ALTER_TYPE)
    for words, kind in _COLUMN_ACTIONS:
        if part.takes(*words):
            return replace(changed, kind=kind)
    return None


_COLUMN_ACTIONS = (
    (("SET", "NOT", "NULL"), Kind.SET_NOT_NULL),
    (("DROP", "NOT", "NULL"), Kind.DROP_NOT_NULL),
    (("SET", "DEFAULT"), Kind.SET_DEFAULT),
    (("DROP", "DEFAULT"), Kind.DROP_DEFAULT),
)


def _drop(part: Cursor, about: Statement) -> Statement:
    for words in _DROPPED_CONSTRAINTS:
        if part.takes(*words):
            guarded = part.takes("IF", "EXISTS")
            return replace(about, kind=Kind.DROP_CONSTRAINT, guarded=guarded, constraint=part.name())
    if part.takes("INDEX") or part.takes("KEY"):
        return replace(about, kind=Kind.DROP_INDEX, guarded=part.takes("IF", "EXISTS"), index=part.name())
    part.takes("COLUMN")
    guarded = part.takes("IF", "EXISTS")
    return replace(about, kind=Kind.DROP_COLUMN, guarded=guarded, column=part.name())


_DROPPED_CONSTRAINTS = (("CONSTRAINT",), ("FOREIGN", "KEY"), ("CHECK",))


def _rename(part: Cursor, about: Statement) -> Statement:
    if part.takes("TO") or part.takes("AS"):
        return replace(about, kind=Kind.RENAME, renamed="table", to=part.name())
    for word in ("CONSTRAINT", "INDEX", "KEY"):
        if part.takes(word):
            what = "constraint" if word == "CONSTRAINT" else "index"
            old = part.name()
            part.takes("TO")
            named = replace(about, constraint=old) if what == "constraint" else replace(about, index=old)
            return replace(named, kind=Kind.RENAME, renamed=what, to=part.name())
    part.takes("COLUMN")
    old = part.name()
    part.takes("TO")
    return replace(about, kind=Kind.RENAME, renamed="column", column=old, to=part.name())


def _validate(part: Cursor, about: Statement) -> Statement:
    return replace(about, kind=Kind.VALIDATE_CONSTRAINT, constraint=part.name())


def _modify(part: Cursor, about: Statement) -> Statement:
    part.takes("COLUMN")
    return replace(_column(part, replace(about, column=part.name())), kind=Kind.ALTER_TYPE)


def _change(part: Cursor, about: Statement) -> Statement:
    """Read MySQL's `CHANGE old new type`."""
    part.takes("COLUMN")
    old, new = part.name(), part.name()
    kind = Kind.ALTER_TYPE if old.lower() == new.lower() else Kind.RENAME
    return replace(_column(part, replace(about, column=old)), kind=kind, renamed="column", to=new)


_ACTIONS: tuple[tuple[tuple[str, ...], Action], ...] = (
    (("ADD",), _add),
    (("ALTER",), _alter),
    (("DROP",), _drop),
    (("RENAME",), _rename),
    (("VALIDATE", "CONSTRAINT"), _validate),
    (("MODIFY",), _modify),
    (("CHANGE",), _change),
)
