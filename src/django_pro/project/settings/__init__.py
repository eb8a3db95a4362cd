"""The settings of a Django root, evaluated without running them."""

from __future__ import annotations

from django_pro.project.settings.setting import EnvironmentRead, Place, Setting, SettingsModule
from django_pro.project.settings.settings import Settings, read_settings
from django_pro.project.settings.values import (
    TREE,
    Choice,
    Known,
    Listing,
    Table,
    Value,
    alternatives,
    item,
    listing,
    texts,
)

__all__ = [
    "TREE", "Choice", "EnvironmentRead", "Known", "Listing", "Place", "Setting", "Settings", "SettingsModule", "Table", "Value",
    "alternatives", "item", "listing", "read_settings", "texts",
]  # fmt: skip
