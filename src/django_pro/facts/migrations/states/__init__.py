"""The models as they were at each point of the migrations' history (Django: `ProjectState`)."""

from django_pro.facts.migrations.states.field import Default, FieldState
from django_pro.facts.migrations.states.model import ModelState, Part, ProjectState
from django_pro.facts.migrations.states.replay import Replay, Step

__all__ = ["Default", "FieldState", "ModelState", "Part", "ProjectState", "Replay", "Step"]
