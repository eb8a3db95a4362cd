"""SARIF 2.1.0: what its schema and GitHub ask for, and regions that say what the byte offsets said."""

from __future__ import annotations

import json
import re
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import pytest

from django_pro.findings.report import FindingReport, FixReport, StepReport
from django_pro.reports.line_hash import line_hashes
from django_pro.reports.sarif import write_sarif
from django_pro.review.placing import Files
from django_pro.source.edits import Edit, edited
from tests.reports.findings import found

SOURCE = b"def view():\n    for book in Book.objects.all():\n        print(book.author.name)\n"
#: Each object that is written: what the schema or GitHub requires of it, and what else it may have.
OBJECTS = {
    "log": ("$schema version runs", ""),
    "run": ("tool results", "automationDetails columnKind newlineSequences"),
    "driver": ("name version rules", ""),
    "rule": ("id name shortDescription fullDescription help defaultConfiguration properties", ""),
    "result": (
        "ruleId ruleIndex level message locations partialFingerprints properties",
        "codeFlows fixes",
    ),
    "region": ("startLine", "startColumn endLine endColumn"),
    "fix": ("description artifactChanges", "properties"),
    "artifactChange": ("artifactLocation replacements", ""),
    "replacement": ("deletedRegion insertedContent", ""),
}
#: Keys whose values, or the items of whose values, are such objects.
HOLDERS = {
    "runs": "run", "driver": "driver", "rules": "rule", "results": "result", "region": "region", "fixes": "fix",
    "artifactChanges": "artifactChange", "replacements": "replacement", "deletedRegion": "region",
}  # fmt: skip
URI = re.compile(r"(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})+(?:/(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})+)*")


def written(folder: Path, *findings: FindingReport, source: bytes = SOURCE) -> Any:
    """Return the log of findings in a folder with `shop/views.py`."""
    (folder / "shop").mkdir(exist_ok=True)
    (folder / "shop" / "views.py").write_bytes(source)
    log = json.loads(write_sarif(findings, Files(folder), "check"))
    check_shape(log, "log")
    (run,) = log["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    return run


def check_shape(value: Any, kind: str | None) -> None:
    if isinstance(value, list):
        for each in value:
            check_shape(each, kind)
    elif isinstance(value, dict):
        if kind:
            required, more = (set(words.split()) for words in OBJECTS[kind])
            assert required <= set(value) <= required | more, kind
        if kind == "region":
            assert min(value.values()) >= 1
        if "uri" in value:
            assert URI.fullmatch(value["uri"])
        for name, each in value.items():
            check_shape(each, HOLDERS.get(name))


def test_a_finding(tmp_path: Path) -> None:
    (result,) = written(tmp_path, found(delegate="database-optimizer", severity="info"))["results"]
    assert (result["ruleId"], result["level"]) == ("DJP101", "note")
    assert result["message"]["text"].startswith(
        "`book.author` is read once per row of `Book.objects.all()`. add select"
    )
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "shop/views.py"},
        "region": {"startLine": 3, "startColumn": 15, "endLine": 3, "endColumn": 26},
    }
    assert result["properties"] == {
        "id": "f:1234abcd", "principle": "queries", "confidence": "proved", "delegate": "database-optimizer",
    }  # fmt: skip
    assert result["partialFingerprints"] == {
        "primaryLocationLineHash": line_hashes(SOURCE)[2], "djangoPro/v1": "1234abcd",
    }  # fmt: skip


def test_a_trace_is_a_code_flow(tmp_path: Path) -> None:
    steps = (StepReport("shop/views.py", 2, "the rows are made here"), StepReport("a b/ü.html", 7, "read here"))
    (result,) = written(tmp_path, found(trace=steps))["results"]
    ((flow,),) = (each["threadFlows"] for each in result["codeFlows"])
    places = [each["location"]["physicalLocation"] for each in flow["locations"]]
    assert [(each["artifactLocation"]["uri"], each["region"]["startLine"]) for each in places] == [
        ("shop/views.py", 2), ("a%20b/%C3%BC.html", 7),
    ]  # fmt: skip
    assert [each["location"]["message"]["text"] for each in flow["locations"]] == [
        "the rows are made here",
        "read here",
    ]
    assert "codeFlows" not in written(tmp_path, found(trace=()))["results"][0]


