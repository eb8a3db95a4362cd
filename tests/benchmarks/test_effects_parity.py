"""What our facts say of migrations is what was measured on PostgreSQL 15."""

from __future__ import annotations

import msgspec
import pytest
from benchmarks.effects_parity import compare
from benchmarks.locks.cases import HERE, cases
from benchmarks.locks.comparing import Outcome

from django_pro.facts.migrations.effects import Server


@pytest.mark.slow
def test_each_case_agrees_or_is_settled() -> None:
    rows = msgspec.json.decode((HERE / "postgresql-15.json").read_bytes())
    assert {row["case"] for row in rows} == {case.name for case in cases()}
    found = list(compare(rows, Server("postgresql", (15,), (5, 2))))
    assert [each for each in found if each.outcome is Outcome.DIFFER] == []
    assert sum(each.outcome is Outcome.SETTLED for each in found) == 5


def test_a_disagreement_is_seen() -> None:
    rows = msgspec.json.decode((HERE / "postgresql-15.json").read_bytes())
    wrong = {**rows[0], "locks": {"t_book": "SUE"}, "rewrites": ["t_book"]}
    found = compare([wrong], Server("postgresql", (15,), (5, 2)))
    assert {each.column for each in found if each.outcome is Outcome.DIFFER} == {"lock", "rewrite"}
