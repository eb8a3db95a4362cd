"""Words of SQL that only some databases take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django_pro.facts.migrations.sql.statement import Dialectal
from django_pro.facts.migrations.sql.words import Word

_POSTGRESQL, _MYSQL, _SQLITE = frozenset({"postgresql"}), frozenset({"mysql"}), frozenset({"sqlite"})
#: Words that follow one another, with the databases that take them, from the manuals of PostgreSQL 18 ("SQL Commands"),
#: MySQL 8.4 ("SQL Statements") and SQLite 3.50 ("SQL As Understood By SQLite"). MariaDB counts as MySQL.
_WORDS: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    (("CONCURRENTLY",), _POSTGRESQL),
    (("NOT", "VALID"), _POSTGRESQL),
    (("VALIDATE", "CONSTRAINT"), _POSTGRESQL),
    (("USING", "GIN"), _POSTGRESQL),
    (("USING", "GIST"), _POSTGRESQL),
    (("USING", "BRIN"), _POSTGRESQL),
    (("USING", "INDEX"), _POSTGRESQL),
    (("::",), _POSTGRESQL),
    (("ILIKE",), _POSTGRESQL),
    (("CREATE", "EXTENSION"), _POSTGRESQL),
    (("DROP", "EXTENSION"), _POSTGRESQL),
    (("CREATE", "TYPE"), _POSTGRESQL),
    (("ALTER", "TYPE"), _POSTGRESQL),
    (("DROP", "TYPE"), _POSTGRESQL),
    (("SET", "CONSTRAINTS"), _POSTGRESQL),
    (("SET", "NOT", "NULL"), _POSTGRESQL),
    (("DROP", "NOT", "NULL"), _POSTGRESQL),
    (("MATERIALIZED", "VIEW"), _POSTGRESQL),
    (("LANGUAGE", "PLPGSQL"), _POSTGRESQL),
    (("LANGUAGE", "SQL"), _POSTGRESQL),
    (("EXECUTE", "PROCEDURE"), _POSTGRESQL),
    (("EXECUTE", "FUNCTION"), _POSTGRESQL),
    (("PG_GET_SERIAL_SEQUENCE",), _POSTGRESQL),
    (("SETVAL",), _POSTGRESQL),
    (("NEXTVAL",), _POSTGRESQL),
    (("GEN_RANDOM_UUID",), _POSTGRESQL),
    (("TO_TSVECTOR",), _POSTGRESQL),
    (("CREATE", "SEQUENCE"), _POSTGRESQL),
    (("ALTER", "SEQUENCE"), _POSTGRESQL),
    (("DROP", "SEQUENCE"), _POSTGRESQL),
    (("ALTER", "INDEX"), _POSTGRESQL),
    (("COMMENT", "ON"), _POSTGRESQL),
    (("RENAME", "CONSTRAINT"), _POSTGRESQL),
    (("ADD", "CONSTRAINT"), _POSTGRESQL | _MYSQL),
    (("DROP", "CONSTRAINT"), _POSTGRESQL | _MYSQL),
    (("TRUNCATE",), _POSTGRESQL | _MYSQL),
    (("CONVERT", "TO", "CHARACTER", "SET"), _MYSQL),
    (("SET", "FOREIGN_KEY_CHECKS"), _MYSQL),
    (("ON", "DUPLICATE", "KEY"), _MYSQL),
    (("INSERT", "IGNORE"), _MYSQL),
    (("FULLTEXT",), _MYSQL),
    (("AUTO_INCREMENT",), _MYSQL),
    (("PRAGMA",), _SQLITE),
    (("SQLITE_MASTER",), _SQLITE),
    (("SQLITE_SEQUENCE",), _SQLITE),
    (("INSERT", "OR", "REPLACE"), _SQLITE),
    (("INSERT", "OR", "IGNORE"), _SQLITE),
    (("AUTOINCREMENT",), _SQLITE),
    (("VIRTUAL", "TABLE"), _SQLITE),
)
#: Words of an `ALTER TABLE`, which SQLite mostly does not have, and which both others name differently.
_ALTERING: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    (("ALTER", "COLUMN"), _POSTGRESQL | _MYSQL),
    (("MODIFY",), _MYSQL),
    (("CHANGE",), _MYSQL),
    (("DROP", "INDEX"), _MYSQL),
    (("DROP", "KEY"), _MYSQL),
    (("DROP", "FOREIGN", "KEY"), _MYSQL),
    (("ADD", "INDEX"), _MYSQL),
    (("ADD", "KEY"), _MYSQL),
)
_TYPED = re.compile(r"ALTER (?:COLUMN )?\S+ (?:SET DATA )?TYPE ")


def dialect_of(words: Sequence[Word]) -> tuple[Dialectal, ...]:
    """Return what only some databases take in a statement."""
    upper = [word.upper for word in words]
    found = [Dialectal(" ".join(keys), engines) for keys, engines in _WORDS if next(_at(upper, keys), None) is not None]
    if upper[:2] == ["ALTER", "TABLE"]:
        found.extend(_in_alter(upper))
    if upper[:1] == ["DO"] and any(word.text.startswith("$") for word in words):
        found.append(Dialectal("DO $$", _POSTGRESQL))
    if upper[:1] == ["UPDATE"] and "JOIN" in upper and "SET" in upper and upper.index("JOIN") < upper.index("SET"):
        found.append(Dialectal("UPDATE … JOIN", _MYSQL))
    if any(word.quote == "`" for word in words):
        found.append(Dialectal("`", _MYSQL | _SQLITE))
    return tuple(found)


def _in_alter(upper: Sequence[str]) -> Iterator[Dialectal]:
    """Yield what stands at the beginning of an action: elsewhere it may be a column's name."""
    first = 5 if upper[3:4] == ["."] else 3
    begins = {at + 1 for at, word in enumerate(upper) if word == ","} | {first}
    for keys, engines in _ALTERING:
        if any(at in begins for at in _at(upper, keys)):
            yield Dialectal(" ".join(keys), engines)
    if _TYPED.search(" ".join(upper)):
        yield Dialectal("ALTER COLUMN … TYPE", _POSTGRESQL)


def _at(upper: Sequence[str], wanted: tuple[str, ...]) -> Iterator[int]:
    """Yield the places where some words follow one another; what is quoted is no word."""
    length = len(wanted)
    return (at for at, word in enumerate(upper) if word == wanted[0] and tuple(upper[at : at + length]) == wanted)
