"""What is known of Python's own functions without reading them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django_pro.facts.unrolling.attributes import Defaulting
from django_pro.facts.unrolling.expressions import is_hashable, items
from django_pro.facts.unrolling.operators import operate, truth
from django_pro.facts.unrolling.values import Bound, Closure, Given, Instance, Native, Raised, Special, Unseen
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined, Package
from django_pro.source.syntax import Class

if TYPE_CHECKING:
    from django_pro.facts.unrolling.unroller import Unroller

_NOTHING = object()


def length(unroller: Unroller, given: Given) -> object:
    found = items(unroller, given.get(0, "obj"))
    return len(found) if found is not None else Unknown("a length")


def as_list(unroller: Unroller, given: Given) -> object:
    value = given.get(0, "iterable", [])
    found = items(unroller, value)
    return list(found) if found is not None else value


def as_tuple(unroller: Unroller, given: Given) -> object:
    value = given.get(0, "iterable", ())
    found = items(unroller, value)
    return tuple(found) if found is not None else value


def as_dict(unroller: Unroller, given: Given) -> object:
    first = given.get(0, "iterable", {})
    pairs = items(unroller, first) if isinstance(first, list | tuple) else []
    found: dict[object, object] = dict(first) if isinstance(first, dict) else {}
    found.update({pair[0]: pair[1] for pair in pairs or [] if isinstance(pair, tuple) and len(pair) == 2})
    return found | given.keywords


def keyed(unroller: Unroller, given: Given) -> object:
    found = items(unroller, given.get(0, "iterable"))
    return {each: given.get(1, "value") for each in found or [] if is_hashable(each)}


def as_text(unroller: Unroller, given: Given) -> object:
    value = given.get(0, "object", "")
    return str(value) if isinstance(value, str | int | float) else Unknown("a text made of a value")


def as_number(unroller: Unroller, given: Given) -> object:
    value = given.get(0, "x", 0)
    try:
        return int(value) if isinstance(value, str | int | float) else Unknown("a number made of a value")
    except (ValueError, OverflowError):
        return Unknown("a number made of a text")


def as_truth(unroller: Unroller, given: Given) -> object:
    known = truth(given.get(0, "x", False))
    return Unknown("a condition") if known is None else known


def in_order(unroller: Unroller, given: Given) -> object:
    found = items(unroller, given.get(0, "iterable"))
    if found is None:
        return given.get(0, "iterable")
    if "key" not in given.keywords and all(isinstance(each, str) for each in found):
        return sorted(found, key=str)
    return found


def backwards(unroller: Unroller, given: Given) -> object:
    found = items(unroller, given.get(0, "iterable"))
    return found[::-1] if found is not None else given.get(0, "iterable")


def numbered(unroller: Unroller, given: Given) -> object:
    found, start = items(unroller, given.get(0, "iterable")), given.get(1, "start", 0)
    return (
        list(enumerate(found, start if isinstance(start, int) else 0))
        if found is not None
        else Unknown("numbered values")
    )


def zipped(unroller: Unroller, given: Given) -> object:
    found = [items(unroller, each) for each in given.positional]
    return list(zip(*[each or [] for each in found], strict=False))


def numbers(unroller: Unroller, given: Given) -> object:
    ends = [each for each in given.positional if isinstance(each, int)]
    whole = bool(ends) and len(ends) == len(given.positional) and all(abs(end) < 1000 for end in ends)
    return list(range(*ends[:2])) if whole else Unknown("numbers")


def mapped(unroller: Unroller, given: Given) -> object:
    found = items(unroller, given.get(1, "iterable"))
    if found is None:
        return Unknown("mapped values")
    return [unroller.call(given.get(0, "function"), Given((each,), {}, given.node, given.module)) for each in found]


def filtered(unroller: Unroller, given: Given) -> object:
    return given.get(1, "iterable")


def chained(unroller: Unroller, given: Given) -> object:
    found = [items(unroller, each) for each in given.positional]
    return [item for each in found for item in each or ()]


def summed(unroller: Unroller, given: Given) -> object:
    found = items(unroller, given.get(0, "iterable")) or []
    lists = [each for each in (*found, given.get(1, "start")) if isinstance(each, list | tuple)]
    return [item for each in lists for item in each] if lists else Unknown("a sum")


def any_of(unroller: Unroller, given: Given) -> object:
    known = [truth(each) for each in items(unroller, given.get(0, "iterable")) or [Unknown("")]]
    return True if True in known else Unknown("a condition") if None in known else False


def all_of(unroller: Unroller, given: Given) -> object:
    known = [truth(each) for each in items(unroller, given.get(0, "iterable")) or [Unknown("")]]
    return False if False in known else Unknown("a condition") if None in known else True


def read_attribute(unroller: Unroller, given: Given) -> object:
    owner, name = given.get(0, "o"), given.get(1, "name")
    default = given.positional[2] if len(given.positional) > 2 else _NOTHING
    if not isinstance(name, str):
        return Unknown("an attribute whose name is not known")
    if default is _NOTHING:
        return unroller.attribute(owner, name)
    try:
        with unroller.attempt():
            found = unroller.attribute(owner, name)
    except Raised:
        return default
    return default if isinstance(found, Unknown) else found


def write_attribute(unroller: Unroller, given: Given) -> object:
    owner, name, value = given.get(0, "o"), given.get(1, "name"), given.get(2, "value")
    if isinstance(owner, Instance) and isinstance(name, str):
        owner.attributes[name] = value
    elif isinstance(owner, Special) and isinstance(name, str):
        owner.assign(unroller, name, value)
    return None


def has_attribute(unroller: Unroller, given: Given) -> object:
    owner, name = given.get(0, "o"), given.get(1, "name")
    if not isinstance(name, str) or isinstance(owner, Unknown | Unseen):
        return Unknown("whether it has an attribute")
    try:
        with unroller.attempt():
            return not isinstance(unroller.attribute(owner, name), Unknown)
    except Raised:
        return False


def type_of(unroller: Unroller, given: Given) -> object:
    value = given.get(0, "object")
    if isinstance(value, Instance):
        return value.cls
    kind = next((kind for kind in (bool, str, int, list, tuple, dict) if isinstance(value, kind)), None)
    return (
        BUILTINS[f"builtins.{kind.__name__}"]
        if kind
        else Unseen("type")
        if isinstance(value, Defined)
        else Unknown("a type")
    )


def is_instance(unroller: Unroller, given: Given) -> object:
    value, kinds = given.get(0, "obj"), given.get(1, "kinds")
    wanted = list(kinds) if isinstance(kinds, tuple) else [kinds]
    if isinstance(value, Instance):
        return any(
            isinstance(each, Defined) and unroller.project.classes.inherits(value.cls, each.name) for each in wanted
        )
    names = {name_of(each).rpartition(".")[2] for each in wanted}
    if isinstance(value, Special):
        return type(value).__name__ in names or bool(names & set(getattr(value, "kinds", ())))
    if isinstance(value, bool | str | int | list | tuple | dict | set):
        return type(value).__name__ in names
    if isinstance(value, Defined | Closure | Bound) and "type" in names:
        return isinstance(value, Defined) and isinstance(value.node, Class)
    return Unknown("the type of a value")


def is_subclass(unroller: Unroller, given: Given) -> object:
    value, kinds = given.get(0, "cls"), given.get(1, "kinds")
    wanted = list(kinds) if isinstance(kinds, tuple) else [kinds]
    if not isinstance(value, Defined) or not isinstance(value.node, Class):
        return Unknown("the type of a value")
    mro = unroller.project.classes.mro(value)
    found = any(name_of(each) in mro.names for each in wanted)
    return found if found or not mro.unseen else Unknown("bases that cannot be seen")


def name_of(value: object) -> str:
    """Return the full name of a class or function, "" where it has none."""
    if isinstance(value, Defined | Unseen | Native):
        return value.name
    return value.module.name if isinstance(value, Package) else ""


def is_callable(unroller: Unroller, given: Given) -> object:
    value = given.get(0, "obj")
    return (
        Unknown("a value")
        if isinstance(value, Unknown | Unseen)
        else isinstance(value, Defined | Closure | Bound | Native | Instance)
    )


def reduced(unroller: Unroller, given: Given) -> object:
    found = items(unroller, given.get(1, "iterable"))
    if not found:
        return given.get(2, "initial", Unknown("nothing to put together"))
    first, *rest = [given.positional[2], *found] if len(given.positional) > 2 else found
    for each in rest:
        first = unroller.call(given.get(0, "function"), Given((first, each), {}, given.node, given.module))
    return first


def added(unroller: Unroller, given: Given) -> object:
    return operate("+", given.get(0, "a"), given.get(1, "b"))


def partial(unroller: Unroller, given: Given) -> object:
    """Return a function that is given some of its arguments already."""
    function, rest = given.get(0, "func"), given.after(1)

    def call(inner: Unroller, more: Given) -> object:
        keywords = {**rest.keywords, **more.keywords}
        return inner.call(function, Given((*rest.positional, *more.positional), keywords, more.node, more.module))

    return Partial(Native("functools.partial()", call), function)


class Partial(Special):
    """`functools.partial(function, …)`."""

    def __init__(self, native: Native, function: object) -> None:
        self.native = native
        self.function = function

    def attribute(self, unroller: Unroller, name: str) -> object:
        """Return an attribute, as `Special.attribute`."""
        return {"func": self.function, "__call__": self.native}.get(name, Unknown(f"`.{name}` of a partial"))


def import_module(unroller: Unroller, given: Given) -> object:
    name, package = given.get(0, "name"), given.get(1, "package")
    if not isinstance(name, str):
        return Unknown("a module whose name is not known")
    full = f"{package}{name}" if name.startswith(".") and isinstance(package, str) else name
    found = unroller.project.modules.find(full)
    if found is None:
        return unroller.fail("ModuleNotFoundError", f"no module `{full}` can be seen")
    if found.origin == "project":
        unroller.module(found)  # it is imported for what that does
    return Package(found)


def import_string(unroller: Unroller, given: Given) -> object:
    text = given.get(0, "dotted_path")
    module, _, name = text.rpartition(".") if isinstance(text, str) else ("", "", "")
    found = unroller.project.modules.find(module) if module else None
    return (
        unroller.imports.member(found, name)
        if found
        else unroller.fail("ImportError", f"what `import_string` is to import is not known: {text if module else '…'}")
    )


def has_submodule(unroller: Unroller, given: Given) -> object:
    package, name = given.get(0, "package"), given.get(1, "module_name")
    if not isinstance(package, Package) or not isinstance(name, str):
        return Unknown("whether a module is there")
    return unroller.project.modules.find(f"{package.module.name}.{name}") is not None


def find_spec(unroller: Unroller, given: Given) -> object:
    name = given.get(0, "name")
    found = unroller.project.modules.find(name) if isinstance(name, str) else None
    return Package(found) if found else None


def environ_get(unroller: Unroller, given: Given) -> object:
    default = given.get(1, "default")
    return Unknown("read from the environment") if default is None else default


def default_dict(unroller: Unroller, given: Given) -> object:
    make = name_of(given.get(0, "default_factory"))
    return Defaulting({"builtins.dict": dict, "builtins.list": list}.get(make))


def unchanged(unroller: Unroller, given: Given) -> object:
    return given.positional[0] if given.positional else Unknown("nothing was given")


_FUNCTIONS: dict[str, Callable[[Any, Given], object]] = {
    "len": length, "list": as_list, "tuple": as_tuple, "dict": as_dict, "str": as_text, "int": as_number, "bool": as_truth,
    "sorted": in_order, "reversed": backwards, "enumerate": numbered, "zip": zipped, "range": numbers, "map": mapped,
    "filter": filtered, "sum": summed, "any": any_of, "all": all_of, "getattr": read_attribute, "setattr": write_attribute,
    "hasattr": has_attribute, "type": type_of, "isinstance": is_instance, "issubclass": is_subclass, "callable": is_callable,
    "set": as_list, "dict.fromkeys": keyed, "iter": unchanged,
}  # fmt: skip
_LIBRARY: dict[str, Callable[[Any, Given], object]] = {
    "itertools.chain": chained, "functools.partial": partial, "functools.reduce": reduced, "operator.add": added,
    "operator.iadd": added,
    "importlib.import_module": import_module,
    "importlib.util.find_spec": find_spec, "pydoc.locate": import_string, "os.environ.get": environ_get,
    "os.getenv": environ_get,
    "collections.defaultdict": default_dict, "collections.OrderedDict": as_dict, "copy.copy": unchanged,
    "copy.deepcopy": unchanged,
    "django.utils.module_loading.import_string": import_string,
    "django.utils.module_loading.module_has_submodule": has_submodule,
    "django.utils.translation.gettext_lazy": unchanged, "django.utils.translation.gettext": unchanged,
    "django.utils.translation.pgettext_lazy": unchanged,
}  # fmt: skip
BUILTINS: dict[str, object] = {
    **{f"builtins.{name}": Native(f"builtins.{name}", function) for name, function in _FUNCTIONS.items()},
    **{name: Native(name, function) for name, function in _LIBRARY.items()},
}
