"""django-pro: the Django expert as a program."""

from __future__ import annotations

__version__ = "0.2.0"
