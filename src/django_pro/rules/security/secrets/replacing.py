"""Edits that take a secret out of the code and read it from the environment."""

from __future__ import annotations

from django_pro.findings.finding import Fix
from django_pro.project.classes import describe
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.security.secrets.placing import Literal
from django_pro.source.edits import Edit
from django_pro.source.syntax import (
    Argument,
    Assign,
    Attribute,
    Call,
    Chain,
    Constant,
    Entry,
    Import,
    ImportFrom,
    Module,
    Name,
    Sequence,
)

_GETTERS = ("environ.get", "getenv")
#: Names by which modules call what reads a variable and fails where there is none.
_READERS = frozenset({"env", "config"})


def variable_of(key: str) -> str:
    """Return a name for the environment variable of a setting by its dotted key."""
    parts = ["DATABASE" if each == "DATABASES" else each for each in key.split(".") if each != "default"]
    return "_".join(parts).replace("-", "_").upper()


def replacing(review: Reviewed, literal: Literal, key: str) -> Fix | None:
    """Return the edits that read a secret from outside; None where that is no matter of one place.

    They are never safe: the project does not start any more where the variable is not set, which is what is wanted.
    """
    parent = literal.around[-1]
    if isinstance(parent, Argument) and len(literal.around) > 2 and isinstance(call := literal.around[-2], Call):
        edit = _without_default(literal, literal.around[-3], call, parent)
        if edit is not None or not parent.name:
            return Fix(False, (edit,)) if edit else None
    if isinstance(parent, Assign | Entry | Argument | Sequence) and variable_of(key).isidentifier():
        return _read(review, literal, variable_of(key))
    return None


def _without_default(literal: Literal, chain: object, call: Call, argument: Argument) -> Edit | None:
    """Return the edit that takes the default of a read away."""
    if not isinstance(chain, Chain) or argument is call.arguments[0] or argument.stars:
        return None
    steps, at = chain.steps, chain.steps.index(call)
    called = describe(Chain(chain.start, chain.end, chain.base, steps[:at])) if at else describe(chain.base)
    if called.endswith(_GETTERS):
        return _as_item(literal, chain, call, called) if len(call.arguments) == 2 else None
    if called.partition(".")[0] not in _READERS or (argument.name or "default") != "default":
        return None
    before = call.arguments[call.arguments.index(argument) - 1]
    return Edit(literal.path, before.end, argument.end, "")


def _as_item(literal: Literal, chain: Chain, call: Call, called: str) -> Edit | None:
    """Return `os.environ["X"]` for `os.environ.get("X", …)` and `os.getenv("X", …)`."""
    variable = call.arguments[0].value
    if not isinstance(variable, Constant) or not isinstance(variable.value, str):
        return None
    mapping = called.removesuffix(".get") if called.endswith(".get") else called.removesuffix("getenv") + "environ"
    return Edit(literal.path, chain.start, call.end, f'{mapping}["{variable.value}"]') if "." in called else None


def _read(review: Reviewed, literal: Literal, variable: str) -> Fix:
    module = review.syntax(literal.path)
    reader = _reader(module, literal.node.start)
    node = literal.node
    if reader:
        return Fix(False, (Edit(literal.path, node.start, node.end, f'{reader}("{variable}")'),))
    edits = [Edit(literal.path, node.start, node.end, f'os.environ["{variable}"]')]
    if not _imports_os(module):
        edits.insert(0, _import(module, literal.path))
    return Fix(False, tuple(edits))


def _reader(module: Module, before: int) -> str | None:
    """Return `env` or `config` where a module has it, from django-environ, environs or decouple."""
    for node in module.body:
        if node.start >= before:
            return None
        if isinstance(node, Assign) and isinstance(target := node.targets[0], Name) and target.id == "env":
            return "env"
        if (
            isinstance(node, ImportFrom)
            and node.module == "decouple"
            and any(each.name == "config" for each in node.names)
        ):
            return "config"
    return None


def _imports_os(module: Module) -> bool:
    return any(
        isinstance(node, Import) and any(each.name == "os" and not each.alias for each in node.names)
        for node in module.body
    )


def _import(module: Module, path: str) -> Edit:
    """Return the edit that imports `os`, above what is imported first."""
    future = [node for node in module.body if isinstance(node, ImportFrom) and node.module == "__future__"]
    docstring = [node for node in module.body[:1] if not isinstance(node, Import | ImportFrom | Assign)]
    behind = future[-1].end if future else docstring[0].end if docstring else 0
    following = next(node.start for node in module.body if node.start >= behind)
    return Edit(path, following, following, "import os\n")


__all__ = ["Attribute", "replacing", "variable_of"]
