"""Relations of which nothing but the key is read: the row itself holds it (`book.author.id` is `book.author_id`)."""

from __future__ import annotations

from django_pro.facts.models import Field, Models, Relation
from django_pro.flow.reading import Reading
from django_pro.flow.touches import MISSING


def held_key(models: Models, reading: Reading) -> Relation | None:
    """Return the foreign key whose own column answers all that is read of a relation."""
    if reading.state != MISSING or not reading.key_only:
        return None
    label: str | None = reading.model
    for name in reading.path[:-1]:
        above = models.relation(label, name) if label else None
        label = above.to if above is not None and isinstance(above.to, str) else None
    relation = models.relation(label, reading.path[-1]) if label else None
    if relation is None or not relation.forward or not relation.joinable or not isinstance(relation.to, str):
        return None
    target = models.get(relation.to)
    own = target is not None and any(_is_other_key(field) for field in target.fields)
    return None if own or relation.field.argument("to_field") is not None else relation


def _is_other_key(field: Field) -> bool:
    """Whether a field is a key under another name than `id`, so that `.id` may be anything."""
    return field.argument("primary_key") is not None and field.name != "id"
