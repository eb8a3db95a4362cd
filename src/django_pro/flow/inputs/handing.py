"""What is handed on: arguments to parameters, and attributes of what was sent."""

from __future__ import annotations

from django_pro.flow.inputs.values import SENT, Kind, Origin, Taints
from django_pro.source.syntax import Argument, Constant, Parameter


def handed(
    parameters: tuple[Parameter, ...], given: list[tuple[Argument, Taints]]
) -> tuple[dict[str, Taints], set[str]]:
    """Return what parameters hold, and the names of those that are given and not None."""
    known: dict[str, Taints] = {}
    there: set[str] = set()
    for at, (argument, taints) in enumerate(given):
        name = argument.name or (parameters[at].name if at < len(parameters) and not argument.stars else "")
        if name and taints:
            known[name] = taints
        if not (isinstance(argument.value, Constant) and argument.value.value is None):
            there.add(name)
    return known, there


def of_upload(name: str, taints: Taints) -> Taints:
    """Return an attribute of a cleaned value: it is an upload's, whose name Django strips of folders, or a row's."""
    if name == "name":
        return frozenset(each.cleaned(Kind.PATH) if each.source.origin in SENT else each for each in taints)
    return frozenset(each for each in taints if each.source.origin is not Origin.CLEANED or not each.key)
