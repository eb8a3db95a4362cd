"""Why a rehearsal ended early, as seen from outside: the inner half knows no more than that its connection broke."""

from __future__ import annotations

import shutil
from pathlib import Path
from signal import Signals

from django_pro.rehearsal.cluster import Cluster
from django_pro.rehearsal.rehearsal import Rehearsal
from django_pro.rehearsal.server import is_full
from django_pro.rehearsal.told import Failed

#: How long a server that was hit may take to end, in seconds.
_PATIENCE = 2.0
#: Bytes of a segment of the write-ahead log, without which the server cannot go on (PostgreSQL: `wal_segment_size`).
_SEGMENT = 16 * 2**20
#: What is the migrations' doing, not the machine's.
MIGRATE = "migrate"


def diagnosed(found: Rehearsal, server: Cluster) -> None:
    """Put the machine's fault in place of what it made of the rehearsal: the migration it met is not to blame."""
    if found.failed is None:
        return
    cause = _cause(found.failed, server)
    if cause is None:
        return
    found.failed = cause
    if found.migrations and found.migrations[-1].migrated.error is not None:
        found.migrations.pop()


def _cause(failed: Failed, server: Cluster) -> Failed | None:
    said = server.said() if server.folder.exists() else ""
    full = Failed("disk", f"the disk is full: the throw-away PostgreSQL in {server.folder.parent} found no space")
    if failed.why == "disk" or is_full(failed.text) or is_full(said):
        return full
    code = server.ended(_PATIENCE if failed.why == "connect" or "connection" in failed.text else 0)
    if code is None:
        return None
    if code > 0 and _has_no_space(server.folder):  # then it could not write so into its log either
        return full
    how = f"was killed by {Signals(-code).name}" if code < 0 else f"ended with {code}"
    last = said.strip().splitlines()[-1] if said.strip() else "its log says nothing"
    return Failed("postgresql", f"the throw-away PostgreSQL {how} while it was in use: {last}")


def _has_no_space(folder: Path) -> bool:
    return folder.exists() and shutil.disk_usage(folder).free < _SEGMENT
