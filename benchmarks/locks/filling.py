"""Rows for the tables of `initial.py`: plain ones, and hostile ones that break what can be broken."""

from __future__ import annotations

from collections.abc import Iterator

_COLUMNS = (
    "title, slug, isbn, pages, small, pos, price, rating, published, created, day, notes, author_id, category, code, uid, "
    "data, shelf_ref, big, numtext, uidtext, status, softfk_id"
)


def plain(rows: int) -> Iterator[str]:
    """Yield statements that fill the tables with as many books; each has an author, a tag and a review."""
    authors = max(rows // 25, 1)
    yield f"INSERT INTO t_author (name, email) SELECT 'author ' || n, n || '@example.com' FROM generate_series(1, {authors}) n"
    yield "INSERT INTO t_tag (name) SELECT 'tag ' || n FROM generate_series(1, 100) n"
    yield "INSERT INTO t_shelf (name) SELECT 'shelf ' || n FROM generate_series(1, 1000) n"
    yield f"""
        INSERT INTO t_book ({_COLUMNS})
        SELECT 'title ' || n, 'slug-' || n, 'isbn' || n, n % 900, 1, n % 100, (n % 9000) / 100.0, n / 7.0, n % 2 = 0,
            now() - make_interval(secs => n), date '2020-01-01' + n % 1000, 'note for ' || n, 1 + n % {authors},
            'cat' || n % 20, n, gen_random_uuid(), '{{"a": 1}}', 1 + n % {authors}, n, n::text, gen_random_uuid()::text,
            'new', 1 + n % {authors}
        FROM generate_series(1, {rows}) n"""
    yield f"INSERT INTO t_book_tags (book_id, tag_id) SELECT n, 1 + n % 100 FROM generate_series(1, {rows}) n"
    yield f"INSERT INTO t_review (book_id, stars) SELECT n, 1 + n % 5 FROM generate_series(1, {rows}) n"
    yield "ANALYZE"


def hostile() -> Iterator[str]:
    """Yield statements that add NULLs, doubles, values at the edge of their types, and keys that lead nowhere."""
    far = 2**40
    yield f"INSERT INTO t_author (id, name, email) VALUES ({far}, 'far', 'far@example.com')"
    yield f"INSERT INTO t_tag (id, name) VALUES ({far}, 'far')"
    yield f"""
        INSERT INTO t_book ({_COLUMNS})
        SELECT repeat('y', 100), repeat('y', 50), repeat('y', 20), 2147483000, 32767, 2147483647, 999999.99, 1e300, true,
            now(), date '2020-01-01', repeat('y', 1000), {far}, repeat('y', 20), -n, gen_random_uuid(), '{{}}', {far + 1},
            {far}, repeat('y', 20), repeat('y', 36), repeat('y', 10), {far + 1}
        FROM generate_series(1, 2) n"""
    yield f"""
        INSERT INTO t_book ({_COLUMNS})
        SELECT '', '', NULL, 0, -32768, 0, -999999.99, NULL, true, now(), date '2020-01-01', NULL, 1, '', -10 - n,
            gen_random_uuid(), '{{}}', NULL, -1, '', '', '', NULL
        FROM generate_series(1, 2) n"""
    yield f"INSERT INTO t_book_tags (book_id, tag_id) SELECT id, {far} FROM t_book WHERE big = {far}"
