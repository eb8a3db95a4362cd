"""Fields that a class declares, gathered as Django's and DRF's metaclasses do."""

from __future__ import annotations

from django_pro.project.bindings import Assigned
from django_pro.project.classes import Classes, Member
from django_pro.project.names import Defined
from django_pro.source.syntax import Class, Constant


def declared(classes: Classes, cls: Defined, *bases: str) -> dict[str, Member]:
    """Return the assignments of a class and of those of its bases that are one of `bases`, or bring a metaclass.

    Inherited ones come first, in their order; `name = None` takes a field away, wherever it stands
    (Django: "Shadowing a field", DRF: "Declaring serializers").
    """
    found: dict[str, Member] = {}
    for owner in reversed(classes.mro(cls).classes):
        gathers = owner == cls or classes.inherits(owner, *bases) or _has_metaclass(owner)
        for name, bindings in classes.own(owner).items():
            last = bindings[-1]
            if isinstance(last, Assigned) and isinstance(last.value, Constant) and last.value.value is None:
                found.pop(name, None)
            elif gathers and isinstance(last, Assigned) and last.value is not None:
                found[name] = Member(owner, name, last)
    return found


def _has_metaclass(cls: Defined) -> bool:
    return isinstance(cls.node, Class) and any(each.name == "metaclass" for each in cls.node.arguments)
