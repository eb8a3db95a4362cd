"""DJP101: a relation is read for every row of a queryset that did not load it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django_pro.facts.admin import Admins
from django_pro.findings.finding import Data, Fix, Span, Step
from django_pro.findings.site import Site
from django_pro.flow.cures import Cure, cure_of
from django_pro.flow.keys import held_key
from django_pro.flow.reading import Reading
from django_pro.flow.touches import LOADED, MISSING
from django_pro.flow.values import Place
from django_pro.project.names import Defined
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: A message or recipe holds no more characters than this.
LONGEST = 99
_ADMIN, _INLINE = "django.contrib.admin.options.BaseModelAdmin", "django.contrib.admin.options.InlineModelAdmin"


@rule("DJP101", flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every relation that is read for each row of a queryset."""
    seen: Counter[str] = Counter()
    unseen: set[tuple[Place, str]] = set()
    for reading in review.flow.readings:
        if reading.state not in (LOADED, MISSING):
            if (reading.source, reading.state) not in unseen:  # a queryset that nobody can know is one site
                unseen.add((reading.source, reading.state))
                yield check.unknown(_key(review, reading, seen), reading.state)
            continue
        key = _key(review, reading, seen)
        if reading.state == LOADED:
            yield check.kept(key)
        elif held_key(review.models, reading) is None and not review.is_aside(reading.uses[0].place.path):
            yield _broken(review, reading, key)


def _key(review: Reviewed, reading: Reading, seen: Counter[str]) -> str:
    """Return the source's scope, model and path; a second such queryset in the scope is told from the first."""
    scope = review.scope(reading.source.path, reading.source.start)
    key = f"{scope} {reading.model}.{'__'.join(reading.path)}"
    seen[key] += 1
    return key if seen[key] == 1 else f"{key} {seen[key]}"


def _broken(review: Reviewed, reading: Reading, key: str) -> Site:
    use = reading.uses[0].place
    cure = cure_of(review.project, review.models, reading)
    return check.broken(
        key,
        _named(review, use, reading.path[-1]),
        message=_message(reading),
        recipe=_recipe(review, reading, cure),
        confidence=reading.confidence,
        scope=review.scope(use.path, use.start),
        trace=tuple(_trace(reading)),
        fix=Fix(safe=True, edits=cure.edits) if cure.edits else None,
        data=_data(review, reading),
    )


def _message(reading: Reading) -> str:
    model = reading.model.rpartition(".")[2]
    said = f"`{'.'.join(reading.path)}` is read for each `{model}`, but the queryset does not load it"
    short = f"`{reading.path[-1]}` is read for each row, but the queryset does not load it"
    return said if len(said) <= LONGEST else short


def _recipe(review: Reviewed, reading: Reading, cure: Cure) -> str:
    if reading.source.start == reading.source.end:
        return _made_by_django(review, reading, cure)
    if not reading.source.path.endswith(".py"):
        return f"Load it in the view that gives the template its row: `{cure.text}` on what leads here"[:LONGEST]
    if reading.asks:
        text = f'`Prefetch("{cure.lookup}", queryset=…)`'
    else:
        text = f"`{cure.text}`"
    line = review.line(reading.source.path, reading.source.start)
    for path in (reading.source.path, reading.source.path.rpartition("/")[2]):
        said = f"Add {text} to the queryset at {path}:{line}"
        if len(said) <= LONGEST:
            return said
    return f"Load `{reading.path[-1]}` with the queryset at {reading.source.path.rpartition('/')[2]}:{line}"[:LONGEST]


def _made_by_django(review: Reviewed, reading: Reading, cure: Cure) -> str:
    """Return the recipe for a queryset that no code of the project's writes: a view's `model`, a page of the admin."""
    path, model = reading.source.path, reading.model.rpartition(".")[2]
    classes = review.project.classes
    cls = next((each for each in classes.in_file(path) if each.node.start == reading.source.start), None)
    name = cls.qualname if cls else f"{model}Admin"
    if cls is not None and _is_offered(review, cls, reading.model):
        said = f"Load `{reading.path[-1]}` in `formfield_for_foreignkey` of `{name}`, or use `autocomplete_fields`"
    elif cls is not None and not classes.inherits(cls, _ADMIN):
        said = f"Give `{name}` a `queryset`: `{model}.objects{cure.text}`"
    elif cure.method == "select_related" and (cls is None or not classes.inherits(cls, _INLINE)):
        said = f"Give `{name}` a `list_select_related = [{', '.join(_joins(review, cls, cure.lookup))}]`"
    else:
        said = f"Give `{name}` a `get_queryset` that adds `{cure.text}`"
    return said if len(said) <= LONGEST else f"Load `{reading.path[-1]}` with the queryset of `{name}`"[:LONGEST]


def _is_offered(review: Reviewed, cls: Defined, label: str) -> bool:
    """Whether rows are those that a foreign key of an admin's form offers, not those of its list."""
    admin = Admins(review.project, review.models).of(cls)
    return admin is not None and bool(admin.models) and label not in admin.models


def _joins(review: Reviewed, cls: Defined | None, lookup: str) -> list[str]:
    """Return what an admin's list joins: what it lacks, and the foreign keys shown, which Django joins until it is told."""
    admin = Admins(review.project, review.models).of(cls) if cls is not None else None
    label = admin.models[0] if admin is not None and admin.models else None
    shown = admin.list_display if admin is not None and isinstance(admin.list_display, tuple) else ()
    names = [lookup]
    for entry in shown if isinstance(label, str) else ():
        relation = review.models.relation(str(label), entry.name)
        if relation is not None and relation.forward and relation.joinable:
            names.append(entry.name)
    return [f'"{name}"' for name in sorted(set(names))]


def _trace(reading: Reading) -> Iterator[Step]:
    use = reading.uses[0]
    yield Step(Span(*reading.source), f"the queryset of `{reading.model.rpartition('.')[2]}` is made here")
    for call in use.trail:
        yield Step(Span(*call), "its rows are handed on here")
    yield Step(Span(*use.place), f"`{reading.path[-1]}` is read here")


def _data(review: Reviewed, reading: Reading) -> Data:
    spots = dict.fromkeys(_spot(review, touch.place, reading.path[-1]) for touch in reading.uses)
    uses: list[Data] = [{"path": path, "line": line} for path, line in spots]
    line = review.line(reading.source.path, reading.source.start)
    return {
        "model": reading.model,
        "relation": "__".join(reading.path),
        "source": {"path": reading.source.path, "line": line},
        "uses": uses,
    }


def _spot(review: Reviewed, place: Place, name: str) -> tuple[str, int]:
    span = _named(review, place, name)
    return span.path, review.line(span.path, max(span.start, span.end - 1))


def _named(review: Reviewed, use: Place, name: str) -> Span:
    """Return a read; one over several lines is found where the relation's name is, or else at its end."""
    if review.line(use.path, use.start) == review.line(use.path, max(use.start, use.end - 1)):
        return Span(*use)
    word = name.encode()
    at = review.bytes_at(use.path, use.start, use.end).rfind(b"." + word)
    if at < 0:
        return Span(use.path, max(use.start, use.end - len(word)), use.end)
    return Span(use.path, use.start + at + 1, use.start + at + 1 + len(word))
