"""What undoes code and SQL is written only where it is known."""

from __future__ import annotations

import pytest

from django_pro.facts.migrations.sql import read_sql
from django_pro.findings.blind import Unknown
from django_pro.rules.undoing import undone


def undo(sql: str) -> str | None:
    statements = read_sql(sql)
    assert not isinstance(statements, Unknown)
    return undone(statements)


@pytest.mark.parametrize(
    ("sql", "back"),
    [
        ("CREATE INDEX a ON shop_book (title)", "DROP INDEX a"),
        ("CREATE UNIQUE INDEX CONCURRENTLY a ON shop_book (title)", "DROP INDEX CONCURRENTLY a"),
        (
            "ALTER TABLE shop_book ADD CONSTRAINT c CHECK (pages > 0) NOT VALID",
            "ALTER TABLE shop_book DROP CONSTRAINT c",
        ),
        (
            "ALTER TABLE shop_book ALTER COLUMN title SET NOT NULL",
            "ALTER TABLE shop_book ALTER COLUMN title DROP NOT NULL",
        ),
        ("CREATE INDEX a ON b (c); CREATE INDEX d ON b (e)", "DROP INDEX d; DROP INDEX a"),
    ],
)
def test_undone_the_last_first(sql: str, back: str) -> None:
    assert undo(sql) == back


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE INDEX IF NOT EXISTS a ON shop_book (title)",
        'CREATE INDEX "A" ON shop_book (title)',
        "CREATE INDEX a ON other.shop_book (title)",
        "DROP TABLE shop_book",
        "CREATE INDEX a ON b (c); UPDATE b SET c = 1",
        "SELECT 1",
    ],
)
def test_not_known(sql: str) -> None:
    assert undo(sql) is None
