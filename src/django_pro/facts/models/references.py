"""What an expression that names a model stands for."""

from __future__ import annotations

from collections.abc import Mapping

from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Bindings
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined, External, Names, Target, Value
from django_pro.source.syntax import Attribute, Boolean, Call, Chain, Class, Constant, Expression, FString, Name

USER = "auth.User"
_GET_MODEL = frozenset({"get_model", "get_registered_model"})
_GET_USER_MODEL = "get_user_model"
_CONF = "django.conf"
#: A constant that is another constant, and so on, is followed this far.
DEEPEST = 6


class References:
    """Labels of models, from the ways that Django lets a model be named.

    `labels` maps lower-case labels to labels, `classes` model classes to theirs, `settings` names to constant values.
    """

    def __init__(self, names: Names, settings: Mapping[str, str]) -> None:
        self.names = names
        self.settings = settings
        self.labels: dict[str, str] = {}
        self.classes: dict[Defined, str] = {}

    @property
    def user(self) -> str | Unknown:
        """Return the label of the user model."""
        return self.label(self.settings.get("AUTH_USER_MODEL", USER), "")

    def label(self, text: str, app: str) -> str | Unknown:
        """Return the label that a string such as `Book` or `shop.Book` names, seen from an app."""
        wanted = text if "." in text else f"{app}.{text}"
        found = self.labels.get(wanted.lower())
        return found if found is not None else Unknown(f"no model `{wanted}` can be seen")

    def text(self, module: ModuleFile, value: Expression, depth: int = 0) -> str | None:
        """Return the string that an expression stands for: a literal, a constant, a setting, `getattr(settings, …)`."""
        if isinstance(value, Constant):
            return value.value if isinstance(value.value, str) else None
        if isinstance(value, Boolean) and value.operator == "or":
            return next((text for side in value.operands if (text := self.text(module, side, depth))), None)
        if not isinstance(value, Name | Chain) or depth > DEEPEST:
            return None
        if isinstance(value, Chain):
            if setting := self.setting(module, value):
                return self.stated(setting)
            if given := self._getattr(module, value):
                return self.stated(given[0]) or (self.text(module, given[1], depth + 1) if given[1] else None)
            if (wrapped := self._wrapped(module, value, depth)) is not None:
                return wrapped
        values = [each for each in self.names.resolve(module, value) if isinstance(each, Value)]
        return self.text(values[0].module, values[0].expression, depth + 1) if values else None

    def _wrapped(self, module: ModuleFile, value: Chain, depth: int) -> str | None:
        """Return `NAME` of an object that stands before the settings: of the module that makes it, else the setting's."""
        last = value.steps[-1]
        if len(value.steps) != 1 or not isinstance(last, Attribute) or not last.name.isupper():
            return None
        for target in self.names.resolve(module, value.base):
            if isinstance(target, Value):
                for inner in self.names.name(target.module, last.name):
                    if isinstance(inner, Value) and (text := self.text(inner.module, inner.expression, depth + 1)):
                        return text
                return self.stated(last.name)
        return None

    def stated(self, setting: str) -> str | None:
        """Return a setting that is a string, Django's own default for the user model."""
        return self.settings.get(setting, USER if setting == "AUTH_USER_MODEL" else None)

    def _getattr(self, module: ModuleFile, value: Chain) -> tuple[str, Expression | None] | None:
        """Return setting and default of `getattr(settings, "NAME", default)`."""
        call = value.steps[0]
        if getattr(value.base, "id", "") != "getattr" or not isinstance(call, Call) or len(value.steps) > 1:
            return None
        given = [argument.value for argument in call.arguments]
        if len(given) < 2 or not isinstance(given[0], Name) or not isinstance(given[1], Constant):
            return None
        asked = Chain(value.start, value.end, given[0], (Attribute(0, 0, str(given[1].value)),))
        setting = self.setting(module, asked)
        return (setting, given[2] if len(given) > 2 else None) if setting else None

    def of(
        self, module: ModuleFile, value: Expression, app: str, own: str = "", local: Bindings | None = None
    ) -> str | Unknown:
        """Return the label of the model that an expression names; `own` is what `self` stands for."""
        if isinstance(value, Constant) and isinstance(value.value, str):
            return own if value.value == "self" else self.label(value.value, app)
        if isinstance(value, FString):
            return Unknown("the model's name is put together at run time")
        if (text := self.text(module, value)) is not None:
            return self.label(text, app)
        if not isinstance(value, Name | Chain):
            return Unknown("the model is not named by a name")
        if isinstance(value, Chain):
            if setting := self.setting(module, value, local):
                return Unknown(f"the setting {setting} is not known")
            if isinstance(value.steps[-1], Call):
                return self._called(value, value.steps[-1], app)
        return self._resolved(module, value, app, own, local)

    def _resolved(
        self, module: ModuleFile, value: Expression, app: str, own: str, local: Bindings | None
    ) -> str | Unknown:
        why: str | Unknown = Unknown("the name is bound nowhere")
        for target in self.names.resolve(module, value, local):
            for found in self.names.follow(target):
                why = self._target(found, app, own)
                if isinstance(why, str):
                    return why
        return why

    def _target(self, found: Target, app: str, own: str) -> str | Unknown:
        if isinstance(found, Defined) and isinstance(found.node, Class):
            label = self.classes.get(found)
            return label if label else Unknown(f"`{found.qualname}` is no model")
        if isinstance(found, Value) and not isinstance(found.expression, Name):
            return self.of(found.module, found.expression, app, own)
        if isinstance(found, External):
            return Unknown(f"`{found.name}` cannot be seen")
        return found if isinstance(found, Unknown) else Unknown("the name stands for no class")

    def setting(self, module: ModuleFile, value: Chain, local: Bindings | None = None) -> str | None:
        """Return the setting's name where an expression is `settings.NAME`."""
        if len(value.steps) != 1 or not isinstance(value.steps[0], Attribute) or not isinstance(value.base, Name):
            return None
        targets = self.names.name(module, value.base.id, local)
        live = any(
            (isinstance(each, Value) and each.module.name.startswith(_CONF))
            or (isinstance(each, External) and each.name == f"{_CONF}.settings")
            for each in targets
        )
        return value.steps[0].name if live and value.steps[0].name.isupper() else None

    def _called(self, value: Chain, call: Call, app: str) -> str | Unknown:
        before = value.steps[-2] if len(value.steps) > 1 else None
        called = before.name if isinstance(before, Attribute) else getattr(value.base, "id", "")
        if called == _GET_USER_MODEL:
            return self.user
        texts = [
            each.value.value
            for each in call.arguments
            if isinstance(each.value, Constant) and isinstance(each.value.value, str)
        ]
        if called in _GET_MODEL and len(texts) == len(call.arguments):
            return self.label(".".join(texts[:2]), app)
        return Unknown(f"what `{called}()` returns is not known")
