"""Which files something comes from: a row holds as long as they do not change."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, Optional

#: Packages whose versions stand in the file: their own files decide nothing more.
_FRAMEWORKS = ("django", "rest_framework", "builtins")


def dotted(thing: Any) -> str:
    """Return the full name of a class or function."""
    return f"{thing.__module__}.{thing.__qualname__}"


def file_of(module: str) -> Optional[str]:
    """Return the file of a module that is loaded."""
    found = getattr(sys.modules.get(module), "__file__", None)
    return found if isinstance(found, str) and found.endswith(".py") else None


def files_of(modules: Iterable[str]) -> list[str]:
    """Return the files of modules, each once, those of Django and DRF left out."""
    own = (each for each in modules if each.partition(".")[0] not in _FRAMEWORKS)
    found = (file_of(each) for each in own)
    return sorted({each for each in found if each is not None})


def files_of_class(cls: type) -> list[str]:
    """Return the files of a class and its bases."""
    return files_of(each.__module__ for each in cls.__mro__)
