"""What the methods that Django gives every model instance do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django_pro.flow.arguments import Arguments
from django_pro.flow.values import PLAIN, Place, Row, Values

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

RowMethod = Callable[["Engine", Row, Arguments, Place], Values]


def plain(engine: Engine, row: Row, given: Arguments, place: Place) -> Values:
    return PLAIN


#: https://docs.djangoproject.com/en/stable/ref/models/instances/
ROW_METHODS: dict[str, RowMethod] = dict.fromkeys(
    (
        "save", "asave", "delete", "adelete", "refresh_from_db", "arefresh_from_db", "full_clean", "clean",
        "clean_fields", "validate_unique", "validate_constraints", "serializable_value", "get_deferred_fields",
        "save_base", "unique_error_message", "prepare_database_save", "check_password", "set_password", "has_perm",
        "has_perms", "has_module_perms", "get_username", "get_full_name", "get_short_name", "_meta", "_state",
        "DoesNotExist", "MultipleObjectsReturned", "__class__", "__dict__", "_prefetched_objects_cache",
    ),
    plain,
)  # fmt: skip
