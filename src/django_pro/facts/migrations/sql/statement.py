"""A statement of SQL, as far as the rules about migrations ask."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a statement does; one action of an `ALTER TABLE` is a statement of its own."""

    CREATE_INDEX = "create index"
    DROP_INDEX = "drop index"
    REINDEX = "reindex"
    ADD_COLUMN = "add column"
    DROP_COLUMN = "drop column"
    ALTER_TYPE = "alter column type"
    SET_NOT_NULL = "set not null"
    DROP_NOT_NULL = "drop not null"
    SET_DEFAULT = "set default"
    DROP_DEFAULT = "drop default"
    ADD_CONSTRAINT = "add constraint"
    VALIDATE_CONSTRAINT = "validate constraint"
    DROP_CONSTRAINT = "drop constraint"
    RENAME = "rename"
    CREATE_TABLE = "create table"
    DROP_TABLE = "drop table"
    ADD_VALUE = "alter type add value"
    UPDATE = "update"
    DELETE = "delete"
    INSERT = "insert"
    TRUNCATE = "truncate"
    SELECT = "select"
    SET = "set"
    EXTENSION = "create extension"
    ROUTINE = "function or trigger"
    DO = "do"
    VACUUM = "vacuum"
    REFRESH = "refresh materialized view"
    DATABASE = "create or drop database"
    BEGIN = "begin or commit"
    OTHER = "other"


@dataclass(frozen=True)
class Dialectal:
    """A word that only some databases take: `engines` are those."""

    word: str
    engines: frozenset[str]


@dataclass(frozen=True)
class Statement:
    """One thing that SQL does.

    `text` is the whole statement; `table`, `index`, `column` and `constraint` are names without quotes and schema, "" where
    there is none. `renamed` is what is renamed ("table", "column", "index", "constraint") and `to` its new name; `type` is a
    column's type, a constraint's kind ("check", "foreign key", "unique", "primary key", "exclude") or a routine's; the
    `column` of a CHECK is the one that it says is not NULL. `target` is
    the table that a foreign key points to, the setting that `SET` sets, or the type that gets a value; `value` is that
    setting's, or that value. `guarded` stands for IF EXISTS and IF NOT EXISTS; `is_alone` that no other statement is sent to
    the database with it.
    """

    kind: Kind
    text: str
    table: str = ""
    index: str = ""
    column: str = ""
    constraint: str = ""
    type: str = ""
    target: str = ""
    value: str = ""
    renamed: str = ""
    to: str = ""
    concurrently: bool = False
    not_valid: bool = False
    guarded: bool = False
    unique: bool = False
    using_index: bool = False
    not_null: bool = False
    has_default: bool = False
    has_where: bool = False
    is_alone: bool = True
    dialect: tuple[Dialectal, ...] = ()

    def refused_by(self, engine: str) -> str | None:
        """Return the first word that a database engine does not take, None where it takes them all."""
        return next((each.word for each in self.dialect if engine not in each.engines), None)
