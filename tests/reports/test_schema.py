"""The JSON has exactly these keys, in this order; programs read it."""

from __future__ import annotations

import msgspec

from django_pro.findings.report import FindingReport, GateReport, PrincipleReport, ProjectReport, Report, StepReport
from django_pro.source.edits import Edit

KEYS: dict[type[msgspec.Struct], str] = {
    Report: "schema version project principles findings blind",
    ProjectReport: (
        "root files lines apps models endpoints migrations tests django templates roots code environment base evidence "
        "rehearsed"
    ),
    PrincipleReport: "id name target score kept broken unknown accepted met",
    FindingReport: (
        "id rule name principle severity confidence path line column end_line end_column message recipe trace "
        "fingerprint fix delegate evidence data"
    ),
    StepReport: "path line message",
    Edit: "path start end text",
    GateReport: "verdict summary next introduced fixed unproved",
}


def test_it_can_be_read_back() -> None:
    words: dict[str, object] = dict.fromkeys(KEYS[FindingReport].split(), "")
    finding = words | {
        "line": 1, "column": 1, "end_line": 1, "end_column": 2, "trace": [], "fix": None, "evidence": [],
        "data": {"model": "shop.Book", "uses": [{"path": "shop/views.py", "line": 3}]},
    }  # fmt: skip
    read = msgspec.convert(finding, FindingReport)
    assert msgspec.json.decode(msgspec.json.encode(read)) == finding


def test_keys_and_their_order() -> None:
    assert {cls: " ".join(field.encode_name for field in msgspec.structs.fields(cls)) for cls in KEYS} == KEYS
