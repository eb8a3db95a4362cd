"""Evaluates one settings module, with every module it builds on."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile, Modules
from django_pro.project.settings.evaluation.attributes import attribute, item
from django_pro.project.settings.evaluation.calls import call
from django_pro.project.settings.evaluation.classes import class_attribute, external_bases, lineage, object_attribute
from django_pro.project.settings.evaluation.expressions import EXPRESSIONS
from django_pro.project.settings.evaluation.freezing import freeze, freeze_read
from django_pro.project.settings.evaluation.library.packages import OPAQUE
from django_pro.project.settings.evaluation.library.paths import file_of
from django_pro.project.settings.evaluation.library.python import builtin
from django_pro.project.settings.evaluation.machine import Exhausted, Machine, Parts
from django_pro.project.settings.evaluation.memory import Object, Space
from django_pro.project.settings.evaluation.statements import STATEMENTS
from django_pro.project.settings.evaluation.things import Absent, Binding, ClassThing, is_unsure, present
from django_pro.project.settings.setting import Setting
from django_pro.project.sources import Sources

PARTS = Parts(
    EXPRESSIONS, STATEMENTS, attribute, item, call, builtin, file_of, OPAQUE, frozenset(sys.stdlib_module_names)
)  # fmt: skip


@dataclass(frozen=True)
class Evaluated:
    """What a settings module states; `open` says why it may state more, `sure` which names every way sets."""

    settings: Mapping[str, Setting]
    imports: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    open: str = ""
    unsure: frozenset[str] = frozenset()


def evaluate_module(
    modules: Modules, sources: Sources, module: ModuleFile, *, files: frozenset[str] = frozenset()
) -> Evaluated:
    """Return what a settings module states; `files` are all files of the tree."""
    machine = Machine(modules, sources, PARTS, files)
    try:
        space = machine.memory.space(machine.load(module))
        bindings = _of_class(machine, space) or space.names
        return _evaluated(machine, space, bindings)
    except Exhausted:
        return Evaluated({}, open="the settings are too long to follow")


def _evaluated(machine: Machine, space: Space, bindings: Mapping[str, Binding]) -> Evaluated:
    found: dict[str, Setting] = {}
    unsure: set[str] = set()
    for name, binding in bindings.items():
        if not name.isupper() or not name.isidentifier() or isinstance(binding.value, Absent):
            continue
        if is_unsure(binding.value):
            unsure.add(name)
        reads = tuple(freeze_read(machine, read) for read in binding.reads)
        value = freeze(machine, present(binding.value))
        found[name] = Setting(name, value, binding.module, binding.place, reads)
    return Evaluated(found, space.stars, space.missing, space.open, frozenset(unsure))


def _of_class(machine: Machine, space: Space) -> dict[str, Binding]:
    """Return the settings of a class of django-configurations': its upper-case attributes (its docs: "Usage patterns")."""
    classes = {name: binding.value for name, binding in space.names.items() if isinstance(binding.value, ClassThing)}
    ours = {name: cls for name, cls in classes.items() if any("onfiguration" in base for base in external_bases(cls))}
    if not ours or any(name.isupper() for name in space.names):
        return {}
    cls = next((ours[name] for name in ours if "prod" in name.lower()), list(ours.values())[-1])
    ref = machine.memory.new(Object(cls, {}))
    found: dict[str, Binding] = {}
    for each in lineage(cls):
        for name, binding in machine.memory.space(each.space).names.items():
            if name.isupper() and name not in found:
                with machine.reads() as reads:
                    value = object_attribute(machine, ref, Object(cls, {}), name)
                found[name] = Binding(
                    value, binding.module, binding.place, tuple(dict.fromkeys((*binding.reads, *reads)))
                )
    return found


__all__ = ["Evaluated", "Unknown", "class_attribute", "evaluate_module"]
