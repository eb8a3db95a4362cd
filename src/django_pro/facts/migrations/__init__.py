"""The migrations of a project: what their files write, in which order Django runs them, and the models in between."""

from django_pro.facts.migrations.migration import Migration, Operation
from django_pro.facts.migrations.reading import Migrations

__all__ = ["Migration", "Migrations", "Operation"]
