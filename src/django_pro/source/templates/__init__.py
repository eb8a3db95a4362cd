"""Django's template language, and Jinja2's as far as the same nodes go: from text to small, frozen nodes."""

from __future__ import annotations

from django_pro.source.templates.dialects import looks_like_jinja2
from django_pro.source.templates.reading import read_template
from django_pro.source.templates.syntax import pack_template, unpack_template

__all__ = ["looks_like_jinja2", "pack_template", "read_template", "unpack_template"]
