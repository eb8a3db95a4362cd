"""Attributes and items of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_pro.facts.unrolling.methods import method_of
from django_pro.facts.unrolling.values import Bound, Closure, Given, Instance, Native, Special, Super, Unseen
from django_pro.findings.blind import Unknown
from django_pro.project.bindings import Assigned, Binding, Imported
from django_pro.project.names import Defined, Package
from django_pro.source.syntax import Class, Constant, Function, Name

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller

NONE = Constant(0, 0, None)
_PROPERTIES = ("property", "cached_property", "classproperty")


class Iterable(Special):
    """A special object that can be iterated over."""

    def items(self) -> list[object]:
        """Return its items."""
        raise NotImplementedError


def get(unroller: Unroller, value: object, name: str) -> object:
    """Return an attribute of a value, an `Unknown` where it is not known."""
    if isinstance(value, Special):
        return value.attribute(unroller, name)
    if isinstance(value, Package):
        return unroller.imports.member(value.module, name)
    if isinstance(value, Instance):
        return _of_instance(unroller, value, name)
    if isinstance(value, Super):
        return _of_super(unroller, value, name)
    if isinstance(value, Defined):
        return _of_class(unroller, value, name) if isinstance(value.node, Class) else _of_function(value.qualname, name)
    if isinstance(value, Closure):
        return value.attributes[name] if name in value.attributes else _of_function(value.name, name)
    if isinstance(value, Unseen):
        full = f"{value.name}.{name}"
        return unroller.known.get(full) or Unseen(full)
    if isinstance(value, Native):
        return unroller.known.get(f"{value.name}.{name}") or Unknown(f"`.{name}` of `{value.name}`")
    if isinstance(value, str | list | tuple | dict | set):
        return method_of(value, name)
    return value if isinstance(value, Unknown) else Unknown(f"`.{name}` of a value")


def _of_function(qualname: str, name: str) -> object:
    return qualname.rpartition(".")[2] if name == "__name__" else Unknown(f"`.{name}` of a function")


def _of_instance(unroller: Unroller, value: Instance, name: str) -> object:
    if name in value.attributes:
        return value.attributes[name]
    if name == "__class__":
        return value.cls
    for owner in unroller.project.classes.mro(value.cls).classes:
        known = unroller.known.get(f"{owner.name}.{name}")
        if isinstance(known, Native):
            return _native(unroller, known, value)
        bound = unroller.project.classes.own(owner).get(name)
        if bound:
            return _member(unroller, owner, name, bound[-1], value)
    return unroller.fail("AttributeError", f"`{value.cls.qualname}` has no `{name}` that is known")


def _native(unroller: Unroller, known: Native, receiver: object) -> object:
    if known.name.startswith("property "):
        return known.function(unroller, Given((receiver,), {}, Constant(0, 0, None), unroller.running[-1]))
    return Bound(receiver, known)


def _of_super(unroller: Unroller, value: Super, name: str) -> object:
    cls = value.receiver.cls if isinstance(value.receiver, Instance) else value.receiver
    if not isinstance(cls, Defined):
        cls = value.owner
    order = unroller.project.classes.mro(cls).classes
    after = order[order.index(value.owner) + 1 :] if value.owner in order else ()
    for owner in after:
        known = unroller.known.get(f"{owner.name}.{name}")
        if isinstance(known, Native):
            return _native(unroller, known, value.receiver)
        bound = unroller.project.classes.own(owner).get(name)
        if bound:
            return _member(unroller, owner, name, bound[-1], value.receiver)
    return Unseen(f"super.{name}")


def _of_class(unroller: Unroller, cls: Defined, name: str) -> object:
    if name in ("__name__", "__qualname__"):
        return cls.qualname
    if name == "__module__":
        return cls.module.name
    mro = unroller.project.classes.mro(cls)
    for owner in mro.classes:
        known = unroller.known.get(f"{owner.name}.{name}")
        if isinstance(known, Native):
            return _native(unroller, known, cls)
        bound = unroller.project.classes.own(owner).get(name)
        if bound:
            return _member(unroller, owner, name, bound[-1], cls)
    fallback = unroller.known.get(f"*.{name}")
    if isinstance(fallback, Native):
        return Bound(cls, fallback)
    return unroller.fail("AttributeError", f"`{cls.qualname}` has no `{name}` that is known")


def _member(unroller: Unroller, owner: Defined, name: str, bound: Binding, receiver: object) -> object:
    """Return a class's attribute as its object, or the class itself, sees it."""
    if isinstance(bound, Function):
        return _method(unroller, Defined(owner.module, f"{owner.qualname}.{name}", bound), receiver)
    if isinstance(bound, Class):
        return Defined(owner.module, f"{owner.qualname}.{name}", bound)
    if isinstance(bound, Imported):
        return unroller.imports.of(owner.module, bound)
    if unroller.has_class_value(owner, name):
        return unroller.class_value(owner, name, NONE)
    if isinstance(bound, Assigned) and bound.value is not None:
        return unroller.class_value(owner, name, bound.value)
    return Unknown(f"`{name}` is annotated and not assigned")


