"""What migrations do to a database: locks, scans, rewrites, and what running code meets."""

from django_pro.facts.migrations.effects.effect import Act, Action, Break, Effect, Mode, Reverse, Work
from django_pro.facts.migrations.effects.operations import effect_of
from django_pro.facts.migrations.effects.server import Server

__all__ = ["Act", "Action", "Break", "Effect", "Mode", "Reverse", "Server", "Work", "effect_of"]
