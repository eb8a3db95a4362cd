#!/usr/bin/env python3
"""Print the dependencies that a pyproject.toml states, one on each line."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

print("\n".join(tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]["dependencies"]))
