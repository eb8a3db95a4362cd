"""DJP237 value-too-large-for-index."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations.effects import Work
from django_pro.facts.migrations.states import FieldState, ModelState, Part
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.around import states_before
from django_pro.rules.migrating import Operated, broken
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Call, Chain, Constant

#: A third of a page: what a row of a B-tree may have at most, in bytes (PostgreSQL: "Limitations" of B-tree indexes).
LARGEST_ROW = 2704
#: UTF-8 writes most characters of most texts in this many bytes at most.
_BYTES = 2
#: Kinds of indexes whose rows hold the value itself.
_WHOLE = frozenset({"Index", "BTreeIndex", "UniqueConstraint"})
_VECTOR = "SearchVector"
#: Functions that take a part of a text.
_CUTTING = frozenset({"Left", "Right", "Substr"})


@rule("DJP237", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    on_postgresql = review.history.server.engine == "postgresql"
    for operation in review.operated:
        said = _said(operation) if on_postgresql and _builds(operation) else None
        if said:
            yield broken(check, operation, "index-build-fails", *said, confidence=Confidence.LIKELY)
        else:
            yield check.kept(operation.step.key)


def _builds(operation: Operated) -> bool:
    """Whether an index is built over values that are there."""
    return any(act.work is Work.BUILD for act in operation.acts()) and operation.name != "AddField"


def _said(operation: Operated) -> tuple[str, str] | None:
    part = _part(operation)
    if part is not None and part.expressions:
        return _vector(operation, part)
    if part is not None and (part.kind not in _WHOLE or "condition" in part.options):
        return None
    long = next((field for field in _columns(operation, part) if _is_long(field)), None)
    if long is None or operation.column_is_new(long.name) or _was_indexed(operation, long.name):
        return None
    message = f"One long `{long.name}` of `{operation.title}` fails this index: its rows take {LARGEST_ROW} bytes"
    return message, f'Index `MD5("{long.name}")` or a prefix of it; to search in it, a `GinIndex`'


def _vector(operation: Operated, part: Part) -> tuple[str, str] | None:
    """Say it of a text search vector, which takes less than a megabyte (PostgreSQL: "Limitations" of text search)."""
    nodes = list(walk(part.node))
    if not any(_VECTOR in (getattr(each, "id", ""), getattr(each, "name", "")) for each in nodes):
        return None
    cut = {id(inner) for each in nodes if isinstance(each, Chain) and _called(each) in _CUTTING for inner in walk(each)}
    texts = {each.value for each in nodes if isinstance(each, Constant) and id(each) not in cut}
    fields = operation.model.fields.values() if operation.model else ()
    long = next((each for each in fields if each.name in texts and _is_long(each)), None)
    if long is None:
        return None
    message = f"One `{long.name}` of `{operation.title}` beyond a megabyte fails this index: no tsvector is larger"
    return message, f'Index a part of it: `SearchVector(Left("{long.name}", 100_000))`'


def _called(chain: Chain) -> str:
    """Return the last name of what is called, "" where nothing is."""
    *before, last = (chain.base, *chain.steps)
    named = before[-1] if before and isinstance(last, Call) else None
    return str(getattr(named, "name", getattr(named, "id", "")))


def _was_indexed(operation: Operated, name: str) -> bool:
    """Whether a B-tree held the column until this migration: then no row has a value that is too long for one."""
    label = operation.model.label if operation.model else ""
    return any(_indexes(state, name) for state in states_before(operation.review, operation.step, label))


def _indexes(state: ModelState, name: str) -> bool:
    parts = (part for part in (*state.indexes, *state.constraints) if part.kind in _WHOLE)
    groups = [*state.unique_together, *state.index_together]
    groups += [part.fields for part in parts if not part.expressions and "condition" not in part.options]
    field = state.field(name)
    return (field is not None and field.has_index) or any(name in group for group in groups)


def _part(operation: Operated) -> Part | None:
    """Return the index or constraint that is added."""
    name = {"AddIndex": "index", "AddIndexConcurrently": "index", "AddConstraint": "constraint"}.get(operation.name)
    written = operation.step.applying.written(1, name) if name else None
    return operation.step.applying.reader.part(written) if written else None


def _columns(operation: Operated, part: Part | None) -> Iterator[FieldState]:
    """Yield the columns that an index is built of."""
    names = part.fields if part else _named(operation)
    model = operation.step.after.model(operation.migration.app, operation.step.named)
    yield from (field for name in names if model and (field := model.field(name)))


def _named(operation: Operated) -> Iterator[str]:
    for act in operation.acts():
        if act.work is Work.BUILD:
            yield from act.column.split(", ")


def _is_long(field: FieldState) -> bool:
    if field.base not in ("TextField", "CharField", "URLField") or "choices" in field.texts:
        return False
    length = field.max_length
    return length is None or (isinstance(length, int) and length * _BYTES > LARGEST_ROW)
