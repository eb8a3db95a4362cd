"""What runs inside the project's own process and notes its queries and requests: the standard library and Django alone.

Three doors: `django_pro.recorder.middleware.RecorderMiddleware`, the pytest plugin, and `record()`.  Python 3.9 and newer,
Django 4.2 and newer.
"""

from __future__ import annotations

from django_pro.recorder.block import Recorded, record

__all__ = ["Recorded", "record"]
