"""Where request data goes: which dangerous calls it reaches, through which functions."""

from __future__ import annotations

from django_pro.flow.inputs.reading import Inputs
from django_pro.flow.inputs.values import Kind, Landing, Origin

__all__ = ["Inputs", "Kind", "Landing", "Origin"]
