"""Receivers of signals."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.signals import Signals
from django_pro.findings.blind import Unknown
from tests.facts.projects import shop

MODELS = "django.db.models.signals"


def signals(folder: Path, text: str) -> Signals:
    """Return the receivers of a module."""
    files = {
        "shop/events.py": "from django.dispatch import Signal\nsold = Signal()\n",
        "shop/receivers.py": f"from shop.events import sold\nfrom shop.models import Author, Book\n{text}",
    }
    return Signals(shop(folder, files))


def said(table: Signals) -> list[tuple[object, ...]]:
    """Return the parts of receivers by their names."""
    return [(each.signal, each.sender, each.function.qualname if each.function else None) for each in table.all]


def test_decorators(tmp_path: Path) -> None:
    table = signals(
        tmp_path,
        """
from django.db.models import signals
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

@receiver(post_save, sender=Book)
def saved(sender, **kwargs):
    pass

@receiver([signals.post_save, post_delete], sender="shop.Author")
@receiver(sold)
def several(sender, **kwargs):
    pass

@sold.connect
def bare(sender, **kwargs):
    pass

@receiver(made_elsewhere(), sender=anything())
def odd(sender, **kwargs):
    pass

@other.connect
def nothing(connection):
    pass
""",
    )
    assert said(table) == [
        (f"{MODELS}.post_save", "shop.Book", "saved"),
        (f"{MODELS}.post_save", "shop.Author", "several"),
        (f"{MODELS}.post_delete", "shop.Author", "several"),
        ("shop.events.sold", None, "several"),
        ("shop.events.sold", None, "bare"),
        (
            Unknown("`made_elsewhere(…)` is no signal that can be seen"),
            Unknown("`anything(…)` is no model that can be seen"),
            "odd",
        ),
    ]
    assert [each.function.qualname for each in table.of(f"{MODELS}.post_save", "shop.Book") if each.function] == [
        "saved"
    ]
    assert len(table.of("shop.events.sold", "shop.Book")) == 2


def test_connect(tmp_path: Path) -> None:
    table = signals(
        tmp_path,
        """
import sqlite3
from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models.signals import m2m_changed, pre_save

def saved(sender, **kwargs):
    pass

pre_save.connect(saved, sender=get_user_model())

class Shop(AppConfig):
    def ready(self):
        from shop import events
        events.sold.connect(self.on_sold)
        m2m_changed.connect(receiver=saved, sender=User.groups.through)
        sold.connect(lambda **kwargs: None, sender=Book)
        sqlite3.connect("a.db")

    def on_sold(self, **kwargs):
        pass

def forward(signal):
    signal.connect(saved)
""",
    )
    assert said(table) == [
        (f"{MODELS}.pre_save", "auth.User", "saved"),
        ("shop.events.sold", None, "Shop.on_sold"),
        (f"{MODELS}.m2m_changed", "auth.User_groups", "saved"),
        ("shop.events.sold", "shop.Book", None),
        (Unknown("`signal` is no signal that can be seen"), None, "saved"),
    ]
