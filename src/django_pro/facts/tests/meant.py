"""What names, attributes of a test and calls of its helpers stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django_pro.facts.models.calls import statements
from django_pro.facts.tests.place import Meant, Place, within
from django_pro.project.bindings import Assigned
from django_pro.project.names import Defined, Value
from django_pro.project.project import Project
from django_pro.source.syntax import (
    Assign,
    Attribute,
    Call,
    Chain,
    Class,
    Constant,
    Expression,
    Function,
    Item,
    Name,
    Return,
    Sequence,
    Statement,
    body_of,
)  # fmt: skip
from django_pro.source.syntax import (
    Mapping as Display,
)

SETUP = ("setUp", "setUpTestData", "setup", "setup_method", "setUpClass", "asyncSetUp")
_SELF = ("self", "cls")
_PROPERTIES = frozenset({"property", "cached_property", "classproperty", "fixture"})
_ADDRESS = re.compile(r"^get_\w*url\w*$|^\w+_url$|^url$")


class Meaning:
    """Finds what an expression stands for: other expressions, each where it is written."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.classes = project.classes
        self._bodies: dict[tuple[str, int], tuple[Statement, ...]] = {}
        self._set: dict[tuple[Defined, str], tuple[Meant, ...]] = {}
        self._places: dict[tuple[str, int, Defined | None], Place] = {}
        self._addressed: dict[str, dict[str, tuple[Defined, Defined]]] | None = None

    def of(self, value: Expression, place: Place) -> tuple[Meant, ...]:
        """Return what a name, an attribute, an item or a call of a helper stands for; nothing where that is not seen."""
        if isinstance(value, Name):
            return self._name(value, place)
        if not isinstance(value, Chain):
            return ()
        last = value.steps[-1]
        if isinstance(last, Call):
            return tuple(self._returned(value, last, place))
        if isinstance(last, Item):
            return tuple(self._items(value, last, place))
        return self._attribute(value, last, place)

    def body(self, function: Defined) -> tuple[Statement, ...]:
        """Return a function's statements."""
        node = function.node
        assert isinstance(node, Function)
        key = (function.module.path, node.start)
        if key not in self._bodies:
            self._bodies[key] = body_of(node)
        return self._bodies[key]

    def _name(self, value: Name, place: Place) -> tuple[Meant, ...]:
        if value.id in place.local:
            return tuple(each for each in place.local[value.id] if each[0] is not value)
        found = self.classes.names.name(place.module, value.id)
        return tuple((each.expression, Place(each.module)) for each in found if isinstance(each, Value))

    def _attribute(self, value: Chain, last: Attribute, place: Place) -> tuple[Meant, ...]:
        if len(value.steps) == 1 and isinstance(value.base, Name):
            if value.base.id in _SELF and place.concrete is not None:
                return self.attribute(place.concrete, last.name)
            found = self.classes.names.resolve(place.module, value)
            seen = tuple((each.expression, Place(each.module)) for each in found if isinstance(each, Value))
            if seen:
                return seen
        return tuple(each for cls in self.class_of(before(value, 1), place) for each in self.attribute(cls, last.name))

    def _items(self, value: Chain, last: Item, place: Place) -> Iterator[Meant]:
        """Yield the item of a display; each one where the key is not known."""
        holder = before(value, 1)
        found = self.of(holder, place) or ((holder, place),)
        wanted = last.index.value if isinstance(last.index, Constant) else None
        for display, where in found:
            if isinstance(display, Display):
                entries = [each for each in display.entries if each.key is not None]
                same = [each for each in entries if isinstance(each.key, Constant) and each.key.value == wanted]
                yield from ((each.value, where) for each in (same or (entries if wanted is None else ())))
            elif isinstance(display, Sequence):
                at = wanted if isinstance(wanted, int) else None
                yield from ((each, where) for each in (display.items if at is None else display.items[at : at + 1]))

    def class_of(self, value: Expression, place: Place, depth: int = 0) -> tuple[Defined, ...]:
        """Return the classes that an expression may be."""
        if depth > 4:
            return ()
        found = self.classes.names.resolve(place.module, value) if self._is_plain(value, place) else ()
        classes = [each for each in found if isinstance(each, Defined) and isinstance(each.node, Class)]
        if not classes and isinstance(value, Chain):
            names = [getattr(each, "name", "") for each in value.steps]
            if "objects" in names and names[-1] == "model":
                at = names.index("objects")
                return self.class_of(before(value, len(names) - at), place, depth + 1)
            if names[-1] == "model":  # `self._get_queryset().model`
                inner = [each for each in self.of(before(value, 1), place) if isinstance(each[0], Chain)]
                for each, where in inner:
                    assert isinstance(each, Chain)
                    steps = [getattr(step, "name", "") for step in each.steps]
                    if "objects" in steps:
                        return self.class_of(before(each, len(steps) - steps.index("objects")), where, depth + 1)
        if classes:
            return tuple(dict.fromkeys(classes))
        meant = self.of(value, place) if isinstance(value, Name | Chain) else ()
        return tuple(dict.fromkeys(cls for each, where in meant for cls in self.class_of(each, where, depth + 1)))

    def _is_plain(self, value: Expression, place: Place) -> bool:
        base = value.base if isinstance(value, Chain) else value
        if not isinstance(base, Name) or base.id in place.local or base.id in _SELF:
            return False
        return not isinstance(value, Chain) or all(isinstance(each, Attribute) for each in value.steps)

    def attribute(self, cls: Defined, name: str) -> tuple[Meant, ...]:
        """Return what an object of a class has by a name: what its set-up assigns, else what the nearest class says."""
        key = (cls, name)
        if key not in self._set:
            self._set[key] = ()
            owners = [each for each in self.classes.mro(cls).classes if each.module.origin == "project"]
            for find in (self._in_setups, self._in_class):
                found = next((seen for owner in owners if (seen := tuple(find(owner, cls, name)))), ())
                if found:
                    self._set[key] = found
                    break
        return self._set[key]

    def _in_class(self, owner: Defined, cls: Defined, name: str) -> Iterator[Meant]:
        for binding in self.classes.own(owner).get(name, ()):
            if isinstance(binding, Assigned) and binding.value is not None:
                yield binding.value, Place(owner.module, owner, cls)
            elif isinstance(binding, Function) and _is_property(binding):
                yield from self._returns(Defined(owner.module, f"{owner.qualname}.{name}", binding), owner, cls, {})

    def _in_setups(self, owner: Defined, cls: Defined, name: str) -> Iterator[Meant]:
        for method in SETUP:
            for binding in self.classes.own(owner).get(method, ()):
                if isinstance(binding, Function):
                    function = Defined(owner.module, f"{owner.qualname}.{method}", binding)
                    body = self.body(function)
                    place = self._inside(function, owner, cls, body)
                    yield from ((each, place) for each in _set_on_self(body, name))

    def _inside(self, function: Defined, owner: Defined, cls: Defined, body: tuple[Statement, ...]) -> Place:
        key = (function.module.path, function.node.start, cls)
        if key not in self._places:
            self._places[key] = within(Place(owner.module, owner, cls), body)
        return self._places[key]

    def _returned(self, value: Chain, call: Call, place: Place) -> Iterator[Meant]:
        """Yield what a helper returns: `self.url_of(book)`, `super().url_of(book)`, `book.get_absolute_url()`."""
        found = self.helper(value, place)
        if found is not None:
            function, owner, concrete = found
            yield from self._returns(function, owner, concrete, self.arguments(function, owner, call, place))
            return
        before_call = value.steps[-2] if len(value.steps) > 1 else None
        if isinstance(before_call, Attribute) and _ADDRESS.match(before_call.name) and not call.arguments:
            yield from self._address(before_call.name, before(value, 2), place)

    def helper(self, value: Chain, place: Place) -> tuple[Defined, Defined | None, Defined | None] | None:
        """Return the project's function that a chain ends in calling, the class it stands in, and the one of its `self`."""
        first = value.steps[0]
        name = value.base.id if isinstance(value.base, Name) else ""
        if name in _SELF and len(value.steps) == 2 and isinstance(first, Attribute) and place.concrete is not None:
            return self._method(place.concrete, first.name, place.concrete)
        if name == "super" and len(value.steps) == 3 and isinstance(first, Call) and place.owner and place.concrete:
            wanted = value.steps[1]
            line = self.classes.mro(place.concrete).classes
            after = line[line.index(place.owner) + 1 :] if place.owner in line else ()
            for cls in after if isinstance(wanted, Attribute) else ():
                if cls.module.origin == "project" and wanted.name in self.classes.own(cls):  # type: ignore[union-attr]
                    return self._method(cls, wanted.name, place.concrete)  # type: ignore[union-attr]
            return None
        if name in place.local or not name or name in _SELF:
            return None
        for found in self.classes.names.resolve(place.module, before(value, 1)):
            if isinstance(found, Defined) and isinstance(found.node, Function) and found.module.origin == "project":
                return found, None, None
        return None

    def _method(self, cls: Defined, name: str, concrete: Defined) -> tuple[Defined, Defined, Defined] | None:
        for owner in self.classes.mro(cls).classes:
            for binding in self.classes.own(owner).get(name, ()) if owner.module.origin == "project" else ():
                if isinstance(binding, Function):
                    return Defined(owner.module, f"{owner.qualname}.{name}", binding), owner, concrete
        return None

    def arguments(
        self, function: Defined, owner: Defined | None, call: Call, place: Place
    ) -> Mapping[str, tuple[Meant, ...]]:
        """Return what each parameter of a function is given by a call."""
        node = function.node
        assert isinstance(node, Function)
        static = any(getattr(each, "id", "") == "staticmethod" for each in node.decorators)
        parameters = node.parameters[1:] if owner is not None and not static else node.parameters
        named = {each.name: each.value for each in call.arguments if each.name}
        ordered = iter([each.value for each in call.arguments if each.name is None and not each.stars])
        bound: dict[str, tuple[Meant, ...]] = {}
        for each in parameters:
            value = next(ordered, None) if each.kind in ("positional", "normal") else None
            value = value if value is not None else named.get(each.name)
            if value is not None:
                bound[each.name] = ((value, place),)
            elif each.default is not None:
                bound[each.name] = ((each.default, Place(function.module)),)
        return bound

    def _returns(
        self, function: Defined, owner: Defined | None, concrete: Defined | None, given: Mapping[str, tuple[Meant, ...]]
    ) -> Iterator[Meant]:
        body = self.body(function)
        place = within(Place(function.module, owner, concrete, given), body)
        for statement in statements(body):
            if isinstance(statement, Return) and statement.value is not None:
                yield statement.value, place

    def _address(self, name: str, receiver: Expression, place: Place) -> Iterator[Meant]:
        """Yield what a model's method gives as the address of an object, the model told by what the object is called."""
        known = self._addresses().get(name, {})
        said = re.sub(r"[\d_]+", "", _called(receiver)).lower()
        near = [label for label in known if said.endswith(label)]
        chosen = max(near, key=len) if near else next(iter(known)) if len(known) == 1 else None
        if chosen is not None:
            cls, function = known[chosen]
            yield from self._returns(function, cls, cls, {})

    def _addresses(self) -> dict[str, dict[str, tuple[Defined, Defined]]]:
        """The methods that tell an address, by name and the lower-case name of their class."""
        if self._addressed is None:
            self._addressed = {}
            for path in self.project.files:
                if path.endswith("models.py") or "/models/" in path:
                    for cls in self.classes.in_file(path):
                        for name, bindings in self.classes.own(cls).items():
                            for each in bindings if _ADDRESS.match(name) else ():
                                if isinstance(each, Function):
                                    function = Defined(cls.module, f"{cls.qualname}.{name}", each)
                                    self._addressed.setdefault(name, {})[cls.qualname.lower()] = (cls, function)
        return self._addressed


def before(value: Chain, count: int) -> Expression:
    """Return a chain without its last steps."""
    rest = value.steps[:-count]
    return Chain(value.start, value.end, value.base, rest) if rest else value.base


def _called(receiver: Expression) -> str:
    if isinstance(receiver, Chain):
        return next((each.name for each in reversed(receiver.steps) if isinstance(each, Attribute)), "")
    return receiver.id if isinstance(receiver, Name) else ""


def _is_property(function: Function) -> bool:
    for each in function.decorators:
        steps = [step.name for step in getattr(each, "steps", ()) if isinstance(step, Attribute)]
        base = getattr(each, "base", each)
        if _PROPERTIES.intersection([*steps, getattr(base, "id", "")]):
            return True
    return False


def _set_on_self(body: tuple[Statement, ...], name: str) -> Iterator[Expression]:
    for statement in statements(body):
        for target in statement.targets if isinstance(statement, Assign) else ():
            step = target.steps[0] if isinstance(target, Chain) and len(target.steps) == 1 else None
            base = target.base if isinstance(target, Chain) else None
            if isinstance(step, Attribute) and step.name == name and isinstance(base, Name) and base.id in _SELF:
                assert isinstance(statement, Assign)
                yield statement.value
