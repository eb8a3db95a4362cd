"""What kind of file a path names: a test, a migration, somebody else's code."""

from __future__ import annotations

import re

_TEST_FOLDERS = frozenset(
    {"test", "tests", "testing", "e2e", "testsuite", "test_utils", "test_utilities", "unittest", "unittests"}
)
_TEST_FILE = re.compile(r"(test_.*|.*_tests?|tests?|tests_.*|conftest|factories)\.py")
_VENDORED = frozenset(
    {"vendor", "vendors", "vendored", "_vendor", "third_party", "thirdparty", "3rdparty", "external_libs"}
)


def is_test(path: str) -> bool:
    """Whether a file is run, or used, by tests alone."""
    *folders, name = path.split("/")
    return bool(_TEST_FILE.fullmatch(name)) or any(folder.lower() in _TEST_FOLDERS for folder in folders)


def is_migration(path: str) -> bool:
    """Whether a file of Python stands in an app's folder of migrations."""
    folder, _, name = path.rpartition("/")
    last = folder.rpartition("/")[2]
    return name.endswith(".py") and (last == "migrations" or last.endswith("_migrations"))


def is_vendored(path: str) -> bool:
    """Whether a file is a copy of somebody else's code."""
    return any(folder.lower() in _VENDORED for folder in path.split("/")[:-1])
