"""The baseline: findings that are known and not printed, one a line, so that branches merge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import msgspec

from django_pro.findings.finding import Finding
from django_pro.source.errors import UsageError

NAME = ".django-pro-baseline.jsonl"


class Known(msgspec.Struct, frozen=True, order=True):
    """A finding that was there before; a `note` says why it may stay."""

    rule: str
    scope: str
    fingerprint: str
    note: str = ""


def read_baseline(path: Path) -> tuple[Known, ...]:
    """Return what a baseline file holds, nothing where there is none."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise UsageError(f"the baseline {path.name} cannot be read: {error.strerror}") from None
    return tuple(_known(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _known(path: Path, number: int, line: bytes) -> Known:
    try:
        return msgspec.json.decode(line, type=Known)
    except msgspec.DecodeError:
        hint = "Repair it, or write it anew: django-pro check --update-baseline"
        raise UsageError(f"line {number} of the baseline {path.name} is not a finding", hint) from None


def write_baseline(path: Path, findings: Iterable[Finding]) -> int:
    """Write findings as the new baseline, with the notes the old one had; return how many there are."""
    notes: dict[str, list[str]] = defaultdict(list)
    for known in read_baseline(path) if path.exists() else ():
        notes[known.fingerprint].append(known.note)
    rows: list[Known] = []
    for finding in findings:
        kept = notes[finding.fingerprint]
        rows.append(Known(finding.rule, finding.scope, finding.fingerprint, kept.pop(0) if kept else ""))
    path.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in sorted(rows)))
    return len(rows)
