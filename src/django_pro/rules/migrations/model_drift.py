"""DJP223 model-drift."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_pro.facts.bodies import does_nothing
from django_pro.facts.migrations.drift import Drift, Drifting
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.finding import Step as Line
from django_pro.findings.site import Site
from django_pro.rules.migrated import Told, broken_migration
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: What is said of a whole table that is missing, or is too many.
_OF_TABLES = ("no migration makes it", "its class is gone, and no migration deletes it")
#: Whose operations are replayed, or change nothing that is compared: django-pgtrigger's keep triggers in an option of theirs.
_KNOWN = ("django.", "pgtrigger.migrations.")


@rule("DJP223", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    drifting: dict[str, list[Drift]] = {}
    for drift in Drifting(review.models, review.history).all():
        drifting.setdefault(drift.app.lower(), []).append(drift)
    for app in review.history.graph.apps:
        yield from _of_app(review, app, drifting.get(app.lower(), []))


def _of_app(review: Reviewed, app: str, drifts: Sequence[Drift]) -> Iterator[Site]:
    leaves = review.history.graph.leaves(app)
    if not leaves:
        return
    last = review.history.graph.nodes[leaves[-1]]
    if drifts and (why := _unread(review, app)):
        yield check.unknown(last.label, why)
        return
    if not drifts:
        yield check.kept(last.label)
        return
    said = _said(app, drifts)
    trace = tuple(line for drift in drifts for line in _line(review, drift))
    severity = check.severity if any(_is_felt(drift) for drift in drifts) else Severity.INFO
    told: Told = {"severity": severity, "confidence": Confidence.LIKELY, "trace": trace}
    yield broken_migration(check, review, last, "schema-drift", said, **told)


def _is_felt(drift: Drift) -> bool:
    """Whether a query meets it: a table or a column is another.

    What only `makemigrations` notices is told as info; so are models that django-simple-history makes, and indexes, whose
    names and parents a project may settle while it runs.
    """
    made = drift.model.startswith("Historical")
    return not (drift.silent or made) and (bool(drift.field) or drift.what in _OF_TABLES)


def _unread(review: Reviewed, app: str) -> str:
    """Return why the migrations of an app may lead elsewhere than it seems."""
    for migration in review.history.graph.of_app(app):
        if migration.unread:
            return f"`{migration.label}` could not be read whole: {migration.unread[0]}"
        for operation in migration.operations:
            cls = operation.made.cls
            method = review.project.classes.method(cls, "state_forwards") if cls else None
            if method is not None and not method.name.startswith(_KNOWN) and not does_nothing(method):
                return f"`{migration.label}` changes the models by an operation of the project's own"
    return ""


def _said(app: str, drifts: Sequence[Drift]) -> tuple[str, str]:
    first = min(drifts, key=lambda drift: not _is_felt(drift))
    name = f"{first.model}.{first.field}" if first.field else first.model
    more = f" (and {len(drifts) - 1} more)" if len(drifts) > 1 else ""
    return f"A migration of `{app}` is missing: `{name}`{more}: {first.what}", f"Run `manage.py makemigrations {app}`"


def _line(review: Reviewed, drift: Drift) -> Iterator[Line]:
    name = f"{drift.model}.{drift.field}" if drift.field else drift.model
    text = f"`{name}`: {drift.what}"
    if drift.written is not None:
        field = drift.written
        yield Line(Span(field.owner.module.path, field.start, field.end), text)
    elif drift.here is not None:
        yield Line(review.headline(drift.here.cls.module.path, drift.here.cls.node), text)
