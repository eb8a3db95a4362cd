"""What a permission of DRF's asks of who calls: that they are logged in, that a row is theirs, or nothing of them."""

from __future__ import annotations

from enum import StrEnum

from django_pro.facts.views.functions import full_name, walk
from django_pro.project.names import Defined, Value
from django_pro.project.project import Project
from django_pro.source.syntax import (
    Attribute,
    Call,
    Chain,
    Class,
    Constant,
    Expression,
    Function,
    Name,
    Operation,
    Sequence,
    Starred,
    body_of,
)

_REST = "rest_framework.permissions."
_LOGIN = frozenset({
    "IsAuthenticated", "IsAdminUser", "DjangoModelPermissions", "DjangoObjectPermissions",
})  # fmt: skip
#: Words of code that turns those away who are not logged in.
_SAID = frozenset({"is_authenticated", "IsAuthenticated", "is_anonymous", "IsAdminUser"})
#: What of a request says nothing about who sent it.
_PLAIN = frozenset({"data", "query_params", "GET", "POST", "version", "content_type", "path", "resolver_match"})
#: What lets everybody in on purpose, for some requests.
_MEANT = frozenset({"SAFE_METHODS", "method", "super", "user", "auth", "kwargs"})
#: A permission names another one this often at most.
_DEEPEST = 4


class Asks(StrEnum):
    """What is asked: a login; of single rows alone whose they are; nothing, because so written; nothing of who calls."""

    LOGIN = "login"
    UNKNOWN = "unknown"
    ROWS = "rows"
    NOBODY = "nobody"
    WRITTEN = "written"


#: Of permissions that must all hold, and of those of which one must, the first found decides.
_ALL = (Asks.LOGIN, Asks.UNKNOWN, Asks.ROWS, Asks.NOBODY, Asks.WRITTEN)
_ONE = (Asks.WRITTEN, Asks.NOBODY, Asks.UNKNOWN, Asks.ROWS, Asks.LOGIN)


