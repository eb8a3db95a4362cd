"""What the functions of Python's own library do with containers and rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django_pro.flow.arguments import Arguments
from django_pro.flow.values import (
    FEW,
    PLAIN,
    Const,
    Getter,
    Many,
    Partial,
    Place,
    Row,
    Values,
    constants,
    join,
    singled,
    unknown,
)  # fmt: skip

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

LibraryFunction = Callable[["Engine", Arguments, Place], Values]
PYTHON: dict[str, LibraryFunction] = {}


def function(*names: str) -> Callable[[LibraryFunction], LibraryFunction]:
    """Register what functions of these full names do."""

    def register(known: LibraryFunction) -> LibraryFunction:
        PYTHON.update(dict.fromkeys(names, known))
        return known

    return register


@function("itertools.islice")
def cut(engine: Engine, given: Arguments, place: Place) -> Values:
    ends = [each.value for each in given.at(len(given.positional) - 1) if isinstance(each, Const)]
    few = len(given.positional) in (2, 3) and len(ends) == 1 and isinstance(ends[0], int) and ends[0] <= FEW
    items = engine.each_of(given.at(0), place)
    return (Many("list", singled(items) if few else items),)


@function("list", "tuple", "set", "frozenset", "iter", "reversed", "collections.deque",
          "itertools.tee", "itertools.cycle", "more_itertools.chunked", "collections.OrderedDict", "aiter")  # fmt: skip
def gathered(engine: Engine, given: Arguments, place: Place) -> Values:
    return (Many("list", engine.each_of(given.at(0), place)),)


@function("sorted", "heapq.nsmallest", "heapq.nlargest")
def in_order(engine: Engine, given: Arguments, place: Place) -> Values:
    items = engine.each_of(given.positional[-1] if given.positional else (), place)
    _by_key(engine, given.named.get("key", ()), items, place)
    return (Many("list", items),)


@function("min", "max")
def extreme(engine: Engine, given: Arguments, place: Place) -> Values:
    if len(given.positional) > 1:
        return join(*given.positional)
    items = engine.each_of(given.at(0), place)
    _by_key(engine, given.named.get("key", ()), items, place)
    return singled(items)


def _by_key(engine: Engine, key: Values, items: Values, place: Place) -> Values:
    return engine.call_of(key, Arguments((items,)), place) if items and key else items


@function("next", "anext", "random.choice")
def first(engine: Engine, given: Arguments, place: Place) -> Values:
    return join(singled(engine.each_of(given.at(0), place)), given.at(1))


@function("map", "itertools.starmap")
def mapped(engine: Engine, given: Arguments, place: Place) -> Values:
    items = tuple(engine.each_of(values, place) for values in given.positional[1:])
    return (Many("generator", engine.call_of(given.at(0), Arguments(items), place)),)


@function("filter", "itertools.takewhile", "itertools.dropwhile", "itertools.filterfalse")
def filtered(engine: Engine, given: Arguments, place: Place) -> Values:
    items = engine.each_of(given.at(1), place)
    engine.call_of(given.at(0), Arguments((items,)), place)
    return (Many("generator", items),)


@function("zip", "itertools.zip_longest", "itertools.product")
def zipped(engine: Engine, given: Arguments, place: Place) -> Values:
    parts = tuple(engine.each_of(values, place) for values in given.positional)
    return (Many("generator", (Many("tuple", join(*parts), fixed=parts),)),)


@function("enumerate")
def numbered(engine: Engine, given: Arguments, place: Place) -> Values:
    items = engine.each_of(given.at(0, "iterable"), place)
    return (Many("generator", (Many("tuple", items, fixed=(PLAIN, items)),)),)


@function("itertools.chain", "heapq.merge")
def chained(engine: Engine, given: Arguments, place: Place) -> Values:
    return (Many("generator", join(*(engine.each_of(values, place) for values in given.positional))),)


@function("itertools.chain.from_iterable")
def flattened(engine: Engine, given: Arguments, place: Place) -> Values:
    return (Many("generator", engine.each_of(engine.each_of(given.at(0), place), place)),)


@function("itertools.groupby")
def grouped(engine: Engine, given: Arguments, place: Place) -> Values:
    items = engine.each_of(given.at(0), place)
    key = _by_key(engine, given.at(1, "key"), items, place)
    pair = Many("tuple", fixed=(key, (Many("generator", items),)))
    return (Many("generator", (pair,)),)


@function("dict")
def mapping(engine: Engine, given: Arguments, place: Place) -> Values:
    pairs = engine.each_of(given.at(0), place)
    keys: Values = ()
    items: Values = join(*given.named.values())
    for pair in pairs:
        if isinstance(pair, Many) and pair.fixed is not None and len(pair.fixed) == 2:
            keys, items = join(keys, pair.fixed[0]), join(items, pair.fixed[1])
    return (Many("dict", items, keys, named=tuple(given.named.items())),)


@function("collections.defaultdict", "collections.Counter")
def empty_mapping(engine: Engine, given: Arguments, place: Place) -> Values:
    return (Many("dict"),)


@function("functools.reduce")
def reduced(engine: Engine, given: Arguments, place: Place) -> Values:
    items = engine.each_of(given.at(1), place)
    so_far = given.at(2) or unknown("what was reduced so far")
    return join(so_far, engine.call_of(given.at(0), Arguments((so_far, items)), place))


@function("functools.partial", "functools.partialmethod")
def partial(engine: Engine, given: Arguments, place: Place) -> Values:
    rest = Arguments(given.positional[1:], given.named, given.is_open)
    if rest.is_open or not (rest.positional or rest.named):
        return given.at(0)
    named = tuple(rest.named.items())
    return tuple(Partial(each, rest.positional, named) for each in given.at(0)) or unknown("no function")


@function("operator.attrgetter")
def getter(engine: Engine, given: Arguments, place: Place) -> Values:
    names = given.texts()
    return (Getter(tuple(tuple(name.split(".")) for name in names)),) if names else unknown("which attribute it takes")


@function("operator.methodcaller")
def caller(engine: Engine, given: Arguments, place: Place) -> Values:
    names = constants(given.at(0))
    return (Getter(((names[0],),), calls=True),) if names else unknown("which method it calls")


@function("str", "format", "repr", "print", "django.utils.encoding.force_str", "django.utils.encoding.smart_str",
          "django.utils.encoding.force_text", "django.utils.html.format_html", "django.utils.html.escape")  # fmt: skip
def text(engine: Engine, given: Arguments, place: Place) -> Values:
    for values in given.positional:
        engine.text_of(values, place)
    return PLAIN


@function("len", "sum", "any", "all", "bool", "json.dumps", "statistics.mean")
def consumed(engine: Engine, given: Arguments, place: Place) -> Values:
    for values in given.positional:
        engine.consume(values, place)
    return PLAIN


@function("getattr")
def attribute(engine: Engine, given: Arguments, place: Place) -> Values:
    names = constants(given.at(1))
    if not names:
        return unknown("the attribute's name is not a literal")
    default = given.at(2)
    return join(*(engine.get_of(given.at(0), name, place) for name in names), default)


@function("hasattr")
def has_attribute(engine: Engine, given: Arguments, place: Place) -> Values:
    attribute(engine, given, place)
    return PLAIN


@function("setattr")
def set_attribute(engine: Engine, given: Arguments, place: Place) -> Values:
    for value in given.at(0):
        names = constants(given.at(1))
        if isinstance(value, Row):
            engine.attach(value, names)
    return PLAIN


@function("isinstance", "issubclass", "type", "id", "hash", "callable", "int", "float", "round", "abs", "range",
          "bytes", "bytearray", "ord", "chr", "open", "object", "slice", "divmod", "pow", "vars", "dir")  # fmt: skip
def plain(engine: Engine, given: Arguments, place: Place) -> Values:
    return PLAIN


@function("copy.copy", "copy.deepcopy")
def same(engine: Engine, given: Arguments, place: Place) -> Values:
    return given.at(0)
