"""What the models are and the migrations do not lead to (Django: `makemigrations --check`)."""

from django_pro.facts.migrations.drift.difference import Drift
from django_pro.facts.migrations.drift.drifting import Drifting

__all__ = ["Drift", "Drifting"]
