"""How a missing load is mended: what to write, and where in the queryset's own text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django_pro.facts.models import Models
from django_pro.flow.library.querysets import QUERYSET_METHODS
from django_pro.flow.prefetching import prefetching
from django_pro.flow.reading import Reading
from django_pro.flow.values import Path, Place
from django_pro.project.project import Project
from django_pro.source.edits import Edit
from django_pro.source.syntax import Attribute, Call, Chain, Constant, Function, Module, Name, Node, Step, body_of

JOIN, PREFETCH = "select_related", "prefetch_related"
_MANAGERS = frozenset({"objects", "_default_manager", "_base_manager"})
#: Methods that give a queryset, as they are called in Django and DRF.
_GIVERS = frozenset({"get_queryset", "all", "filter", "get_manager"})
#: After these a chain holds no queryset that takes another load.
_ENDS = frozenset({
    "values", "values_list", "iterator", "aiterator", "get", "first", "last", "earliest", "latest", "count", "exists",
    "in_bulk", "aggregate", "update", "delete", "union", "difference", "intersection", "dates", "datetimes", "none",
    "raw", "get_or_create", "update_or_create", "create", "bulk_create", "explain", "contains",
})  # fmt: skip
#: With these a join is another query: a deferred key cannot be joined, a lock would take the joined rows too.
_UNJOINABLE = frozenset(
    {"only", "defer", "select_for_update", "union", "difference", "intersection", "values", "values_list"}
)


@dataclass(frozen=True)
class Cure:
    """The method and lookup that load a relation, and the edits that write it, none where the text is too odd."""

    method: str
    lookup: str
    edits: tuple[Edit, ...]

    @property
    def text(self) -> str:
        """What to write after the queryset."""
        return f'.{self.method}("{self.lookup}")'


@dataclass(frozen=True)
class _Wanted:
    """A load as it is written: the method, its plain lookup, the argument's text, and the plain one it `replaces`."""

    method: str
    lookup: str
    text: str
    replaces: str = ""
    imports: tuple[Edit, ...] = ()


def cure_of(project: Project, models: Models, reading: Reading) -> Cure:
    """Return how a missing load is mended."""
    method, lookup = _how(models, reading.model, reading.path)
    if reading.asks:
        return Cure(PREFETCH, lookup, ())
    if reading.source.start == reading.source.end or not reading.source.path.endswith(".py"):
        return Cure(
            method, lookup, ()
        )  # Django makes the queryset, or a template asks for it: there is no text to add to
    chain = chain_at(project.sources.module(reading.source.path), reading.source)
    usable = chain is not None and _gives_rows(chain, reading.source) and not _is_of_any_model(chain)
    usable = usable and not (reading.composed or reading.walks) and chain is not None and not _makes_an_object(chain)
    edits: tuple[Edit, ...] = ()
    if chain is not None and usable and not _leaves_rows(project, models, reading, chain):
        edits = _edits(reading.source, chain, _wanted(project, models, reading, method, lookup))
    return Cure(method, lookup, edits)


def _leaves_rows(project: Project, models: Models, reading: Reading, chain: Chain) -> bool:
    """Whether a method that follows is no queryset's: what it gives may be a list, and only its manager has it."""
    model = models.get(reading.model)
    own = [each.queryset for each in model.managers if each.queryset is not None] if model else []
    for attribute, _ in _calls([step for step in chain.steps if step.end > reading.source.end]):
        if attribute.name in _ENDS:
            return False
        if attribute.name not in QUERYSET_METHODS:
            return not any(project.classes.method(cls, attribute.name) is not None for cls in own)
    return False


def _gives_rows(chain: Chain, source: Place) -> bool:
    """Whether the text of a source is a manager, or the call that gives a queryset: nothing else takes another load."""
    at = next((number for number, step in enumerate(chain.steps) if step.end == source.end), None)
    if at is None:
        return False
    last, before = chain.steps[at], chain.steps[at - 1] if at else None
    if isinstance(last, Attribute):
        return True
    return isinstance(last, Call) and isinstance(before, Attribute) and before.name in _GIVERS


