"""Statements from their words: the heads of those that matter to a database in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from django_pro.facts.migrations.sql.altering import alterations
from django_pro.facts.migrations.sql.cursor import Cursor
from django_pro.facts.migrations.sql.dialects import dialect_of
from django_pro.facts.migrations.sql.statement import Kind, Statement
from django_pro.facts.migrations.sql.words import Sentence, sentences
from django_pro.findings.blind import Unknown

Head = Callable[[Cursor, Statement], Statement]


def read_sql(sql: str) -> tuple[Statement, ...] | Unknown:
    """Return what some SQL does, statement by statement."""
    found = sentences(sql)
    return found if isinstance(found, Unknown) else tuple(each for one in found for each in _read(one, len(found) == 1))


def _read(sentence: Sentence, is_alone: bool) -> Iterator[Statement]:
    cursor = Cursor(sentence.words)
    plain = Statement(Kind.OTHER, sentence.text, is_alone=is_alone, dialect=dialect_of(sentence.words))
    if cursor.takes("ALTER"):
        yield from alterations(cursor, plain)
        return
    cursor.skip_with()
    for words, head in _HEADS:
        if cursor.takes(*words):
            yield head(cursor, plain)
            return
    yield plain


def _create(cursor: Cursor, plain: Statement) -> Statement:
    cursor.takes("OR", "REPLACE")
    unique = cursor.takes("UNIQUE")
    if any(cursor.takes(word) for word in ("FULLTEXT", "SPATIAL")) or cursor.sees("INDEX"):
        return _create_index(cursor, replace(plain, unique=unique)) if cursor.takes("INDEX") else plain
    for word in ("TEMP", "TEMPORARY", "UNLOGGED", "GLOBAL", "LOCAL"):
        if cursor.takes(word):
            made = _create(cursor, plain)
            return replace(made, kind=Kind.OTHER) if word != "UNLOGGED" else made
    if cursor.takes("TABLE"):
        guarded = cursor.takes("IF", "NOT", "EXISTS")
        return replace(plain, kind=Kind.CREATE_TABLE, guarded=guarded, table=cursor.name())
    if cursor.takes("EXTENSION"):
        return replace(plain, kind=Kind.EXTENSION, guarded=cursor.takes("IF", "NOT", "EXISTS"), target=cursor.name())
    for word in ("CONSTRAINT", "EVENT"):
        cursor.takes(word)
    if cursor.takes("DATABASE") or cursor.takes("TABLESPACE"):
        return replace(plain, kind=Kind.DATABASE, target=cursor.name())
    return _routine(cursor, plain)


def _routine(cursor: Cursor, plain: Statement) -> Statement:
    for word in ("TRIGGER", "FUNCTION", "PROCEDURE"):
        if cursor.takes(word):
            guarded = cursor.takes("IF", "EXISTS") or cursor.takes("IF", "NOT", "EXISTS")
            name = cursor.name()
            table = cursor.name() if word == "TRIGGER" and cursor.find("ON") else ""
            return replace(plain, kind=Kind.ROUTINE, type=word.lower(), target=name, guarded=guarded, table=table)
    return plain


def _create_index(cursor: Cursor, plain: Statement) -> Statement:
    concurrently = cursor.takes("CONCURRENTLY")
    guarded = cursor.takes("IF", "NOT", "EXISTS")
    index = "" if cursor.sees("ON") else cursor.name()
    table = cursor.name() if cursor.find("ON") else ""
    columns = cursor.columns()
    return replace(
        plain,
        kind=Kind.CREATE_INDEX,
        index=index,
        table=table,
        column=", ".join(columns),
        concurrently=concurrently,
        guarded=guarded,
        has_where=cursor.has("WHERE"),
    )


def _drop(cursor: Cursor, plain: Statement) -> Statement:
    if cursor.takes("INDEX"):
        concurrently = cursor.takes("CONCURRENTLY")
        guarded = cursor.takes("IF", "EXISTS")
        index = cursor.name()
        table = cursor.name() if cursor.takes("ON") else ""
        return replace(
            plain, kind=Kind.DROP_INDEX, index=index, table=table, concurrently=concurrently, guarded=guarded
        )
    if cursor.takes("TABLE"):
        return replace(plain, kind=Kind.DROP_TABLE, guarded=cursor.takes("IF", "EXISTS"), table=cursor.name())
    if cursor.takes("DATABASE") or cursor.takes("TABLESPACE"):
        return replace(plain, kind=Kind.DATABASE, target=cursor.name())
    return _routine(cursor, plain)


def _rows(kind: Kind, *before: str) -> Head:
    """Return the reader of a statement about rows; `before` may stand before the table."""

    def read(cursor: Cursor, plain: Statement) -> Statement:
        for word in before:
            cursor.takes(word)
        return replace(plain, kind=kind, table=cursor.name(), has_where=cursor.has("WHERE"))

    return read


def _select(cursor: Cursor, plain: Statement) -> Statement:
    table = cursor.name() if cursor.find("FROM") else ""
    return replace(plain, kind=Kind.SELECT, table=table, has_where=cursor.has("WHERE"))


def _set(cursor: Cursor, plain: Statement) -> Statement:
    for word in ("LOCAL", "SESSION", "GLOBAL"):
        cursor.takes(word)
    if cursor.takes("CONSTRAINTS"):
        return replace(plain, target="constraints", value=cursor.rest())
    name = cursor.name().lstrip("@")
    if not (cursor.takes("=") or cursor.takes("TO")):
        return plain
    return replace(plain, kind=Kind.SET, target=name.lower(), value=cursor.rest().strip("'\""))


def _vacuum(cursor: Cursor, plain: Statement) -> Statement:
    cursor.skip_parentheses()
    for word in ("FULL", "FREEZE", "VERBOSE", "ANALYZE"):
        cursor.takes(word)
    return replace(plain, kind=Kind.VACUUM, table=cursor.name())


def _reindex(cursor: Cursor, plain: Statement) -> Statement:
    cursor.skip_parentheses()
    kind = next((word for word in ("INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM") if cursor.takes(word)), "")
    concurrently = cursor.takes("CONCURRENTLY") or any(w.upper == "CONCURRENTLY" for w in cursor.words)
    index, table = (cursor.name(), "") if kind == "INDEX" else ("", cursor.name())
    return replace(plain, kind=Kind.REINDEX, concurrently=concurrently, type=kind.lower(), index=index, table=table)


def _refresh(cursor: Cursor, plain: Statement) -> Statement:
    concurrently = cursor.takes("CONCURRENTLY")
    return replace(plain, kind=Kind.REFRESH, concurrently=concurrently, table=cursor.name())


def _plainly(kind: Kind) -> Head:
    """Return the reader of a statement whose first word is all there is to know."""
    return lambda _, plain: replace(plain, kind=kind)


_HEADS: tuple[tuple[tuple[str, ...], Head], ...] = (
    (("CREATE",), _create),
    (("DROP",), _drop),
    (("UPDATE",), _rows(Kind.UPDATE, "ONLY", "IGNORE")),
    (("DELETE",), _rows(Kind.DELETE, "FROM", "ONLY")),
    (("INSERT",), _rows(Kind.INSERT, "OR", "REPLACE", "IGNORE", "INTO")),
    (("REPLACE", "INTO"), _rows(Kind.INSERT)),
    (("TRUNCATE",), _rows(Kind.TRUNCATE, "TABLE", "ONLY")),
    (("SELECT",), _select),
    (("SET",), _set),
    (("VACUUM",), _vacuum),
    (("REINDEX",), _reindex),
    (("REFRESH", "MATERIALIZED", "VIEW"), _refresh),
    (("DO",), _plainly(Kind.DO)),
    (("BEGIN",), _plainly(Kind.BEGIN)),
    (("COMMIT",), _plainly(Kind.BEGIN)),
    (("START", "TRANSACTION"), _plainly(Kind.BEGIN)),
    (("ROLLBACK",), _plainly(Kind.BEGIN)),
)
