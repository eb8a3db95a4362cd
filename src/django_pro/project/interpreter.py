"""The project's own Python."""

from __future__ import annotations

from pathlib import Path

from django_pro.project.project import Project
from django_pro.source.errors import UsageError


def interpreter(project: Project, why: str) -> Path:
    """Return the project's own Python; `UsageError` where none is known, with what it is wanted for."""
    prefix = project.environment.prefix
    found = [prefix / place for place in ("bin/python", "Scripts/python.exe")] if prefix else []
    python = next((each for each in found if each.exists()), None)
    if python is None:
        raise UsageError(
            f"the project's interpreter is not known, and {why}",
            "Name it, or its virtual environment: --python PATH, or python in [tool.django-pro]",
        )
    return python
