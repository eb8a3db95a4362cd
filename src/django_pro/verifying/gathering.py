"""From the units of a run to evidence: queries by line, requests by view and method."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django_pro.findings.evidence import RanQuery, RanRequest
from django_pro.verifying.events import Events, Query, Unit
from django_pro.verifying.states import states

#: So many tests are named of each query and endpoint.
_TESTS = 20
_SIZES = 50
#: So many tables are named whose rows were read beside a query.
_TABLES = 40
_FROM = re.compile(r"\bFROM [\"`\[]?(\w+)")
_METHODS = {"HEAD": "GET"}


@dataclass
class _Queried:
    """What was seen of one query from one line."""

    query: Query
    count: int = 0
    most: int = 0
    rows: int = -1
    kind: str = ""
    where: str = ""
    worst: str = ""
    beside: set[str] = field(default_factory=set)
    tests: dict[str, None] = field(default_factory=dict)

    def take(self, query: Query, unit: Unit, tables: frozenset[str]) -> None:
        self.count += query.times
        self.rows = max(self.rows, query.most)
        if query.times > 1 and len(self.beside) < _TABLES:
            self.beside |= tables
        if (query.times, unit.kind == "request") > (self.most, self.kind == "request"):
            self.most, self.kind = query.times, unit.kind
            self.where = unit.full_label
            self.worst = unit.test or unit.name
        if len(self.tests) < _TESTS:
            self.tests.setdefault(unit.test or unit.name)


@dataclass
class _Asked:
    """What was seen of one view by one method."""

    unit: Unit
    states: set[str] = field(default_factory=set)
    statuses: Counter[str] = field(default_factory=Counter)
    sizes: dict[tuple[int, int, bool], None] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)
    tests: dict[str, None] = field(default_factory=dict)

    def take(self, unit: Unit, texts: dict[str, str]) -> None:
        for query in unit.queries if 200 <= unit.status < 300 else ():
            table = table_of(texts.get(query.fingerprint, ""))
            if table and query.most > 1:
                self.tables[table] = max(self.tables.get(table, 0), query.most)
        self.states |= states(unit)
        self.statuses[str(unit.status)] += 1
        if 200 <= unit.status < 300 and len(self.sizes) < _SIZES:
            self.sizes.setdefault((unit.size, unit.made, unit.counted))
        if len(self.tests) < _TESTS:
            self.tests.setdefault(unit.test)


@dataclass
class Gathered:
    """What a whole run showed."""

    tests: int = 0
    failed: int = 0
    skipped: int = 0
    units: int = 0
    dropped: int = 0
    queries: dict[tuple[str, str, int, str, str], _Queried] = field(default_factory=dict)
    requests: dict[tuple[str, str, str], _Asked] = field(default_factory=dict)

    def take(self, unit: Unit, texts: dict[str, str]) -> None:
        """Take in one unit; `texts` are those of its queries."""
        self.units += 1
        self.dropped += unit.dropped
        if unit.kind == "test":
            self.tests += 1
            self.failed += not unit.passed
            self.skipped += unit.skipped
        elif unit.kind == "request":
            self._asked(unit, texts)
        tables = _tables(unit, texts)
        for query in unit.queries:
            if query.path and not _is_transaction(texts.get(query.fingerprint, "")):
                key = (query.fingerprint, query.path, query.line, query.relation, query.model)
                self.queries.setdefault(key, _Queried(query)).take(query, unit, tables)

    def _asked(self, unit: Unit, texts: dict[str, str]) -> None:
        method = _METHODS.get(unit.method, unit.method)
        self.requests.setdefault((unit.name, unit.view, method), _Asked(unit)).take(unit, texts)

    def ran_queries(self, texts: dict[str, str]) -> Iterable[RanQuery]:
        """Yield the queries, each with its text."""
        for (fingerprint, path, line, relation, model), each in sorted(
            self.queries.items(), key=lambda item: item[0][1:]
        ):
            yield RanQuery(
                path=path, line=line, relation=relation, model=model, sql=texts.get(fingerprint, "")[:400],
                count=each.count, most=each.most, kind=each.kind, where=each.where, rows=each.rows,
                tests=tuple(dict.fromkeys((each.worst, *each.tests))), beside=tuple(sorted(each.beside)),
            )  # fmt: skip

    def ran_requests(self) -> Iterable[RanRequest]:
        """Yield what was asked of each view."""
        for (name, view, method), each in sorted(self.requests.items()):
            yield RanRequest(
                name=name, route=each.unit.route, view=view, method=method, states=tuple(sorted(each.states)),
                statuses=dict(sorted(each.statuses.items())), sizes=tuple(sorted(each.sizes)), tests=tuple(each.tests),
                tables=tuple(sorted(each.tables, key=each.tables.__getitem__, reverse=True)),
            )  # fmt: skip


def _tables(unit: Unit, texts: dict[str, str]) -> frozenset[str]:
    """Return the tables of which a unit read several rows at once."""
    read = (table_of(texts.get(each.fingerprint, "")) for each in unit.queries if each.most > 1)
    return frozenset(table for table in read if table)


def table_of(sql: str) -> str:
    """Return the first table that a query reads, "" where it reads none."""
    found = _FROM.search(sql)
    return found[1] if found else ""


def _is_transaction(text: str) -> bool:
    """Whether a query only begins or ends a part of a transaction: those of tests and of `atomic()` tell nothing."""
    return text.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT"))


def gather(events: Events) -> Gathered:
    """Return what the units of a run show."""
    found = Gathered()
    for unit in events.units():
        found.take(unit, events.texts)
    return found