def _makes_an_object(chain: Chain) -> bool:
    """Whether a chain is a class that is called, as a serializer's field is: no queryset stands there."""
    called = chain.steps[0] if isinstance(chain.base, Name) else chain.steps[-1]
    last = chain.steps[-2] if len(chain.steps) > 1 else None
    name = chain.base.id if isinstance(chain.base, Name) else last.name if isinstance(last, Attribute) else ""
    return isinstance(called, Call) and name[:1].isupper()


def _is_of_any_model(chain: Chain) -> bool:
    """Whether the model is a parameter or an attribute: `model.objects`, `self.model_class.objects`, one of several."""
    names = [step.name for step in chain.steps[:2] if isinstance(step, Attribute)]
    return isinstance(chain.base, Name) and chain.base.id[:1].islower() and bool(_MANAGERS.intersection(names))


def _how(models: Models, label: str, path: Path) -> tuple[str, str]:
    """Return the method that loads a path, and the path in its words."""
    joins: list[str] = []
    for name in path:
        relation = models.relation(label, name)
        if relation is None or not relation.joinable or not isinstance(relation.to, str):
            return PREFETCH, "__".join(path)
        joins.append(relation.query_name)
        label = relation.to
    return JOIN, "__".join(joins)


def _wanted(project: Project, models: Models, reading: Reading, method: str, lookup: str) -> _Wanted:
    made = (
        prefetching(project, models, reading.source.path, reading.model, reading.path) if method == PREFETCH else None
    )
    if made is None:
        return _Wanted(method, lookup, f'"{lookup}"')
    return _Wanted(method, lookup, made.text, made.lookup, made.imports)


def _edits(source: Place, chain: Chain, wanted: _Wanted) -> tuple[Edit, ...]:
    steps = [step for step in chain.steps if step.end > source.end]
    names = {step.name for step in chain.steps if isinstance(step, Attribute)}
    if wanted.method == JOIN and names & _UNJOINABLE:
        return ()
    position, last = source.end, None
    for attribute, call in _calls(steps):
        if attribute.name in _ENDS or attribute.name not in QUERYSET_METHODS:
            break
        if attribute.name == wanted.method and call.arguments:
            return _merged(source.path, call, wanted)
        if attribute.name == "all" and not call.arguments:
            return (Edit(source.path, attribute.start, call.end, f"{wanted.method}({wanted.text})"), *wanted.imports)
        position, last = call.end, attribute
    if last is None and chain.steps[-1].end != source.end and not _is_queryset(steps):
        return ()
    return (Edit(source.path, position, position, f".{wanted.method}({wanted.text})"), *wanted.imports)


def _is_queryset(steps: list[Step]) -> bool:
    """Whether what follows the source is read from a queryset: a method that ends it."""
    first = steps[0] if steps else None
    return isinstance(first, Attribute) and first.name in _ENDS


def _calls(steps: list[Step]) -> Iterator[tuple[Attribute, Call]]:
    """Yield the methods that are called in a row."""
    for at in range(0, len(steps) - 1, 2):
        attribute, call = steps[at], steps[at + 1]
        if not isinstance(attribute, Attribute) or not isinstance(call, Call):
            return
        yield attribute, call


def _merged(path: str, call: Call, wanted: _Wanted) -> tuple[Edit, ...]:
    """Return the edit that adds a lookup to a call that is there; a plain one becomes a `Prefetch`."""
    given = {each.value.value: each for each in call.arguments if isinstance(each.value, Constant)}
    if wanted.lookup in given or None in given:
        return ()
    if (plain := given.get(wanted.replaces)) is not None:
        return (Edit(path, plain.start, plain.end, wanted.text), *wanted.imports)
    at = call.arguments[-1].end
    return (Edit(path, at, at, f', "{wanted.lookup}"'),)


def chain_at(module: Module, source: Place) -> Chain | None:
    """Return the chain of attributes and calls in which a queryset begins."""
    waiting: list[object] = [module.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, Node) and node.start <= source.start and source.end <= node.end:
            if isinstance(node, Chain) and node.start == source.start:
                return node
            if isinstance(node, Function):
                waiting.extend((body_of(node), node.parameters, node.decorators))
            else:
                waiting.extend(getattr(node, name) for name in node.__struct_fields__)
    return None
