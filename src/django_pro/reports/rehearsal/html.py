"""A rehearsal as a page: for each migration a timeline of its operations, its locks and those who waited."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from django_pro.rehearsal.rehearsal import Rehearsal, Rehearsed
from django_pro.reports.rehearsal import words
from django_pro.reports.rehearsal.overview import overview
from django_pro.reports.rehearsal.timeline import timeline

#: What the colours of the pictures below say.
_LEGEND = "".join(
    ['<p class="legend">', *(f'<i class="{kind}"></i>{says} ' for kind, says in (
        ("operation", "an operation"), ("strong", "a lock that holds up everything"), ("lock", "one that holds up writes"),
        ("mild", "one that holds up nobody"), ("wait", "a session waits longer than the limit"), ("short", "it waits"),
    )), "</p>"]
)  # fmt: skip
_STYLE = Path(__file__).with_name("page.css")


def write_html(found: Rehearsal, most: float, title: str) -> str:
    """Return the page; it needs nothing else, and asks nobody."""
    rows = {each.table: each.rows for each in found.filled}
    body = "\n".join(
        [*_head(found, most, title), *(part for each in found.migrations for part in _migration(each, most, rows))]
    )
    style = _STYLE.read_text(encoding="utf-8")
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}: rehearsal</title><style>{style}</style><body>\n{body}\n</body></html>\n"
    )


def _head(found: Rehearsal, most: float, title: str) -> Iterator[str]:
    yield f"<h1>{escape(title)}: migrations rehearsed</h1>"
    if found.prepared:
        yield (
            f'<p class="dim">PostgreSQL {escape(found.prepared.postgresql)}, Django {escape(found.prepared.django)}, '
            f"{found.rows:,} rows in {len(found.filled)} tables.</p>"
        )
    if found.failed:
        yield f'<p class="bad">The rehearsal ended early: {escape(found.failed.text)}</p>'
    yield f'<p class="verdict {"good" if found.passes(most) else "bad"}">{escape(words.verdict_of(found, most))}</p>'
    if found.migrations:
        yield f"<h2>The longest that anybody waited</h2>{overview(found.migrations, most)}{_LEGEND}"
    names = ("Migration", "*Time", "*Longest stall", "Who", "*WAL", "Release before")
    heads = (f'<th class="number">{name[1:]}' if name[0] == "*" else f"<th>{name}" for name in names)
    yield f"<table><tr>{''.join(heads)}"
    for each in found.migrations:
        yield _row(each, most)
    yield "</table>"
    if found.unfilled:
        listed = "".join(f"<li><code>{escape(each.table)}</code>: {escape(each.why)}" for each in found.unfilled)
        yield f"<details><summary>{len(found.unfilled)} tables without rows</summary><ul>{listed}</ul></details>"


def _row(each: Rehearsed, most: float) -> str:
    style = "bad" if each.stall > most else "good"
    who = f"{each.longest.role} of {each.longest.table}" if each.longest else ""
    fails = '<span class="bad">fails</span>' if each.broken else '<span class="good">lives</span>'
    return (
        f'<tr><td><a href="#{escape(each.label)}">{escape(each.label)}</a>'
        f'<td class="number">{words.milliseconds(each.migrated.milliseconds)}'
        f'<td class="number {style}">{words.milliseconds(each.stall)}<td>{escape(who)}'
        f'<td class="number">{words.size(each.migrated.wal)}<td>{fails}'
    )


def _migration(each: Rehearsed, most: float, rows: dict[str, int]) -> Iterator[str]:
    yield f'<h2 id="{escape(each.label)}">{escape(each.label)}</h2>'
    yield timeline(each, most, rows)
    yield "<dl>"
    for name, text, style in _facts(each, most):
        yield f'<dt>{name}<dd class="{style}">{escape(text)}'
    yield "</dl>"
    statements = [one for operation in each.migrated.operations for one in operation.statements]
    if statements:
        listed = "\n".join(f"{words.milliseconds(one.milliseconds):>9}  {escape(one.sql)}" for one in statements)
        yield f"<details><summary>{len(statements)} statements</summary><pre>{listed}</pre></details>"


def _facts(each: Rehearsed, most: float) -> Iterator[tuple[str, str, str]]:
    yield "waits", words.stalls_of(each.migrated.stalls) or "nobody looked on", "bad" if each.stall > most else ""
    yield from (("fails", text, "bad") for text in words.failures_of(each))
    if each.met and each.met.error:
        yield "rows", f"such rows stop it: {each.met.error}", "warn"
    if each.behind:
        yield "long reader", words.behind_of(each.behind), "warn"
    if each.reversed:
        yield "back", words.back_of(each.reversed), ""
    for name, found in _releases(each):
        if found:
            yield name, found, "bad" if name != "new code, old schema" else ""


def _releases(each: Rehearsed) -> Iterator[tuple[str, str]]:
    if each.rolled:
        yield "old code, new schema", words.failing(each.rolled.old_on_new)
        yield "new code, new schema", words.failing(each.rolled.new_on_new)
        yield "new code, old schema", words.failing(each.rolled.new_on_old)
