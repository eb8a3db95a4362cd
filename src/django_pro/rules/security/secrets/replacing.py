"""Edits that take a secret out of the code and read it from the environment."""

from __future__ import annotations

from django_pro.findings.finding import Fix
from django_pro.project.classes import describe
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.security.secrets.literals import Literal
from django_pro.source.edits import Edit
from django_pro.source.syntax import (
    AnnotatedAssign,
    Argument,
    Assign,
    Bytes,
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
    call = next((each for each in reversed(literal.around[:-1]) if isinstance(each, Call)), None)
    parent = literal.around[-1]
    if call is not None and isinstance(parent, Argument) and parent in call.arguments:
        chain = literal.around[literal.around.index(call) - 1]
        edit = _without_default(literal, chain, call, parent)
        if edit is not None:
            return Fix(False, (edit,))
    if isinstance(literal.node, Bytes):
        return None
    told = parent.name if isinstance(parent, Argument) else None
    if "://" in literal.text or not (_is_stated(literal) or told == key.rpartition(".")[2]):
        return None
    variable = variable_of(_named(literal, key))
    return _read(review, literal, variable) if variable.isidentifier() else None


def _is_stated(literal: Literal) -> bool:
    """Whether a text stands by itself behind `=` or a key, or in a list that does."""
    parents = literal.around[-2:] if isinstance(literal.around[-1], Sequence) else literal.around[-1:]
    return isinstance(parents[0], Assign | AnnotatedAssign | Entry)


def _named(literal: Literal, key: str) -> str:
    """Return what a text is written for: the setting, or the name that hands it on."""
    name = literal.labels[-1] if literal.labels else ""
    return key if name in key.split(".") or not name.isupper() or len(literal.labels) > 1 else name


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
