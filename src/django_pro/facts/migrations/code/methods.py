"""What the methods of querysets and instances do (Django: "QuerySet API reference", "Model instance reference")."""

from __future__ import annotations

from django_pro.facts.migrations.code.deeds import Kind

SAME = frozenset(
    {
        "all", "order_by", "select_related", "prefetch_related", "annotate", "alias", "only", "defer", "using", "distinct",
        "reverse", "select_for_update", "extra", "db_manager", "get_queryset", "complex_filter", "union",
    }
)  # fmt: skip
FILTERS = frozenset({"filter", "exclude", "intersection", "difference"})
PLAIN = frozenset({"values", "values_list", "dates", "datetimes"})
ONE = frozenset({"get", "first", "last", "earliest", "latest", "aget", "afirst", "alast"})
#: Methods that write, and what they do to rows.
WRITERS = {
    "create": Kind.CREATE, "get_or_create": Kind.CREATE, "update_or_create": Kind.CREATE, "update": Kind.UPDATE,
    "delete": Kind.DELETE, "_raw_delete": Kind.DELETE, "bulk_create": Kind.BULK, "bulk_update": Kind.BULK,
}  # fmt: skip
ANSWERS = frozenset(
    {
        "count", "exists", "aggregate", "in_bulk", "none", "explain", "contains", "raw", "iterator", "as_manager", "query",
        "db", "model", "ordered", "resolve_expression", "aiterator", "acount", "aexists", "through", "values", "__len__",
    }
)  # fmt: skip
QUERYSET = SAME | FILTERS | PLAIN | ONE | frozenset(WRITERS) | ANSWERS
#: Methods of a relation's manager that write a row of the relation's own table, or of the other.
RELATES = frozenset({"add", "set", "remove", "clear"})
#: What a historical model has besides its fields.
CLASS_NAMES = frozenset(
    {"objects", "_default_manager", "_base_manager", "_meta", "DoesNotExist", "MultipleObjectsReturned", "pk"}
)
MANAGERS = ("objects", "_default_manager", "_base_manager")
INSTANCE = frozenset(
    {
        "save", "delete", "refresh_from_db", "full_clean", "clean", "clean_fields", "validate_unique", "serializable_value",
        "get_deferred_fields", "save_base", "unique_error_message", "prepare_database_save", "date_error_message",
    }
)  # fmt: skip
#: Filters by these mean one row, or few.
NARROW = frozenset({"pk", "id", "slug", "codename", "app_label", "code", "key", "uuid", "username", "email"})
