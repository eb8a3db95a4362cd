"""The registry of apps and the settings, as a URL module asks them."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from django_pro.facts.models.discovery import app_of, model_classes
from django_pro.facts.models.meta import is_abstract
from django_pro.facts.unrolling.values import Given, Instance, Native, Special
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined
from django_pro.project.settings import Choice, Known, Listing, Table
from django_pro.source.syntax import Constant

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller
    from django_pro.project.apps import App


def plain(value: object) -> object:
    """Return a setting's value as unrolled code sees it: of several texts the first, of other choices none."""
    if isinstance(value, Known):
        return value.value
    if isinstance(value, Choice):
        found = [plain(each) for each in value.values]
        return next((each for each in found if isinstance(each, str)), Unknown("it differs between settings modules"))
    if isinstance(value, Listing):
        items = [plain(each) for each in value.items]
        return items if value.complete else [*items, Unknown("the rest of a list in the settings")]
    if isinstance(value, Table):
        return {key: plain(each) for key, each in value.entries if isinstance(key, str | int)}
    return value if isinstance(value, Unknown) else Unknown("a setting that is not known")


class Settings(Special):
    """`django.conf.settings`."""

    def attribute(self, unroller: Unroller, name: str) -> object:
        """Return an attribute, as `Special.attribute`."""
        return deepcopy(plain(unroller.project.settings.value(name)))  # code that changes a list changes its own


class Registry(Special):
    """`django.apps.apps`."""

    def __init__(self) -> None:
        self._configs: dict[str, Instance | Unknown] = {}
        self._models: dict[str, list[object]] | None = None

    def attribute(self, unroller: Unroller, name: str) -> object:
        """Return an attribute, as `Special.attribute`."""
        methods = {
            "get_app_config": self.config, "get_app_configs": self.configs, "is_installed": self.is_installed,
            "get_model": self.model, "get_models": self.models,
        }  # fmt: skip
        return Native(name, methods[name]) if name in methods else Unknown(f"`apps.{name}`")

    def config(self, unroller: Unroller, given: Given) -> object:
        """Return the config of an app by its label, made ready."""
        label = given.get(0, "app_label")
        if not isinstance(label, str):
            return Unknown("an app whose label is not known")
        if label not in self._configs:
            app = next((each for each in unroller.project.apps.installed if each.label == label), None)
            if app is None:
                return unroller.fail("LookupError", f"no app `{label}` is installed")
            self._configs[label] = self._made(unroller, app)
            self._ready(unroller, label)
        return self._configs[label]

    def _made(self, unroller: Unroller, app: App) -> Instance | Unknown:
        cls = _config_class(unroller, app)
        if cls is None:
            return Unknown(f"the config of `{app.label}` cannot be seen")
        return Instance(cls, {"name": app.module, "label": app.label})

    def _ready(self, unroller: Unroller, label: str) -> None:
        made = self._configs[label]
        if isinstance(made, Instance) and made.cls.module.origin != "knowledge":
            place = Constant(0, 0, None)
            unroller.call(unroller.attribute(made, "ready"), Given((), {}, place, made.cls.module))

    def configs(self, unroller: Unroller, given: Given) -> object:
        """Return the configs of all apps that can be seen."""
        labels = [app.label for app in unroller.project.apps.installed]
        found = [self.config(unroller, Given((label,), {}, given.node, given.module)) for label in labels]
        return [each for each in found if isinstance(each, Instance)]

    def models_of(self, unroller: Unroller, given: Given) -> object:
        """Return the models of `AppConfig.get_models()`."""
        config = given.get(0, "self")
        if self._models is None:
            self._models = {}
            for cls, app in model_classes(unroller.project):
                if not is_abstract(unroller.project.classes, cls):
                    self._models.setdefault(app, []).append(cls)
        label = config.attributes.get("label") if isinstance(config, Instance) else None
        return list(self._models.get(label, ())) if isinstance(label, str) else []

    def is_installed(self, unroller: Unroller, given: Given) -> object:
        """Whether an app is installed, by its module."""
        return any(app.module == given.get(0, "app_name") for app in unroller.project.apps.installed)

    def model(self, unroller: Unroller, given: Given) -> object:
        """Return a model by label; which one matters for no route."""
        return Unknown("a model asked for by name")

    def models(self, unroller: Unroller, given: Given) -> object:
        """Return all models; a route for each cannot be told here."""
        return Unknown("all models")


def _config_class(unroller: Unroller, app: App) -> Defined | None:
    if app.config is not None:
        return app.config
    fallback = unroller.project.names.dotted("django.apps.config.AppConfig")
    return next((each for each in fallback if isinstance(each, Defined)), None)


class Meta(Special):
    """`Model._meta`."""

    def __init__(self, cls: Defined) -> None:
        self.cls = cls

    def attribute(self, unroller: Unroller, name: str) -> object:
        """Return an attribute, as `Special.attribute`."""
        plain = self.cls.qualname.rpartition(".")[2]
        if name == "app_label":
            return app_of(unroller.project, self.cls)
        if name in ("label", "label_lower"):
            label = f"{app_of(unroller.project, self.cls)}.{plain}"
            return label.lower() if name == "label_lower" else label
        known = {"model_name": plain.lower(), "object_name": plain, "model": self.cls, "verbose_name": plain.lower()}
        return known.get(name, Unknown(f"`_meta.{name}`"))


def meta(unroller: Unroller, given: Given) -> object:
    """Return `Model._meta`."""
    cls = given.get(0, "cls")
    return Meta(cls) if isinstance(cls, Defined) else Unknown("a model that is not known")


APPS: dict[str, object] = {
    "django.conf.settings": Settings(),
    "django.db.models.base.Model._meta": Native("property _meta", meta),
}
