"""DJP105: a row is written by a query of its own for every row of a queryset."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.signals import Signals
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.flow.asked import Asked
from django_pro.rules.asked import data_of, first_that_fits, keyed, quoted, short, trace
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

#: What writes many rows at once, by what writes one.
_AT_ONCE = {
    "save": "`{model}.objects.bulk_update(rows, fields)`, or `update()` where the value is the same",
    "create": "`{model}.objects.bulk_create(rows)` after the loop",
    "delete": "`{model}.objects.filter(pk__in=…).delete()` after the loop",
    "update": "`{model}.objects.bulk_update(rows, fields)`, or one `update()` with `Case(When(…))`",
    "get_or_create": "`{model}.objects.bulk_create(rows, ignore_conflicts=True)` after the loop",
    "update_or_create": "`{model}.objects.bulk_create(rows, update_conflicts=True, …)` after the loop",
}
_MANY = "rows of the relation's `through` model by `bulk_create()` after the loop (no `m2m_changed`)"
_LESS = "Delete the rows of the relation's `through` model by one `filter(…).delete()` after the loop"
#: So many calls may stand between a loop and a write.
NEAR = 1
_SIGNALS = {"save": "post_save", "delete": "post_delete", "create": "post_save"}


@rule("DJP105", severity=Severity.WARNING, preview=True, flow=True)
def check(review: Reviewed) -> Iterator[Site]:
    """Yield every write that runs for each row."""
    signals = Signals(review.project, review.models)
    wanted = (each for each in review.flow.asked if _is_write(each))
    for key, asked in keyed(review, wanted):
        more = _does_more(review, signals, asked)
        yield check.broken(
            key,
            Span(*asked.place),
            message=_message(asked),
            recipe=_recipe(asked, more),
            confidence=Confidence.LIKELY if more else asked.confidence,
            scope=review.scope(asked.place.path, asked.place.start),
            trace=trace(asked, f"`{short(asked.ask.model)}` is written here"),
            data=data_of(review, asked),
        )


def _is_write(asked: Asked) -> bool:
    """Whether one row is written, near enough to the loop that the rows could be gathered there."""
    return asked.ask.writes and not asked.ask.method.startswith("bulk_") and asked.distance <= NEAR


def _message(asked: Asked) -> str:
    model, over = quoted(asked.models), quoted(asked.over_models)
    return first_that_fits(
        f"`{asked.ask.method}()` writes {model} once for each {over}", f"`{asked.ask.method}()` writes once per row"
    )


def _does_more(review: Reviewed, signals: Signals, asked: Asked) -> str:
    """Return what writing many rows at once would leave out: the project's own `save()`, receivers of signals."""
    model, method = review.models.get(asked.ask.model), asked.ask.method
    own = "delete" if method == "delete" else "save"
    found = review.project.classes.method(model.cls, own) if model else None
    if found is not None and found.module.origin == "project" and method in ("save", "delete", "create"):
        return f"{own}()"
    signal = _SIGNALS.get(method)
    return signal if signal and signals.of(f"django.db.models.signals.{signal}", asked.ask.model) else ""


def _recipe(asked: Asked, more: str) -> str:
    if asked.ask.method in ("remove", "clear"):
        return _LESS
    at_once = _AT_ONCE.get(asked.ask.method, _MANY).format(model=short(asked.ask.model))
    said = f"Write {at_once}"
    if more:
        return first_that_fits(f"{said}; it leaves out `{more}`", f"Write the rows at once; that leaves out `{more}`")
    return first_that_fits(said, "Write the rows at once after the loop")
