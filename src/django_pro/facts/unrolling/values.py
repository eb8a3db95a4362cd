"""The things that unrolled code handles, beside plain Python values, which stand for themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django_pro.project.names import Defined
from django_pro.source.syntax import Expression, Function, Lambda

if TYPE_CHECKING:
    from django_pro.facts.unrolling.scopes import Scope
    from django_pro.facts.unrolling.unroller import Unroller
    from django_pro.project.modules import ModuleFile


@dataclass(frozen=True)
class Unseen:
    """Something of a package that is not looked into, or what a call of it returns, by its name."""

    name: str


@dataclass(frozen=True)
class Given:
    """The arguments of a call: `node` is the call's place, `module` the one that it stands in."""

    positional: tuple[object, ...]
    keywords: dict[str, object]
    node: Expression
    module: ModuleFile

    def get(self, position: int, name: str, default: object = None) -> object:
        """Return an argument by position or name."""
        if position < len(self.positional):
            return self.positional[position]
        return self.keywords.get(name, default)

    def after(self, count: int) -> Given:
        """Return the arguments without the first ones."""
        return Given(self.positional[count:], self.keywords, self.node, self.module)

    def before(self, *first: object) -> Given:
        """Return the arguments with others before them."""
        return Given((*first, *self.positional), self.keywords, self.node, self.module)


@dataclass(frozen=True, eq=False)
class Native:
    """A function that is known without reading it."""

    name: str
    function: Callable[[Unroller, Given], object]


@dataclass(frozen=True, eq=False)
class Closure:
    """A function or lambda made inside another one; `name` is its qualified name there."""

    node: Function | Lambda
    scope: Scope
    name: str
    attributes: dict[str, object] = field(default_factory=dict)


@dataclass(eq=False)
class Instance:
    """An object of a class that was read."""

    cls: Defined
    attributes: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Bound:
    """A method with the object, or class, it is called on."""

    receiver: object
    function: Defined | Native


@dataclass(frozen=True)
class Super:
    """`super()` in a method of `owner`."""

    receiver: object
    owner: Defined


@dataclass(frozen=True, eq=False)
class Late:
    """A name that a class's body assigns, not followed yet."""

    owner: Defined
    name: str
    node: Expression


class Special:
    """An object whose attributes are known without reading its class."""

    def attribute(self, unroller: Unroller, name: str) -> object:
        """Return an attribute, an `Unknown` where there is none."""
        raise NotImplementedError

    def assign(self, unroller: Unroller, name: str, value: object) -> None:
        """Set an attribute; most cannot be."""


class Raised(Exception):
    """An exception that the unrolled code would see, by its class's name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Exhausted(Exception):
    """The code was followed as far as is reasonable."""
