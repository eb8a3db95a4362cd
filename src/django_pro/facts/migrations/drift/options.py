"""What of a model's options is another in the migrations (Django: `MigrationAutodetector`, `AlterModelOptions`)."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.expressions import Options, Written
from django_pro.facts.migrations.drift.difference import Difference
from django_pro.facts.migrations.drift.fields import is_outline
from django_pro.facts.migrations.reading import added
from django_pro.facts.migrations.states import ModelState, Part
from django_pro.facts.migrations.states.model import OPTIONS
from django_pro.facts.migrations.states.reading import StateReader
from django_pro.facts.migrations.values import Values, differ
from django_pro.facts.models.calls import construction
from django_pro.facts.models.meta import is_abstract
from django_pro.facts.models.model import Model
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned
from django_pro.project.names import Defined
from django_pro.source.syntax import Class

_PARTS = frozenset({"indexes", "constraints"})
_MODEL = "django.db.models.base.Model"


class MetaOptions:
    """Compares the `Meta` of models; `stored_only` leaves out what the database does not know of."""

    def __init__(self, reader: StateReader, values: Values, *, stored_only: bool) -> None:
        self._reader = reader
        self._values = values
        self._stored_only = stored_only

    def differing(self, model: Model, state: ModelState) -> Difference | None:
        """Return what differs first: what the database knows of before the rest."""
        given = Options({}) if self._is_handed_down(model) else self._reader.expressions.options(model.cls)
        differences = self._all(model, state, given)
        return next(
            (each for each in differences if not each.option or not self._is_open(model, given, each.option)), None
        )

    def _is_open(self, model: Model, given: Options, option: str) -> bool:
        """Whether an option may be another than is seen: of a package that is known by its outline, or put together."""
        outlines = [each for each in self._reader.classes.mro(model.cls).classes if is_outline(each)]
        if option in _PARTS and any(not each.name.startswith("django.") for each in outlines):
            return True  # django-mptt and others give their own to each class that extends theirs
        written = given.given.get(option)
        if written is not None and written.module.origin != "knowledge":
            meta = self._reader.classes.member(model.cls, "Meta")
            return meta is not None and isinstance(meta.node, Class) and any(added(meta.node.body, option))
        return any(each.name != _MODEL for each in outlines)

    def _is_handed_down(self, model: Model) -> bool:
        """Whether the `Meta` that is seen belongs to a concrete parent: Django takes none of it for the state."""
        member = self._reader.classes.member(model.cls, "Meta")
        return member is not None and member.owner != model.cls and not is_abstract(self._reader.classes, member.owner)

    def _all(self, model: Model, state: ModelState, given: Options) -> Iterator[Difference]:
        if state.has_table and not given.unseen:
            yield from self._table(model, state, given)
            yield from self._together(model, state, given)
            for name, parts in (("indexes", state.indexes), ("constraints", state.constraints)):
                written = self._given(model, given, name)
                yield from self._parts(name, written, parts)
        if not self._stored_only and not given.unseen:
            yield from self._silent(model, state, given)

    def _given(self, model: Model, given: Options, name: str) -> Written | None:
        """Return an option that Django takes for the model: of its own, or of abstract parents'."""
        return given.given.get(name) if name in model.meta else None

    def _table(self, model: Model, state: ModelState, given: Options) -> Iterator[Difference]:
        written = self._given(model, given, "db_table")
        now = self._values.plain(written) if written else None
        if not isinstance(state.db_table, Unknown) and differ(state.db_table, now or None):
            yield Difference(f"`db_table={state.db_table!r}` in the migrations, `{now!r}` now", option="db_table")

    def _together(self, model: Model, state: ModelState, given: Options) -> Iterator[Difference]:
        for name, old in (("unique_together", state.unique_together), ("index_together", state.index_together)):
            written = self._given(model, given, name)
            if written and isinstance(self._reader.expressions.items(written), Unknown):
                continue
            now = self._reader.together(written) if written else frozenset()
            if {each for each in now if each} != {each for each in old if each}:
                yield Difference(f"its `{name}` is another in the migrations", option=name)

    def _parts(self, option: str, written: Written | None, state: tuple[Part, ...]) -> Iterator[Difference]:
        items = self._reader.expressions.items(written) if written else ()
        if isinstance(items, Unknown):
            return
        now = [self._reader.part(each) for each in items]
        if any(each is None or _is_unsure(each) for each in (*now, *state)):
            return
        old, new = ({each.name: each for each in side if each} for side in (state, now))
        for name in sorted({*old, *new} - {*old.keys() & new.keys()}, key=str):
            yield Difference(f"{option}: no migration {'removes' if name in old else 'adds'} `{name}`", option=option)
        for name in old.keys() & new.keys():
            if (old[name].kind, old[name].fields) != (new[name].kind, new[name].fields):
                yield Difference(f"{option}: `{name}` is another in the migrations", option=option)

    def _silent(self, model: Model, state: ModelState, given: Options) -> Iterator[Difference]:
        for name in sorted(OPTIONS):
            now, old = self._given(model, given, name), state.options.get(name)
            if name == "permissions" and self._contributes(model):
                continue
            if (now is None) != (old is None):
                yield Difference(
                    f"no migration {'adds' if now else 'removes'} the option `{name}`", silent=True, option=name
                )
            elif now and old and differ(self._values.plain(old), self._values.plain(now)):
                yield Difference(f"its option `{name}` is another in the migrations", silent=True, option=name)

    def _contributes(self, model: Model) -> bool:
        """Whether something that is no field stands in the body and may change the options, as django-dbsettings does."""
        fields = self._reader.fields
        for owner in self._reader.classes.mro(model.cls).classes:
            for bound in self._reader.classes.own(owner).values():
                value = bound[-1].value if isinstance(bound[-1], Assigned) else None
                made = construction(self._reader.classes.names, owner.module, value) if value is not None else None
                if made and made.cls and fields.kind(made) is None and self._contributes_itself(made.cls):
                    return True
        return False

    def _contributes_itself(self, cls: Defined) -> bool:
        method = self._reader.classes.method(cls, "contribute_to_class")
        return method is not None and not method.name.startswith("django.")


def _is_unsure(part: Part) -> bool:
    """Whether a part has no name that is seen, or one that Django puts together."""
    return isinstance(part.name, Unknown) or "%" in part.name
