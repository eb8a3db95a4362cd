"""From model classes to models: fields resolved, parents linked, keys and managers added."""

from __future__ import annotations

from dataclasses import replace

from django_pro.facts.models.contributed import contributions, extra_fields
from django_pro.facts.models.discovery import model_classes
from django_pro.facts.models.fields import FieldReader, Written
from django_pro.facts.models.histories import histories
from django_pro.facts.models.inheritance import Draft, Inheritance, draft
from django_pro.facts.models.managers import ManagerReader
from django_pro.facts.models.meta import text_of
from django_pro.facts.models.model import Field, Kind, Manager, Model
from django_pro.facts.models.references import References
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.project.settings.values import Known
from django_pro.source.syntax import Constant, Expression

AUTO_FIELD = "django.db.models.fields.AutoField"
ONE_TO_ONE = "django.db.models.fields.related.OneToOneField"
FOREIGN_KEY = "django.db.models.fields.related.ForeignKey"
GENERIC_RELATION = "django.contrib.contenttypes.fields.GenericRelation"
TAGGABLE = "taggit.managers.TaggableManager"
GENERIC_ITEM = "taggit.models.CommonGenericTaggedItemBase"


class Builder:
    """Builds the models of one Django root."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.classes = project.classes
        self.reader = FieldReader(project.classes)
        self.managers = ManagerReader(project.classes)
        self.references = References(project.names, constant_settings(project))
        self.drafts: dict[Defined, Draft] = {}
        installed = frozenset(app.module for app in project.apps.installed)
        for cls, app in model_classes(project):
            self.drafts[cls] = draft(self.classes, cls, app, installed)
        self._name_all()
        self.inheritance = Inheritance(self.classes, self.reader, self.drafts)
        for model, written in contributions(project, self.reader, self.references):
            self.inheritance.contribute(model, written)
        self._fields: dict[Defined, tuple[Field, ...]] = {}
        self.models = {each.label: self.model(each) for each in self._kept()}
        self._add_histories()
        self._add_throughs()

    def _name_all(self) -> None:
        for each in self.drafts.values():
            self.references.classes[each.cls] = each.label
            if not each.abstract or each.label.lower() not in self.references.labels:
                self.references.labels[each.label.lower()] = each.label

    def _kept(self) -> list[Draft]:
        """Return one draft for each label, in order: a concrete class wins over an abstract one of the same name."""
        found: dict[str, Draft] = {}
        for each in self.drafts.values():
            if each.label not in found or (found[each.label].abstract and not each.abstract):
                found[each.label] = each
        return sorted(found.values(), key=lambda each: each.label)

    def model(self, each: Draft) -> Model:
        """Return the model of a draft."""
        parents = self.inheritance.parents(each.cls)
        local = self.fields(each)
        inherited = [field for parent in parents for field in self._all_fields(self.drafts[parent])]
        taken = {field.name for field in local}
        owners = tuple(c for c in self.classes.mro(each.cls).classes if c in self.drafts)
        managers = self.managers.of(owners) or (self.managers.automatic(),)
        swappable = text_of(each.meta, "swappable")
        return Model(
            label=each.label,
            app=each.app,
            cls=each.cls,
            abstract=each.abstract,
            proxy=each.proxy,
            managed=_managed(each.meta.get("managed")),
            swappable=swappable,
            parents=tuple(self.drafts[parent].label for parent in parents),
            fields=(*(field for field in inherited if field.name not in taken), *local),
            local=local,
            managers=managers,
            default_manager=_default(managers, text_of(each.meta, "default_manager_name")),
            base_manager=text_of(each.meta, "base_manager_name") or "_base_manager",
            meta=each.meta,
            unseen=self.classes.mro(each.cls).unseen,
            swapped=swappable is not None and self.references.settings.get(swappable, each.label) != each.label,
        )

    def _all_fields(self, each: Draft) -> list[Field]:
        inherited = [f for parent in self.inheritance.parents(each.cls) for f in self._all_fields(self.drafts[parent])]
        return [*inherited, *self.fields(each)]

    def _auto_field(self, app: str) -> str:
        """Return the class of an app's automatic keys: its own, else the setting's (Django: "DEFAULT_AUTO_FIELD")."""
        stated = self.project.settings.value("DEFAULT_AUTO_FIELD")
        text = stated.value if isinstance(stated, Known) and isinstance(stated.value, str) else AUTO_FIELD
        return self.project.apps.auto_field(app) or text

    def fields(self, each: Draft) -> tuple[Field, ...]:
        """Return the fields with a column or table of the model's own."""
        found = self._fields.get(each.cls)
        if found is None:
            written = self.inheritance.local(each.cls)
            own = [self.field(each, one) for one in written.values()]
            extra = extra_fields(each, own, self.classes.mro(each.cls).names)
            tagged = self._tagged_items(each, written)
            found = self._fields[each.cls] = (*self._keys(each, own, written), *own, *extra, *tagged)
        return found

    def _keys(self, each: Draft, own: list[Field], written: dict[str, Written]) -> list[Field]:
        """Return the links to concrete parents, or the `id` that Django adds."""
        if each.abstract or each.proxy:
            return []
        parents = self.inheritance.parents(each.cls)
        linked = {
            field.to for field in own if field.kind is Kind.ONE_TO_ONE and field.argument("parent_link") is not None
        }
        links = [self._link(each, self.drafts[parent]) for parent in parents if self.drafts[parent].label not in linked]
        if parents or any(one.is_true("primary_key") for one in written.values()):
            return links
        return [_added(each, "id", self._auto_field(each.app), Kind.COLUMN)]

    def _link(self, each: Draft, parent: Draft) -> Field:
        link = _added(each, f"{parent.name.lower()}_ptr", ONE_TO_ONE, Kind.ONE_TO_ONE)
        return replace(link, to=parent.label, db_index=True, attname=f"{link.name}_id")

    def field(self, each: Draft, written: Written) -> Field:
        """Return a written field as the field of one model."""
        direct = written.kind in (Kind.FOREIGN_KEY, Kind.ONE_TO_ONE)
        return Field(
            name=written.name,
            kind=written.kind,
            class_name=written.class_name,
            owner=written.owner,
            start=written.start,
            end=written.end,
            arguments=written.arguments,
            to=self._to(each, written),
            null=written.is_true("null") or written.kind is Kind.GENERIC_FOREIGN_KEY,
            unique=written.is_true("unique") or written.is_true("primary_key") or written.kind is Kind.ONE_TO_ONE,
            db_index=written.is_true("db_index") or direct,
            related_name=self._text(written, "related_name"),
            related_query_name=self._text(written, "related_query_name"),
            through=self._through_of(each, written),
            attname=f"{written.name}_id" if direct else written.name,
        )

    def _to(self, each: Draft, written: Written) -> str | Unknown | None:
        if written.kind is Kind.COLUMN:
            return None
        if written.kind is Kind.GENERIC_FOREIGN_KEY:
            return Unknown("a generic foreign key leads to any model")
        if TAGGABLE in self._bases(written):
            return self._tags(each, written)
        return self._named(each, written, "to") or Unknown("the model it leads to is not written")

    def _text(self, written: Written, name: str) -> str | None:
        given = written.given(name)
        return self.references.text(given.module, given.value) if given else None

    def _through_of(self, each: Draft, written: Written) -> str | Unknown | None:
        through = self._named(each, written, "through")
        if through is None and TAGGABLE in self._bases(written):
            return self.references.label("taggit.TaggedItem", "")
        return through

    def _bases(self, written: Written) -> frozenset[str]:
        return self.classes.mro(written.cls).names if written.cls else frozenset({written.class_name})

    def _tags(self, each: Draft, written: Written) -> str | Unknown:
        """Return the model of django-taggit's tags: where the `tag` of the through model leads."""
        through = self._named(each, written, "through")
        cls = next((cls for cls, label in self.references.classes.items() if label == through), None)
        tag = self.inheritance.local(cls).get("tag") if cls else None
        if cls is None or tag is None:
            return self.references.label("taggit.Tag", "")
        return self._named(self.drafts[cls], tag, "to") or Unknown("the model of the tags is not written")

    def _tagged_items(self, each: Draft, written: dict[str, Written]) -> list[Field]:
        """Return the `tagged_items` that a `TaggableManager` with generic items brings along."""
        for one in written.values():
            if TAGGABLE in self._bases(one):
                through = self._named(each, one, "through") or self.references.label("taggit.TaggedItem", "")
                cls = next((cls for cls, label in self.references.classes.items() if label == through), None)
                if cls and self.classes.inherits(cls, GENERIC_ITEM) and isinstance(through, str):
                    made = _added(each, "tagged_items", GENERIC_RELATION, Kind.GENERIC_RELATION)
                    return [replace(made, to=through, unique=False)]
        return []

    def _named(self, each: Draft, written: Written, argument: str) -> str | Unknown | None:
        given = written.given(argument)
        if given is None or (isinstance(given.value, Constant) and given.value.value is None):
            return None
        return self.references.of(given.module, given.value, each.app, each.label, given.local)

    def _add_histories(self) -> None:
        """Add the models that django-simple-history makes, with the fields of the bases they are given."""
        for made, bases in histories(self.classes, self.managers, list(self.models.values()), self.references.user):
            like = Draft(made.label, made.app, made.cls, False, False, {})
            written = {name: one for base in bases for name, one in self.inheritance.local(base).items()}
            more = tuple(self.field(like, one) for one in written.values())
            whole = replace(made, fields=(*made.fields, *more), local=(*made.local, *more))
            self.models.setdefault(made.label, whole)

    def _add_throughs(self) -> None:
        """Add the models that Django makes for many-to-many fields without `through`."""
        for model in [
            each
            for each in self.models.values()
            if not (each.abstract or each.proxy or each.swapped or each.auto_created)
        ]:
            for field in model.local:
                if field.kind is Kind.MANY_TO_MANY and field.through is None and isinstance(field.to, str):
                    made = self._through(model, field, field.to)
                    self.models.setdefault(made.label, made)

    def _through(self, model: Model, field: Field, to: str) -> Model:
        label = f"{model.label}_{field.name}"
        target = to.rpartition(".")[2].lower()
        names = (model.model_name, target) if to != model.label else (f"from_{target}", f"to_{target}")
        hidden = f"{model.name}_{field.name}+"
        made = Draft(label, model.app, model.cls, False, False, {})
        keys = [
            replace(
                _added(made, name, FOREIGN_KEY, Kind.FOREIGN_KEY), to=end, related_name=hidden, attname=f"{name}_id"
            )
            for name, end in zip(names, (model.label, to), strict=True)
        ]
        pk = _added(made, "id", self._auto_field(model.app), Kind.COLUMN)
        managers = (self.managers.automatic(),)
        local = (pk, *keys)
        return Model(
            label, model.app, model.cls, False, False, model.managed, None, (), local, local, managers, "objects",
            "_base_manager", {}, auto_created=True,
        )  # fmt: skip


def constant_settings(project: Project) -> dict[str, str]:
    """Return the settings that are one string in the production module."""
    return project.settings.texts()


def _added(each: Draft, name: str, class_name: str, kind: Kind) -> Field:
    """Return a field that Django adds by itself; it stands at its model's class."""
    return Field(
        name, kind, class_name, each.cls, each.cls.node.start, each.cls.node.start, (), attname=name, unique=True
    )


def _managed(value: Expression | None) -> bool | Unknown:
    if value is None:
        return True
    if isinstance(value, Constant):
        return value.value is not False
    return Unknown("`managed` is computed")


def _default(managers: tuple[Manager, ...], stated: str | None) -> str:
    return stated or managers[0].name