def test_a_rule_says_what_its_page_says(tmp_path: Path) -> None:
    findings = (found(), found(), found(rule="DJP530", data={"cwe": "CWE-89"}))
    queries, security = written(tmp_path, *findings)["tool"]["driver"]["rules"]
    assert queries["name"] == "n-plus-one"
    assert queries["shortDescription"]["text"].endswith("a queryset that did not load it.")
    assert "## Good" in queries["help"]["markdown"]
    assert "## Cases" not in queries["help"]["markdown"]
    assert queries["properties"]["tags"] == ["django", "queries"]
    assert "security-severity" not in queries["properties"]
    assert security["properties"]["tags"] == ["django", "security", "external/cwe/cwe-089"]
    assert security["properties"]["security-severity"] == "8.0"


def test_paths_are_percent_encoded(tmp_path: Path) -> None:
    (result,) = written(tmp_path, found(path="a:b/50% 名#?.py"))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%3Ab/50%25%20%E5%90%8D%23%3F.py"
    assert set(result["partialFingerprints"]) == {"djangoPro/v1"}, "a file that is not there has no third line"


def replaced(text: str, replacement: dict[str, Any]) -> str:
    """Return a text after one replacement, done as a viewer does it: by lines and by columns in code points."""
    starts = [0, *(each.end() for each in re.finditer(r"\r\n|\n|\r", text))]
    region = replacement["deletedRegion"]
    start = starts[region["startLine"] - 1] + region["startColumn"] - 1
    end = starts[region["endLine"] - 1] + region["endColumn"] - 1
    return f"{text[:start]}{replacement['insertedContent']['text']}{text[end:]}"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_regions_delete_what_the_byte_offsets_deleted(tmp_path: Path, mark: str) -> None:
    text = "名 = 'é'\r\n\r\n🐍\u2028 = 1\rz\x0c\n"
    ends = [len((mark + text[:at]).encode()) for at in range(len(text) + 1) if text[at - 1 : at + 1] != "\r\n"]
    raw = (mark + text).encode()
    edits = [Edit("shop/views.py", start, end, "ü\r\n") for start, end in combinations_with_replacement(ends, 2)]
    run = written(tmp_path, *(found(fix=FixReport(True, (each,))) for each in edits), source=raw)
    for edit, result in zip(edits, run["results"], strict=True):
        (change,) = result["fixes"][0]["artifactChanges"]
        (replacement,) = change["replacements"]
        assert replaced(text, replacement) == edited(raw, [edit]).decode().removeprefix(mark)


def test_a_fix_of_two_files_one_of_them_new(tmp_path: Path) -> None:
    edits = (
        Edit("shop/views.py", 0, 4, ""), Edit("shop/new.py", 0, 0, "a = 1\n"), Edit("shop/views.py", 11, 11, " # x"),
    )  # fmt: skip
    (result,) = written(tmp_path, found(fix=FixReport(False, edits)))["results"]
    (fix,) = result["fixes"]
    assert fix["properties"] == {"safe": False}
    assert fix["description"]["text"] == found().recipe
    changed = {each["artifactLocation"]["uri"]: each["replacements"] for each in fix["artifactChanges"]}
    assert {path: len(each) for path, each in changed.items()} == {"shop/new.py": 1, "shop/views.py": 2}
    nowhere = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    assert changed["shop/new.py"][0] == {"deletedRegion": nowhere, "insertedContent": {"text": "a = 1\n"}}


def test_nothing_found_is_a_run_without_results(tmp_path: Path) -> None:
    run = written(tmp_path)
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []
    assert run["automationDetails"]["id"] == "django-pro/check/"
