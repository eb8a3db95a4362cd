"""The models of a Django root, as `django.apps` would know them."""

from __future__ import annotations

from collections.abc import Mapping

from django_pro.facts.models.building import Builder
from django_pro.facts.models.learned import as_learned
from django_pro.facts.models.model import Field, Kind, Manager, Model, Relation
from django_pro.facts.models.relations import Relations
from django_pro.project.bindings import Bindings
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.project.project import Project
from django_pro.source.syntax import Expression

__all__ = ["Field", "Kind", "Manager", "Model", "Models", "Relation"]


class Models:
    """Questions about the models of one Django root, third-party apps' included."""

    def __init__(self, project: Project) -> None:
        builder = Builder(project)
        self._models = as_learned(builder.models, project)
        self._references = builder.references
        self._relations = Relations(self._models)
        self._by_class = {model.cls: model for model in self._models.values() if not model.auto_created}

    def all(self) -> tuple[Model, ...]:
        """Return every model by label, abstract ones too."""
        return tuple(self._models.values())

    def get(self, label: str) -> Model | None:
        """Return the model of a label such as "shop.Book"."""
        found = self._models.get(label)
        return found or self._models.get(self._references.labels.get(label.lower(), ""))

    def of(self, cls: Defined) -> Model | None:
        """Return the model of a class."""
        return self._by_class.get(cls)

    def named(self, module: ModuleFile, expression: Expression, local: Bindings | None = None) -> Model | None:
        """Return the model that an expression stands for: a class, a label, `get_user_model()`, `get_model(…)`."""
        label = self._references.of(module, expression, "", local=local)
        return self._models.get(label) if isinstance(label, str) else None

    def relations(self, label: str) -> Mapping[str, Relation]:
        """Return a model's relations by attribute: fields and reverse accessors, inherited ones too."""
        return self._relations.of(label)

    def relation(self, label: str, attribute: str) -> Relation | None:
        """Return a relation by its attribute: `author`, `book_set`."""
        return self._relations.of(label).get(attribute)

    def lookup(self, label: str, name: str) -> Relation | None:
        """Return a relation by the name that lookups use: `book` where the accessor is `book_set`."""
        return self._relations.lookups(label).get(name)

    def manager(self, label: str, name: str) -> Manager | None:
        """Return a model's manager by name."""
        model = self._models.get(label)
        return next((each for each in model.managers if each.name == name), None) if model else None

    def user(self) -> Model | None:
        """Return the user model."""
        label = self._references.user
        return self._models.get(label) if isinstance(label, str) else None
