"""Whether a database is as it was: its schema by the catalogue, its data by a sum of each column."""

from __future__ import annotations

from typing import Any

from .driver import run

_OURS = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND c.relname <> 'django_migrations'"
#: Each part of the catalogue as rows of text; names that Django makes anew at each turn are left out of sequences.
_SCHEMA = (
    f"""SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
      || CASE a.attidentity WHEN '' THEN '' ELSE ' IDENTITY' END
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND {_OURS}""",
    f"""SELECT 'index ' || pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_OURS}""",
    f"""SELECT 'constraint ' || c.relname || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype <> 'n' AND {_OURS}""",
    f"""SELECT 'trigger ' || pg_get_triggerdef(t.oid)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND {_OURS}""",
)
_COLUMNS = f"""SELECT c.relname, array_agg(a.attname::text ORDER BY a.attname)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND {_OURS} GROUP BY c.relname"""

Sums = dict[str, dict[str, str]]


def schema_of(raw: Any) -> set[str]:
    """Return the schema, a line for each column, index, constraint and trigger."""
    return {row[0] for part in _SCHEMA for row in run(raw, part)}


def sums_of(raw: Any) -> Sums:
    """Return a sum over the values of each column of each table, whatever their order."""
    found: Sums = {}
    for table, columns in run(raw, _COLUMNS):
        parts = ", ".join(
            f'count("{each}") || \':\' || coalesce(sum(hashtext("{each}"::text)::bigint), 0)' for each in columns
        )
        found[table] = dict(zip(columns, run(raw, f'SELECT {parts} FROM "{table}"')[0]))
    return found


def lost(before: Sums, after: Sums) -> list[dict[str, Any]]:
    """Return the columns whose values are not what they were, with how many values there are less."""
    found = []
    for table, columns in before.items():
        for column, total in columns.items():
            now = after.get(table, {}).get(column)
            if now is not None and now != total:
                less = int(total.partition(":")[0]) - int(now.partition(":")[0])
                found.append({"table": table, "column": column, "rows": less})
    return found
