"""What SQL does, statement by statement; and the SQL that a `RunSQL` is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.facts.migrations import Migrations
from django_pro.facts.migrations.sql import Kind, RawSql, Statement, read_sql
from django_pro.findings.blind import Unknown
from tests.facts.projects import shop


def only(sql: str) -> dict[str, object]:
    """Return what is said of the one statement, without what is as it is by default."""
    (found,) = all_of(sql)
    plain = Statement(Kind.OTHER, "")
    fields = [name for name in Statement.__dataclass_fields__ if name not in ("text", "dialect")]
    return {name: getattr(found, name) for name in fields if getattr(found, name) != getattr(plain, name)}


def all_of(sql: str) -> tuple[Statement, ...]:
    found = read_sql(sql)
    assert not isinstance(found, Unknown)
    return found


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (
            'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON public."T" USING btree (a DESC, lower(b)) WHERE c',
            {
                "kind": Kind.CREATE_INDEX,
                "index": "i",
                "table": "T",
                "column": "a, ",
                "concurrently": True,
                "guarded": True,
            }
            | {"unique": True, "has_where": True},
        ),
        ("create index on t (a)", {"kind": Kind.CREATE_INDEX, "table": "t", "column": "a"}),
        ("DROP INDEX i", {"kind": Kind.DROP_INDEX, "index": "i"}),
        ("ALTER TABLE `job` DROP INDEX `job_uniq`", {"kind": Kind.DROP_INDEX, "table": "job", "index": "job_uniq"}),
        (
            "ALTER TABLE IF EXISTS ONLY t ADD COLUMN a varchar(10) NOT NULL DEFAULT 'x;y'",
            {"kind": Kind.ADD_COLUMN, "table": "t", "column": "a", "type": "varchar ( 10 )", "not_null": True}
            | {"has_default": True},
        ),
        (
            "ALTER TABLE t ALTER a SET DATA TYPE bigint USING a::bigint",
            {"kind": Kind.ALTER_TYPE, "table": "t", "column": "a", "type": "bigint"},
        ),
        ("ALTER TABLE t ALTER COLUMN a SET NOT NULL", {"kind": Kind.SET_NOT_NULL, "table": "t", "column": "a"}),
        (
            "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u (id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
            {
                "kind": Kind.ADD_CONSTRAINT,
                "table": "t",
                "constraint": "c",
                "type": "foreign key",
                "column": "a",
                "target": "u",
            }
            | {"not_valid": True},
        ),
        (
            "ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i",
            {
                "kind": Kind.ADD_CONSTRAINT,
                "table": "t",
                "constraint": "c",
                "type": "unique",
                "index": "i",
                "unique": True,
            }
            | {"using_index": True},
        ),
        ("ALTER TABLE t VALIDATE CONSTRAINT c", {"kind": Kind.VALIDATE_CONSTRAINT, "table": "t", "constraint": "c"}),
        (
            "ALTER TABLE t RENAME a TO b",
            {"kind": Kind.RENAME, "table": "t", "column": "a", "renamed": "column", "to": "b"},
        ),
        ("ALTER TABLE t RENAME TO u", {"kind": Kind.RENAME, "table": "t", "renamed": "table", "to": "u"}),
        ("ALTER INDEX i RENAME TO j", {"kind": Kind.RENAME, "index": "i", "renamed": "index", "to": "j"}),
        (
            "ALTER TYPE e ADD VALUE IF NOT EXISTS 'rust'",
            {"kind": Kind.ADD_VALUE, "target": "e", "value": "rust", "guarded": True},
        ),
        ("UPDATE t SET a = (SELECT 1 FROM u WHERE u.id = t.id)", {"kind": Kind.UPDATE, "table": "t"}),
        (
            "WITH x AS (SELECT 1), y AS (SELECT 2) UPDATE t SET a = %s WHERE b = %(c)s",
            {"kind": Kind.UPDATE, "table": "t", "has_where": True},
        ),
        ("DELETE FROM ONLY t", {"kind": Kind.DELETE, "table": "t"}),
        ("SET LOCAL lock_timeout TO '2s'", {"kind": Kind.SET, "target": "lock_timeout", "value": "2s"}),
        ("VACUUM (ANALYZE) t", {"kind": Kind.VACUUM, "table": "t"}),
        ("REINDEX INDEX CONCURRENTLY i", {"kind": Kind.REINDEX, "index": "i", "type": "index", "concurrently": True}),
        ("CREATE EXTENSION IF NOT EXISTS pg_trgm", {"kind": Kind.EXTENSION, "target": "pg_trgm", "guarded": True}),
        (
            "CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f()",
            {"kind": Kind.ROUTINE, "type": "trigger", "target": "g", "table": "t"},
        ),
        (
            "ALTER TABLE t MODIFY a bigint NOT NULL",
            {"kind": Kind.ALTER_TYPE, "table": "t", "column": "a", "type": "bigint", "not_null": True},
        ),
    ],
)
def test_one_statement(sql: str, said: dict[str, object]) -> None:
    assert only(sql) == said


@pytest.mark.parametrize(
    ("sql", "kinds"),
    [
        ("-- a; b\nUPDATE t SET a = ';'; /* ; */ DELETE FROM t;;", [Kind.UPDATE, Kind.DELETE]),
        ("DO $x$ BEGIN PERFORM 1; END $x$; SELECT 1", [Kind.DO, Kind.SELECT]),
        (
            "CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN a; END; $$ LANGUAGE plpgsql; SELECT 1",
            [Kind.ROUTINE, Kind.SELECT],
        ),
        (
            "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN b THEN 1 END; END; SELECT 1",
            [Kind.ROUTINE, Kind.SELECT],
        ),
        (
            "ALTER TABLE t ADD a numeric(4, 2), DROP COLUMN b, ALTER c DROP NOT NULL",
            [Kind.ADD_COLUMN, Kind.DROP_COLUMN, Kind.DROP_NOT_NULL],
        ),
        ("", []),
    ],
)
def test_statements_are_told_apart(sql: str, kinds: list[Kind]) -> None:
    assert [each.kind for each in all_of(sql)] == kinds


@pytest.mark.parametrize(
    ("sql", "refused"),
    [
        ("CREATE INDEX CONCURRENTLY i ON t (a)", {"mysql": "CONCURRENTLY", "sqlite": "CONCURRENTLY"}),
        ("UPDATE `t` SET a = 1", {"postgresql": "`"}),
        ("ALTER TABLE t ADD COLUMN change int", {}),
        ("ALTER TABLE t CHANGE a b int", {"postgresql": "CHANGE", "sqlite": "CHANGE"}),
        ("INSERT INTO t (a) VALUES ('PRAGMA `x` :: CONCURRENTLY')", {}),
        ("PRAGMA foreign_keys = OFF", {"postgresql": "PRAGMA", "mysql": "PRAGMA"}),
    ],
)
def test_what_a_database_does_not_take(sql: str, refused: dict[str, str]) -> None:
    (found,) = all_of(sql)
    told = {engine: found.refused_by(engine) for engine in ("postgresql", "mysql", "sqlite")}
    assert {engine: word for engine, word in told.items() if word} == refused


def test_quotes_without_an_end_are_unknown() -> None:
    assert isinstance(read_sql("UPDATE t SET a = 'x"), Unknown)


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ('"SELECT 1"', ["SELECT 1"]),
        ("migrations.RunSQL.noop", []),
        ("None", []),
        ('["SELECT 1", ("SELECT %s", [1])]', ["SELECT 1", "SELECT %s"]),
        ('"SELECT " + ONE', ["SELECT 1"]),
        ('f"SELECT {ONE}"', ["SELECT 1"]),
        ('f"SELECT {unknown()}"', "`unknown(…)` is put together at run time"),
        ('"SELECT {} {a}".format(ONE, a=2)', ["SELECT 1 2"]),
        ('"SELECT %(a)s" % {"a": ONE}', ["SELECT 1"]),
        ('"; ".join(["SELECT 1", "SELECT 2"])', ["SELECT 1", "SELECT 2"]),
        ('open(os.path.join(os.path.dirname(__file__), "two.sql")).read()', ["SELECT 2"]),
        ('(HERE / "two.sql").read_text(encoding="utf-8")', ["SELECT 2"]),
        ('Path("/etc/passwd").read_text()', "the file `passwd` is not there"),
    ],
)
def test_the_sql_of_an_operation(written: str, texts: list[str] | str, tmp_path: Path) -> None:
    migration = f"""import os
from pathlib import Path
from django.db import migrations

HERE = Path(__file__).resolve().parents[0]
ONE = "1"


class Migration(migrations.Migration):
    operations = [migrations.RunSQL({written}, reverse_sql="DROP TABLE t")]
"""
    files = {"shop/migrations/__init__.py": "", "shop/migrations/0001_sql.py": migration}
    project = shop(tmp_path, {**files, "shop/migrations/two.sql": "SELECT 2;\n"})
    (operation,) = Migrations(project).all[0].operations
    raw = RawSql(project)
    found = raw.forwards(operation)
    assert (found.why if isinstance(found, Unknown) else [each.text for each in found]) == texts
    backwards = raw.backwards(operation)
    assert not isinstance(backwards, Unknown) and [each.kind for each in backwards] == [Kind.DROP_TABLE]
