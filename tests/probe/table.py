"""Print where reading and running disagree, by door: `python -m tests.probe.table`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.probe.agreement import judged, table
from tests.probe.reviewing import alarms, is_about
from tests.probe.variants import variants


def main() -> None:
    """Review a copy of the project and print the table, and the findings that are about no variant."""
    with tempfile.TemporaryDirectory() as folder:
        findings = alarms(Path(folder))
    every = variants()
    print("\n".join(table(judged(every, findings))))
    for found in findings:
        if not any(is_about(found, each) for each in every):
            print(f"about no variant: {found['rule']} {found['path']}:{found['line']} {found['message']}")


if __name__ == "__main__":
    main()
