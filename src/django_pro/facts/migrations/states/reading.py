"""Fields, indexes, constraints and options as migrations write them."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.calls import without_last
from django_pro.facts.expressions import Expressions, Written
from django_pro.facts.migrations.sql import RawSql
from django_pro.facts.migrations.states.field import Default, FieldState, Value
from django_pro.facts.migrations.states.model import Part
from django_pro.facts.models.calls import Construction, Given, construction
from django_pro.facts.models.fields import FieldReader
from django_pro.facts.models.fields import Written as WrittenField
from django_pro.facts.models.model import Kind
from django_pro.facts.models.references import References
from django_pro.findings.blind import Unknown
from django_pro.project.classes import describe
from django_pro.project.names import Defined
from django_pro.project.names import Value as Bound
from django_pro.project.project import Project
from django_pro.project.settings.values import Known
from django_pro.source.syntax import Call, Chain, Class, Constant, Entry, Expression, Mapping, Sequence, Unary

#: Where the classes stand that tell what a column is.
_DJANGO = ("django.db.models.", "django.contrib.postgres.", "django.contrib.gis.db.", "django.contrib.contenttypes.")
#: What Django's field classes end in that tell what a column is; those that others extend tell nothing themselves.
_ENDINGS = ("Field", "Key")
_GENERAL = frozenset({"Field", "RelatedField"})
#: What the arguments of relations are called by their place.
_PLACED: dict[Kind, tuple[str, ...]] = {
    Kind.FOREIGN_KEY: ("to", "on_delete", "related_name", "related_query_name", "limit_choices_to", "parent_link"),
    Kind.ONE_TO_ONE: ("to", "on_delete", "to_field"),
    Kind.MANY_TO_MANY: ("to", "related_name", "related_query_name", "limit_choices_to", "symmetrical", "through"),
}
_INNER = {"ArrayField": "base_field", "GeneratedField": "output_field"}


class StateReader:
    """Reads what operations say of fields and models."""

    def __init__(self, project: Project) -> None:
        self.classes = project.classes
        self.fields = FieldReader(project.classes)
        self.references = References(project.names, project.settings.texts())
        self.expressions = Expressions(project.classes)
        self.sql = RawSql(project)
        self.settings = project.settings
        self.learned = project.learned

    def field(self, name: str, owner: Defined, written: Written, own: str) -> FieldState | None:
        """Return the field that an expression constructs; `own` is the label of the model it is for."""
        found = self.fields.written(name, owner, written.module, written.value) or self._column(name, owner, written)
        return self.constructed(found, written.value, own) if found else None

    def constructed(self, found: WrittenField, node: Expression, own: str) -> FieldState:
        """Return the state of a field that an expression constructs, in a migration or in the body of a model."""
        values, unknown, texts = self._arguments(found)
        base = self._base(found)
        default, default_name = self._default(found, "default")
        db_default, db_default_name = self._default(found, "db_default")
        app = own.partition(".")[0]
        return FieldState(
            name=found.name,
            kind=found.kind,
            class_name=found.class_name,
            base=base,
            node=node,
            values=values,
            unknown=unknown,
            texts=texts,
            to=self._to(found, "to", app, own),
            through=self._to(found, "through", app, own) if found.given("through") else None,
            default=default,
            default_name=default_name,
            db_default=db_default,
            db_default_name=db_default_name,
            inner=self._inner(found, base, found.owner, own),
            arguments=self._written(found, base),
        )

    def _written(self, found: WrittenField, base: str | Unknown) -> dict[str, Written]:
        """Return the call's own arguments; texts of a model's body are seen from there."""
        scope = self.expressions.scope(found.owner) if found.module == found.owner.module else None
        named = {each.name: Written(found.module, each.value, scope) for each in found.arguments if each.name}
        first = found.arguments[0] if found.arguments else None
        titled = found.kind is Kind.COLUMN and isinstance(base, str) and base not in _INNER
        if titled and first is not None and first.name is None and not first.stars:
            named["verbose_name"] = Written(found.module, first.value, scope)
        placed = [each for each in found.arguments if each.name is None and not each.stars]
        for name, each in zip(_PLACED.get(found.kind, ()), placed, strict=False):
            named.setdefault(name, Written(found.module, each.value, scope))
        return named

    def _column(self, name: str, owner: Defined, written: Written) -> WrittenField | None:
        """Return what stands where a field has to stand, and is made by a class that nobody here knows for one."""
        value = self.expressions.value(written).value
        made = construction(self.expressions.names, written.module, value) or self._called(written.at(value))
        if made is None:
            return None
        given = self.fields.defaults.of(made.cls) if made.cls else ()
        return WrittenField(
            name, self.fields.kind(made) or Kind.COLUMN, made.name, owner, value.start, value.end, made.arguments, given,
            made.module, made.cls,
        )  # fmt: skip

    def _called(self, written: Written) -> Construction | None:
        """Return what a call makes whose class cannot be seen, or stands in a text (`import_string`)."""
        chain = written.value
        if not isinstance(chain, Chain) or not isinstance(call := chain.steps[-1], Call):
            return None
        called = without_last(chain)
        for target in self.expressions.names.resolve(written.module, called):
            text = self._imported(target) if isinstance(target, Bound) else None
            found = self.expressions.names.dotted(text) if text else ()
            cls = next((each for each in found if isinstance(each, Defined)), None)
            if cls is not None:
                return Construction(cls, cls.name, written.module, call.arguments)
        return Construction(None, describe(called), written.module, call.arguments)

    def _imported(self, value: Bound) -> str | None:
        """Return the dotted name that `import_string` is given."""
        made = value.expression
        if not isinstance(made, Chain) or not isinstance(call := made.steps[-1], Call) or len(call.arguments) != 1:
            return None
        is_import = describe(without_last(made)).rpartition(".")[2] == "import_string"
        return self.references.text(value.module, call.arguments[0].value) if is_import else None

    def _arguments(self, found: WrittenField) -> tuple[dict[str, Value], frozenset[str], dict[str, str]]:
        values: dict[str, Value] = {}
        unknown: set[str] = set()
        texts: dict[str, str] = {}
        for given in _given(found):
            name = given.name or ""
            if name in texts:
                continue
            known, value = self.literal(Written(given.module, given.value, given.local))
            texts[name] = repr(value) if known else describe(given.value)
            if known:
                values[name] = value
            else:
                unknown.add(name)
        return values, frozenset(unknown), texts

    def literal(self, written: Written) -> tuple[bool, Value]:
        """Return whether an expression is a literal, and its value."""
        value = self.expressions.value(written).value
        if isinstance(value, Constant):
            return True, value.value
        if isinstance(value, Unary) and value.operator == "-" and isinstance(value.operand, Constant):
            number = value.operand.value
            return (True, -number) if isinstance(number, int | float) else (False, None)
        setting = self.references.setting(written.module, value) if isinstance(value, Chain) else None
        stated = self.settings.value(setting) if setting else None
        return (True, stated.value) if isinstance(stated, Known) else (False, None)

    def text(self, written: Written) -> str | None:
        """Return the text that an expression stands for."""
        return self.references.text(written.module, written.value)

    def _base(self, found: WrittenField) -> str | Unknown:
        if found.cls is not None:
            for cls in self.classes.mro(found.cls).classes:
                last = cls.qualname
                if cls.name.startswith(_DJANGO) and last.endswith(_ENDINGS) and last not in _GENERAL:
                    return (
                        last if self._keeps_type(found.cls) else Unknown(f"`{found.cls.qualname}` makes its own column")
                    )
        if found.class_name.startswith("django."):
            return found.class_name.rpartition(".")[2]
        learned = self.learned.internal_type(found.class_name)
        return learned or Unknown(f"the class `{found.class_name}` cannot be seen")

    def _keeps_type(self, cls: Defined) -> bool:
        """Whether a class leaves the type of its column to Django."""
        method = self.classes.method(cls, "db_type")
        return method is None or method.name.startswith("django.")

    def _default(self, found: WrittenField, name: str) -> tuple[Default, str]:
        given = found.given(name)
        if given is None:
            return Default.NONE, ""
        written = Written(given.module, given.value, given.local)
        if self.literal(written)[0]:
            return Default.LITERAL, ""
        value = given.value
        if not isinstance(value, Chain) or not isinstance(value.steps[-1], Call):
            named = not isinstance(value, Sequence | Mapping)
            return (Default.NAMED, self.expressions.name(written)) if named else (Default.LITERAL, "")
        made = construction(self.expressions.names, given.module, value)
        return Default.CALLED, made.name if made else describe(value)

    def _to(self, found: WrittenField, name: str, app: str, own: str) -> str | Unknown | None:
        if found.kind is Kind.COLUMN:
            return None
        given = found.given(name)
        if given is None:
            return Unknown("the model it leads to is not written")
        text = self.references.text(given.module, given.value)
        if text is None:
            return Unknown(f"`{describe(given.value)}` is no name of a model")
        if text == "self":
            return own.lower()
        return (text if "." in text else f"{app}.{text}").lower()

    def _inner(self, found: WrittenField, base: str | Unknown, owner: Defined, own: str) -> FieldState | None:
        given = found.given(_INNER.get(base, "")) if isinstance(base, str) else None
        if given is None and base == "ArrayField" and found.arguments and found.arguments[0].name is None:
            given = Given(None, found.arguments[0].value, found.module)
        return self.field(found.name, owner, Written(given.module, given.value), own) if given else None

    def pairs(self, written: Written | None) -> Iterator[tuple[str, Written]]:
        """Yield the pairs of a dictionary that is written out, or of a list of pairs."""
        followed = self.expressions.value(written) if written else None
        if followed is None:
            return
        value = followed.value
        if isinstance(value, Mapping):
            yield from self._entries(followed, value.entries)
            return
        items = self.expressions.items(followed)
        for item in () if isinstance(items, Unknown) else items:
            pair = self.expressions.value(item)
            if isinstance(pair.value, Sequence) and len(pair.value.items) == 2:
                key = self.text(pair.at(pair.value.items[0]))
                if key is not None:
                    yield key, pair.at(pair.value.items[1])

    def _entries(self, followed: Written, entries: tuple[Entry, ...]) -> Iterator[tuple[str, Written]]:
        for entry in entries:
            if entry.key is None:
                yield from self.pairs(followed.at(entry.value))
            elif (key := self.text(followed.at(entry.key))) is not None:
                yield key, followed.at(entry.value)

    def together(self, written: Written) -> frozenset[tuple[str, ...]]:
        """Return `unique_together` or `index_together`, one tuple of names for each."""
        items = self.expressions.items(written)
        if isinstance(items, Unknown):
            return frozenset()
        if items and all(isinstance(each.value, Constant) for each in items):
            return frozenset({self._names(written)})
        return frozenset(self._names(each) for each in items)

    def _names(self, written: Written) -> tuple[str, ...]:
        items = self.expressions.items(written)
        texts = () if isinstance(items, Unknown) else (self.text(each) for each in items)
        return tuple(text for text in texts if text is not None)

    def parts(self, written: Written) -> tuple[Part, ...]:
        """Return the indexes or constraints of a list."""
        items = self.expressions.items(written)
        found = () if isinstance(items, Unknown) else (self.part(each) for each in items)
        return tuple(part for part in found if part is not None)

    def part(self, written: Written) -> Part | None:
        """Return the index or constraint that an expression constructs."""
        made = construction(self.expressions.names, written.module, written.value)
        if made is None:
            return None
        name = made.keyword("name")
        text = self.text(Written(made.module, name)) if name is not None else None
        fields = made.keyword("fields")
        return Part(
            kind=self._kind(made.cls, made.name),
            name=text if text is not None else Unknown("its name is not written out"),
            fields=tuple(each.lstrip("-") for each in self._names(Written(made.module, fields))) if fields else (),
            expressions=bool(made.positional) or made.keyword("expressions") is not None,
            options=frozenset(each.name for each in made.arguments if each.name),
            node=written.value,
        )

    def _kind(self, cls: Defined | None, name: str) -> str:
        known = self.classes.mro(cls).classes if cls is not None and isinstance(cls.node, Class) else ()
        return next((each.qualname for each in known if each.name.startswith("django.")), name.rpartition(".")[2])


def _given(found: WrittenField) -> Iterator[Given]:
    """Yield the arguments of a field: the call's own, the relation's model, what the class itself sets."""
    for argument in found.arguments:
        if argument.name:
            yield Given(argument.name, argument.value, found.module)
    yield from (each for each in found.defaults if each.name)