class Asking:
    """Reads the permissions of one Django root."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def of(self, owner: Defined, value: Expression, depth: int = 0) -> Asks:
        """Return what the permissions ask that an expression in a class lists."""
        if isinstance(value, Sequence):
            items = [each.value if isinstance(each, Starred) else each for each in value.items]
            return self._first(_ALL, owner, tuple(items), depth) if items else Asks.WRITTEN
        if isinstance(value, Operation) and len(set(value.operators)) == 1 and value.operators[0] in ("|", "&", "+"):
            return self._first(_ONE if value.operators[0] == "|" else _ALL, owner, value.operands, depth)
        if not isinstance(value, Name | Chain) or depth > _DEEPEST:
            return Asks.UNKNOWN
        if isinstance(value, Chain) and any(not isinstance(each, Attribute) for each in value.steps):
            return Asks.UNKNOWN
        return self._named(owner, value, depth)

    def of_names(self, names: tuple[str, ...]) -> Asks:
        """Return what the permissions of some full names ask, those of the settings."""
        found = {self.of_name(name) for name in names}
        return next((each for each in _ALL if each in found), Asks.WRITTEN)

    def of_name(self, name: str) -> Asks:
        """Return what the permission of a full name asks."""
        if name.startswith(_REST):
            last = name.removeprefix(_REST)
            return Asks.LOGIN if last in _LOGIN else Asks.WRITTEN if last == "AllowAny" else Asks.UNKNOWN
        found = (each for each in self.project.names.dotted(name) if isinstance(each, Defined))
        cls = next((each for each in found if isinstance(each.node, Class)), None)
        return self._class(cls, 0) if cls is not None else Asks.UNKNOWN

    def _first(self, order: tuple[Asks, ...], owner: Defined, items: tuple[Expression, ...], depth: int) -> Asks:
        found = {self.of(owner, each, depth + 1) for each in items}
        return next(each for each in order if each in found)

    def _named(self, owner: Defined, value: Expression, depth: int) -> Asks:
        for target in self.project.names.resolve(owner.module, value):
            for found in self.project.names.follow(target):
                if isinstance(found, Value):
                    holder = Defined(found.module, owner.qualname, owner.node)
                    return self.of(holder, found.expression, depth + 1)
                if isinstance(found, Defined) and found.module.origin == "project":
                    return self._class(found, depth) if isinstance(found.node, Class) else Asks.UNKNOWN
        return self.of_name(full_name(self.project.names, owner, value))

    def _class(self, cls: Defined, depth: int) -> Asks:
        """Return what a permission class of the project asks."""
        classes = self.project.classes
        method = classes.method(cls, "has_permission")
        if method is None:
            return self._stands_for(cls, depth) if depth < _DEEPEST else Asks.UNKNOWN
        owner = next(each.owner for each in classes.members(cls, "has_permission"))
        if owner.name == f"{_REST}BasePermission":
            return self._of_rows(cls)
        if method.module.origin != "project":
            return self.of_name(owner.name)
        words, asks = _words(method), self._words_ask(method)
        if asks is not None:
            return asks
        above = [each.owner for each in classes.members(cls, "has_permission")][1:]
        if "super" in words and above and above[0].name.startswith(_REST):
            return self.of_name(above[0].name)
        return Asks.UNKNOWN

    def _stands_for(self, cls: Defined, depth: int) -> Asks:
        """Return what the class asks that a stand-in names among its attributes: the one that can be swapped."""
        if self.project.classes.inherits(cls, f"{_REST}BasePermission"):
            return Asks.UNKNOWN
        for bound in self.project.classes.own(cls).values():
            value = getattr(bound[-1], "value", None)
            if isinstance(value, Name) and (found := self.of(cls, value, depth + 1)) is not Asks.UNKNOWN:
                return found
        return Asks.UNKNOWN

    def _of_rows(self, cls: Defined) -> Asks:
        """Return what a permission asks that looks at single rows alone, if at those."""
        method = self.project.classes.method(cls, "has_object_permission")
        if self.project.classes.mro(cls).unseen or method is None:
            return Asks.UNKNOWN
        return Asks.ROWS if method.module.origin == "project" else Asks.NOBODY

    def _words_ask(self, method: Defined) -> Asks | None:
        """Return what a `has_permission` asks; None where it hands the question on."""
        words = _words(method)
        if words & _SAID:
            return Asks.LOGIN
        if words & _MEANT or not _lets_in(method) or not isinstance(method.node, Function):
            return None
        request = method.node.parameters[1].name if len(method.node.parameters) > 1 else ""
        return None if self._reads(method, request) else Asks.NOBODY

    def _reads(self, method: Defined, request: str) -> bool:
        """Whether a function reads of the request what may tell who sent it, or asks somebody else."""
        for node in walk(body_of(method.node) if isinstance(method.node, Function) else ()):
            if isinstance(node, Call) and node.arguments and any(_is(each.value, request) for each in node.arguments):
                return True
            if isinstance(node, Chain):
                first = node.steps[0]
                if _is(node.base, request) and getattr(first, "name", "") not in _PLAIN:
                    return True
                if any(isinstance(each, Call) for each in node.steps) and not _is(node.base, request):
                    return True
        return False


def _is(node: object, name: str) -> bool:
    return isinstance(node, Name) and node.id == name


def _words(method: Defined) -> set[str]:
    nodes = walk(body_of(method.node)) if isinstance(method.node, Function) else ()
    return {name for each in nodes if (name := getattr(each, "id", None) or getattr(each, "name", None))}


def _lets_in(method: Defined) -> bool:
    """Whether `True` stands in a function."""
    nodes = walk(body_of(method.node)) if isinstance(method.node, Function) else ()
    return any(isinstance(each, Constant) and each.value is True for each in nodes)
