"""DJP232 undeclared-dependency."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.migrations import Migration
from django_pro.facts.migrations.code.asked import asked_for
from django_pro.facts.migrations.states import FieldState, Step
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence, Fix, Severity
from django_pro.findings.site import Site
from django_pro.rules.migrated import Migrated, broken_steps, kept, migrated
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.edits import Edit
from django_pro.source.syntax import Sequence

#: Apps of Django's own that migrations refer to, with those that have run before them.
_CONTRIB = {
    "contenttypes": frozenset({"contenttypes"}),
    "sites": frozenset({"sites"}),
    "auth": frozenset({"auth", "contenttypes"}),
    "admin": frozenset({"admin", "auth", "contenttypes"}),
}
_USER = "AUTH_USER_MODEL"
#: What Django writes for the user model, whichever it is.
_SWAPPABLE = "migrations.swappable_dependency(settings.AUTH_USER_MODEL)"


@rule("DJP232", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    made = Made(review)
    for each in migrated(review):
        if not _is_whole(review, each.migration):
            yield from (check.unknown(step.key, "its dependencies are put together at run time") for step in each.steps)
            continue
        needing: dict[str, list[Step]] = {}
        for step in each.steps:
            missing = next((one for one in _referred(review, step) if not made.before(each.migration, one)), "")
            needing.setdefault(missing, []).append(step)
        yield from kept(check, needing.pop("", []))
        for missing, steps in needing.items():
            yield from _broken(each, steps, missing, made)


class Made:
    """Which migrations make a model, and whether one has run before another."""

    def __init__(self, review: Reviewed) -> None:
        self.graph = review.history.graph
        self.titles: dict[str, str] = {}
        self._makers: dict[str, list[str]] = {}
        self._ancestors: dict[str, frozenset[str]] = {}
        for step in review.history.steps:
            for label in step.after.models.keys() - step.before.models.keys():
                self._makers.setdefault(label, []).append(step.migration.label)
                self.titles[label] = step.after.models[label].title

    def maker(self, label: str) -> str | None:
        """Return the first migration that makes a model of the project, None where none is seen to."""
        return next(iter(self._makers.get(label, ())), None)

    def before(self, migration: Migration, label: str) -> bool:
        """Whether a model is there for certain when a migration runs; of models that cannot be seen it is taken for granted."""
        app = label.partition(".")[0]
        if app == migration.app.lower():
            return True
        ancestors = self.ancestors(migration.label)
        if makers := self._makers.get(label):
            return any(maker in ancestors for maker in makers)
        if app not in _CONTRIB or app in self.graph.apps:
            return True
        every = (*(self.graph.nodes[each] for each in ancestors), migration)
        outside = {each.partition(".")[0] for one in every for each in one.dependencies} - set(self.graph.apps)
        return any(app in _CONTRIB.get(each, {app}) for each in outside)  # what other packages depend on is not known

    def ancestors(self, label: str) -> frozenset[str]:
        """Return all that has run before a migration for certain."""
        if label not in self._ancestors:
            self._ancestors[label] = self.graph.ancestors(label)
        return self._ancestors[label]


def _referred(review: Reviewed, step: Step) -> Iterator[str]:
    """Yield the labels of the models that an operation needs, in lower case."""
    if step.operation.name == "RunPython":
        yield from asked_for(review.project.classes, step)
        return
    model = step.after.model(step.migration.app, step.named)
    if model is None:
        return
    if step.operation.name == "CreateModel":
        yield from (base for base in model.bases if base.partition(".")[0] in step.after.models)
        for field in model.fields.values():
            yield from _led_to(field)
    elif step.operation.name in ("AddField", "AlterField") and (added := model.field(step.applying.text(1, "name"))):
        yield from _led_to(added)


def _led_to(field: FieldState) -> Iterator[str]:
    yield from (each.lower() for each in (field.to, field.through) if isinstance(each, str))


def _is_whole(review: Reviewed, migration: Migration) -> bool:
    """Whether all dependencies could be read."""
    member = review.project.classes.member(migration.cls, "dependencies")
    value = member.value if member else None
    return value is None or (isinstance(value, Sequence) and len(value.items) == len(migration.dependencies))


def _broken(each: Migrated, steps: list[Step], missing: str, made: Made) -> Iterator[Site]:
    label, maker = each.migration.label, made.maker(missing)
    title = made.titles.get(missing, missing)
    message = f"`{label}` needs `{title}`, and depends on nothing that makes it"
    app, _, name = (maker or f"{missing.partition('.')[0]}.__first__").rpartition(".")
    if maker is not None and label in made.ancestors(maker):
        said, fix = (message, f"Move this to a later migration that depends on `{maker}`"), None
    else:
        entry = _SWAPPABLE if _asks_for_user(each.review, steps, missing) else f'("{app}", "{name}")'
        said, fix = (message, f"Add `{entry}` to its `dependencies`"), _edit(each, entry)
    yield from broken_steps(check, each, steps, "schema-drift", said, confidence=Confidence.LIKELY, fix=fix)


def _asks_for_user(review: Reviewed, steps: list[Step], missing: str) -> bool:
    """Whether it is the user model that is missing, and the migration names it by its setting."""
    user = review.project.settings.texts().get(_USER, "auth.User").lower()
    nodes = (node for step in steps for node in walk(step.operation.node))
    return missing == user and any(getattr(node, "name", "") == _USER for node in nodes)


def _edit(each: Migrated, entry: str) -> Fix | None:
    member = each.review.project.classes.member(each.migration.cls, "dependencies")
    value = member.value if member else None
    if not isinstance(value, Sequence) or not value.items:
        return None
    end = value.items[-1].end
    return Fix(False, (Edit(each.migration.path, end, end, f", {entry}"),))
