"""Rows for every table, made from the models as they are before a migration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .values import distinct, repeated, skewed, value

#: One of so many rows has NULL where the column takes it.
_NULLS = 10
#: Values come again after a third of the rows, so that duplicates are there to be met.
_POOL = 3
#: The ways in which rows are tried where a check refuses them.
VARIANTS = ("mixed", "filled", "empty", "ones")
#: The way in which rows are made that a migration may not like: NULLs, duplicates, texts as long as they may be.
HOSTILE = "hostile"
#: Text fields that can hold any number of different values, the best first.
_FREE = (
    "CharField",
    "TextField",
    "SlugField",
    "BigIntegerField",
    "IntegerField",
    "PositiveIntegerField",
    "DateTimeField",
)

ColumnKey = tuple[str, str]


def _is_key(field: Any) -> bool:
    """Whether a field is a foreign key or a one-to-one."""
    return field.remote_field is not None and hasattr(field, "target_field")


class Demands:
    """What later migrations ask of columns: a tame row keeps it already, a hostile one does not."""

    def __init__(self) -> None:
        self.filled: set[ColumnKey] = set()
        self.unique: set[ColumnKey] = set()
        self.lengths: dict[ColumnKey, int] = {}

    def add(self, old: Any, new: Any) -> None:
        """Take down what a state asks beyond another."""
        for model in old.get_models(include_auto_created=True):
            try:
                later = new.get_model(model._meta.app_label, model._meta.model_name)
            except LookupError:
                continue
            fields = {each.name: each for each in later._meta.local_fields}
            groups = {name for group in unique_groups(later) for name in group} - {
                name for group in unique_groups(model) for name in group
            }
            for field in model._meta.local_fields:
                after = fields.get(field.name)
                if after is not None:
                    self._compare((model._meta.db_table, field.column), field, after, field.name in groups)

    def _compare(self, key: ColumnKey, old: Any, new: Any, grouped: bool) -> None:
        if old.null and not new.null:
            self.filled.add(key)
        if (new.unique and not old.unique) or grouped:
            self.unique.add(key)
        before, after = getattr(old, "max_length", None), getattr(new, "max_length", None)
        if after is not None and (before is None or after < before):
            self.lengths[key] = after


def unique_groups(model: Any) -> Iterator[tuple[str, ...]]:
    """Yield the groups of fields that a table holds unique together."""
    yield from (tuple(group) for group in model._meta.unique_together)
    for constraint in model._meta.constraints:
        fields = getattr(constraint, "fields", None)
        if type(constraint).__name__ == "UniqueConstraint":
            yield tuple(fields or _named_in(constraint))


def _named_in(constraint: Any) -> Iterator[str]:
    """Yield the fields that the expressions of a constraint name."""
    waiting = list(getattr(constraint, "expressions", ()))
    while waiting:
        each = waiting.pop()
        if hasattr(each, "name") and type(each).__name__ == "F":
            yield each.name
        waiting.extend(each.get_source_expressions() if hasattr(each, "get_source_expressions") else ())


class Counts:
    """How many rows each table gets, and the number that stands before its first: rows of migrations come before."""

    def __init__(self, rows: dict[str, int] | None = None, bases: dict[str, int] | None = None) -> None:
        self.rows = rows or {}
        self.bases = bases or {}

    def copy(self) -> Counts:
        """Return the same, to be changed apart."""
        return Counts(dict(self.rows), dict(self.bases))


class Maker:
    """Writes the `INSERT … SELECT` of each table."""

    def __init__(self, connection: Any, apps: Any, counts: Counts, demands: Demands | None = None) -> None:
        self.connection = connection
        self.counts = counts.rows
        self.bases = counts.bases
        self.demands = demands
        self.models: list[Any] = [
            each
            for each in apps.get_models(include_auto_created=True)
            if each._meta.managed and not each._meta.proxy and not each._meta.swapped
        ]
        self._unique = {each._meta.db_table: self._unique_columns(each) for each in self.models}
        for _ in range(len(self.models)):  # a limit of one table limits those that refer to it
            if not any(self._limit(each) for each in self.models):
                break

    def count(self, model: Any) -> int:
        """Return how many rows a table gets."""
        return self.counts.get(model._meta.db_table, 0)

    def _number(self, model: Any, k: str) -> str:
        """Return the number of a table's k-th made row."""
        base = self.bases.get(model._meta.db_table, 0)
        return f"({base} + {k})" if base else k

    def _unique_columns(self, model: Any) -> set[str]:
        """Return the fields whose values differ from row to row; of a group, the freest one."""
        table = model._meta.db_table
        found = {field.name for field in model._meta.local_fields if field.unique or field.primary_key}
        if self.demands is not None:
            found |= {each.name for each in model._meta.local_fields if (table, each.column) in self.demands.unique}
        fields = {field.name: field for field in model._meta.local_fields}
        for group in unique_groups(model):
            if found & set(group):
                continue
            free = [name for name in group if name in fields and self._freedom(fields[name]) is not None]
            if free:
                found.add(min(free, key=lambda name: self._freedom(fields[name]) or 0))
        return found

    def _freedom(self, field: Any) -> int | None:
        kind = field.get_internal_type()
        short = kind in ("CharField", "SlugField") and (field.max_length or 99) < 8
        return _FREE.index(kind) if kind in _FREE and not field.choices and not short else None

    def _limit(self, model: Any) -> bool:
        """Lower the number of rows to what unique columns allow, and say whether it was lowered."""
        table, count = model._meta.db_table, self.count(model)
        most = count
        for field in model._meta.local_fields:
            if field.name in self._unique[table]:
                most = min(most, self._distinct(field))
        for group in self._radix_groups(model):
            size = 1
            for field in group:
                size *= max(self._distinct(field), 1)
            most = min(most, size)
        self.counts[table] = most
        return most < count

    def _distinct(self, field: Any) -> int:
        if _is_key(field):
            return self.count(field.remote_field.model._meta.concrete_model)
        if field.choices:
            return len(field.flatchoices)
        kind = self._kind(field)
        return distinct(kind, field.max_length if kind in ("text", "citext") else None) if kind else 1

    def _radix_groups(self, model: Any) -> list[list[Any]]:
        """Return the groups of keys and choices whose combinations are counted through."""
        fields = {field.name: field for field in model._meta.local_fields}
        own = self._unique[model._meta.db_table]
        groups = [group for group in unique_groups(model) if not own & set(group)]
        return [[fields[name] for name in group if name in fields] for group in groups]

    def _kind(self, field: Any) -> str:
        return (field.db_type(self.connection) or "").lower()

    def insert(self, model: Any, first: str, last: str, variant: str = "mixed") -> str:
        """Return the statement that makes the rows from `first` to `last`; `LookupError` says what cannot be made."""
        columns = [field for field in model._meta.local_fields if self._is_stored(field)]
        quote = self.connection.ops.quote_name
        names = ", ".join(quote(field.column) for field in columns)
        values = ", ".join(self._value(model, field, "g", variant) for field in columns)
        return (
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) "
            f"SELECT {values} FROM generate_series(({first})::bigint, ({last})::bigint) AS g"
        )

    def _is_stored(self, field: Any) -> bool:
        return field.concrete and not getattr(field, "generated", False) and bool(self._kind(field))

    def _value(self, model: Any, field: Any, k: str, variant: str) -> str:
        table = model._meta.db_table
        key = (table, field.column)
        for group in self._radix_groups(model):
            if field in group:
                return self._counted(group, field, k)
        longest = variant == HOSTILE
        if field.name in self._unique[table]:
            made = self._at(field, k if _is_key(field) else self._number(model, k), key, longest)
        elif _is_key(field):
            parents = self._parents(field)
            made = self._at(field, skewed(k, parents), key) if parents else "NULL"
        else:
            pool = 1 if variant == "ones" else min(max(self.count(model) // _POOL, 10), self._distinct(field))
            made = self._at(field, repeated(k, pool), key, longest)
        return self._with_nulls(field, made, k, variant, key)

    def _parents(self, field: Any) -> int:
        """Return how many rows a key may lead to; `LookupError` where it needs one and there is none."""
        parents = self.count(field.remote_field.model._meta.concrete_model)
        if not parents and not field.null:
            raise LookupError(f"`{field.remote_field.model._meta.db_table}`, which `{field.column}` needs, has no rows")
        return parents

    def _with_nulls(self, field: Any, made: str, k: str, variant: str, key: ColumnKey) -> str:
        demanded = self.demands is not None and key in self.demands.filled
        if not field.null or field.primary_key or demanded or variant in ("filled", "ones"):
            return made
        return "NULL" if variant == "empty" else f"CASE WHEN ({k}) % {_NULLS} = 0 THEN NULL ELSE {made} END"

    def _counted(self, group: list[Any], field: Any, k: str) -> str:
        """Return the value of a field in the k-th combination of a group."""
        below = 1
        for each in group:
            size = max(self._distinct(each), 1)
            if each is field:
                return self._at(field, f"(1 + ((({k}) - 1) / {below}) % {size})", ("", ""))
            below *= size
        raise LookupError(field.name)

    def _at(self, field: Any, k: str, key: ColumnKey, longest: bool = False) -> str:
        """Return the value that a column has in row `k` where nothing is repeated."""
        if _is_key(field):
            target, parent = field.target_field, field.remote_field.model._meta.concrete_model
            while _is_key(target):
                target, parent = target.target_field, target.remote_field.model._meta.concrete_model
            return self._at(target, self._number(parent, k), ("", ""))
        kind = self._kind(field)
        if field.choices:
            return self._choice(field, k, kind)
        length = self.demands.lengths.get(key) if self.demands is not None else None
        made = value(kind, k, field, length, longest)
        if made is None and field.null:
            return "NULL"
        if made is None:
            raise LookupError(f"no value of type {kind} can be made for `{field.column}`")
        return made

    def _choice(self, field: Any, k: str, kind: str) -> str:
        options = [each for each, _ in field.flatchoices if each is not None] or [""]
        listed = ", ".join(f"'{str(each).replace(chr(39), chr(39) * 2)}'" for each in options)
        cast = "boolean" if kind == "boolean" else kind.replace("serial", "int")
        if kind.endswith("[]"):
            return f"ARRAY[(ARRAY[{listed}])[1 + ({k}) % {len(options)}]]::{kind}"
        return f"((ARRAY[{listed}])[1 + ({k}) % {len(options)}])::{cast}"