def _method(unroller: Unroller, function: Defined, receiver: object) -> object:
    names = {_name(decorator) for decorator in function.node.decorators}
    if names & set(_PROPERTIES):
        if not isinstance(receiver, Instance):
            return Unknown(f"the property `{function.qualname}`")
        return unroller.call(Bound(receiver, function), Given((), {}, Constant(0, 0, None), function.module))
    if "staticmethod" in names:
        return function
    if isinstance(receiver, Instance):
        return Bound(receiver.cls if "classmethod" in names else receiver, function)
    if names & {"classmethod", "classonlymethod"} or function.qualname.endswith("as_view"):
        return Bound(receiver, function)
    return function


def _name(decorator: object) -> str:
    if isinstance(decorator, Name):
        return decorator.id
    return str(getattr(getattr(decorator, "steps", (None,))[-1], "name", ""))


def assign(unroller: Unroller, owner: object, name: str, value: object) -> None:
    """Set an attribute."""
    if isinstance(owner, Instance | Closure):
        owner.attributes[name] = value
    elif isinstance(owner, Defined) and isinstance(owner.node, Class):
        unroller.set_class_value(owner, name, value)
    elif isinstance(owner, Special):
        owner.assign(unroller, name, value)


def put(owner: object, key: object, value: object) -> None:
    """Set an item."""
    if isinstance(owner, dict):
        if not isinstance(key, list | dict | set | Unknown | Unseen):
            owner[key] = value
    elif isinstance(owner, list) and isinstance(key, int) and -len(owner) <= key < len(owner):
        owner[key] = value


class Defaulting(dict[object, object]):
    """A `defaultdict`: `make` makes what is missing."""

    def __init__(self, make: object) -> None:
        super().__init__()
        self.make = make


def item(unroller: Unroller, value: object, key: object) -> object:
    """Return `value[key]`."""
    if isinstance(value, dict):
        return _entry(unroller, value, key)
    if isinstance(value, list | tuple | str) and isinstance(key, int | slice):
        try:
            return value[key]
        except IndexError:
            return unroller.fail("IndexError", "an index beyond the list")
    if isinstance(value, Special):
        return value.attribute(unroller, f"[{key}]") if isinstance(key, int | str) else Unknown("an item of a value")
    if isinstance(value, Unseen):
        return Unseen(f"{value.name}[]")
    return value if isinstance(value, Unknown) else Unknown("an item of a value")


def _entry(unroller: Unroller, value: dict[object, object], key: object) -> object:
    if isinstance(key, Unknown | Unseen | list | dict | set):
        return Unknown("a key that is not known")
    if key in value:
        return value[key]
    if isinstance(value, Defaulting):
        value[key] = {} if value.make is dict else [] if value.make is list else Unknown("a default value")
        return value[key]
    return unroller.fail("KeyError", "a key that is not there")
