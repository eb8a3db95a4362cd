"""What of a field's arguments is another in the migrations (Django: `Field.deconstruct`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django_pro.facts.migrations.drift.difference import Difference
from django_pro.facts.migrations.states import Default, FieldState
from django_pro.facts.migrations.values import Code, Plain, Values, differ
from django_pro.facts.models.model import Kind
from django_pro.findings.blind import Unknown

#: What the database, or what is written to it, knows of, with what Django takes where none is given.
_STORED: Mapping[str, Plain] = {
    "null": False, "unique": False, "primary_key": False, "db_column": None, "max_digits": None, "decimal_places": None,
    "auto_now": False, "auto_now_add": False, "db_constraint": True, "db_collation": None, "size": None, "db_table": None,
}  # fmt: skip
#: What stands in migrations for `makemigrations` alone.
_SILENT: Mapping[str, Plain] = {
    "blank": False, "editable": True, "help_text": "", "verbose_name": None, "choices": None, "validators": [],
    "related_name": None, "related_query_name": None, "limit_choices_to": {}, "upload_to": "", "error_messages": None,
    "unique_for_date": None, "unique_for_month": None, "unique_for_year": None, "parent_link": False, "encoder": None,
    "decoder": None, "protocol": "both", "through_fields": None, "on_delete": None, "to_field": None,
}  # fmt: skip
#: Compared where both sides give them: what Django takes otherwise depends on more than the field, or on its version.
_BOTH = frozenset({"on_delete", "to_field", "through_fields"})
#: What only Django's own classes keep when a field is cloned: others set it in `__init__`, as AutoSlugField does.
_OF_CLONES = frozenset({"editable", "blank"})
#: Set by Django where the column is filled at each save (Django: `DateField.deconstruct`).
_OF_AUTOMATIC = frozenset({"editable", "blank"})
#: Lists whose kind does not matter, that of their items neither.
_LISTS = frozenset({"choices", "validators", "through_fields"})
#: Classes whose columns are as long as `max_length` says.
_TEXTS = frozenset("CharField SlugField EmailField URLField FileField ImageField FilePathField".split())
#: The first Django whose migrations keep `%(class)s` in a `related_name`.
_KEEPS_NAMES = (4, 0)


class Arguments:
    """Compares the arguments of fields; `stored_only` leaves out those that the database does not know of."""

    def __init__(self, values: Values, django: tuple[int, ...], *, stored_only: bool) -> None:
        self._values = values
        self._keeps_names = not django or django >= _KEEPS_NAMES
        self._stored_only = stored_only

    def differing(self, state: FieldState, now: FieldState) -> Difference | None:
        """Return what differs first: what the database knows of before the rest."""
        return next(self._all(state, now), None)

    def of_key(self, state: FieldState) -> Difference | None:
        """Return what differs from the key that Django adds by itself (Django: `Options._prepare`)."""
        for name, new in (("auto_created", True), ("verbose_name", "ID")):
            old = self._plain(name, state, None)
            if not self._stored_only and differ(old, new):
                return Difference(_said(name, old, new), silent=True)
        return None

    def _all(self, state: FieldState, now: FieldState) -> Iterator[Difference]:
        own = now.class_name.startswith("django.")
        if own and (said := _flags(state, now)):
            yield Difference(said)
        yield from self._named(_STORED, state, now, silent=False)
        if own and not self._stored_only and (said := self._default(state, now)):
            yield Difference(said, silent=True)  # Django keeps no default in the database
        if not self._stored_only:
            yield from self._named(_SILENT, state, now, silent=True)

    def _named(
        self, names: Mapping[str, Plain], state: FieldState, now: FieldState, *, silent: bool
    ) -> Iterator[Difference]:
        for name, otherwise in names.items():
            if not self._is_compared(name, state, now):
                continue
            old, new = (self._plain(name, each, otherwise) for each in (state, now))
            if differ(old, new):
                yield Difference(_said(name, old, new), silent)

    def _is_compared(self, name: str, state: FieldState, now: FieldState) -> bool:
        given = [name in each.arguments for each in (state, now)]
        is_own = now.class_name.startswith("django.")
        # What a class of the project's own or of a package makes of its arguments is not known.
        needs_both = name in _BOTH or not is_own
        if not (all(given) if needs_both else any(given)) or (name in _OF_CLONES and not is_own):
            return False
        if name == "unique" and now.kind is Kind.ONE_TO_ONE:
            return False  # it always is (Django: `OneToOneField.deconstruct`)
        return not (name in _OF_AUTOMATIC and (now.is_automatic or state.is_automatic))

    def _plain(self, name: str, field: FieldState, otherwise: Plain) -> Plain:
        written = field.arguments.get(name)
        value = otherwise if written is None else self._values.plain(written)
        if name == "related_name" and isinstance(value, str) and "%" in value and not self._keeps_names:
            return Unknown("this Django puts it together")
        if name == "choices" and isinstance(value, Code):
            return Unknown("a class of the project's own, or a function, gives them")
        return _loosely(value if value is not None else otherwise) if name in _LISTS else value

    def _default(self, state: FieldState, now: FieldState) -> str:
        if state.has_default != now.has_default:
            return "the migrations know no default" if now.has_default else "its default is gone"
        written = [each.arguments.get("default") for each in (state, now)]
        if not now.has_default or written[0] is None or written[1] is None:
            return ""
        old, new = (self._values.plain(each) for each in written if each is not None)
        if {state.default, now.default} == {Default.LITERAL} and type(old) is not type(new) and old == new:
            return _said("default", old, new)
        return _said("default", old, new) if differ(old, new) else ""


def _flags(state: FieldState, now: FieldState) -> str:
    """Return what differs of what a class may decide itself."""
    if now.db_index != state.db_index and not {"db_index"} & (now.unknown | state.unknown):
        return f"`db_index={state.db_index!r}` in the migrations, `{now.db_index!r}` now"
    old, new = (each.max_length if each.base in _TEXTS else None for each in (state, now))
    known = not isinstance(old, Unknown) and not isinstance(new, Unknown)
    return f"`max_length={old!r}` in the migrations, `{new!r}` now" if known and old != new else ""


def _said(name: str, old: Plain, new: Plain) -> str:
    if all(isinstance(each, str | int | float | None) and len(str(each)) < 60 for each in (old, new)):
        return f"`{name}={old!r}` in the migrations, `{new!r}` now"
    return f"its `{name}` is another in the migrations"


def _loosely(value: Plain) -> Plain:
    """Return a value whose lists and tuples are all lists, pairs of a dictionary too."""
    if isinstance(value, dict):
        return [[key, _loosely(each)] for key, each in value.items()]
    if isinstance(value, list | tuple):
        return [_loosely(each) for each in value]
    return value
