"""DJP221 missing-lock-timeout."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_pro.facts.migrations.sql import Kind
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.project.settings.setting import Setting
from django_pro.project.settings.values import Known, item
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.secret_in_settings import why_not_production
from django_pro.source.syntax import Assign, Class, Evaluate, Function

KEY = "lock_timeout"
#: What bounds the wait for a lock: in a connection's options, in code that runs when it is made, or around the command.
_BOUND = re.compile(rb"(?i)(?:lock|statement)_timeout")
#: Backends that set one by themselves.
_BACKENDS = ("django_zero_downtime_migrations", "zero_downtime_migrations", "django_pg_zero_downtime_migrations")
_READ = (
    ".py",
    ".sh",
    ".yml",
    ".yaml",
    ".toml",
    ".cfg",
    ".ini",
    ".env",
    ".conf",
    ".sql",
    "Dockerfile",
    "Makefile",
    "justfile",
)
_LONGEST = 1_000_000


@rule("DJP221", severity=Severity.INFO, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    settings = review.project.settings
    stated = settings.stated("DATABASES")
    if review.project.versions.engines[:1] != ("postgresql",) or stated is None or not _is_altered(review):
        return
    if _is_bounded(review):
        yield check.kept(KEY)
        return
    production = next((each for each in settings.modules if each.name == settings.production), None)
    if production is not None and (why := why_not_production(review, production)):
        yield check.unknown(KEY, why)
        return
    options = item(settings.value("DATABASES"), "default", "OPTIONS")
    if isinstance(options, Unknown):
        yield check.unknown(KEY, f"the OPTIONS of the database are not known: {options.why}")
        return
    yield check.broken(
        KEY,
        _place(review, stated),
        message="Migrations wait for locks without end, and everything that comes after waits behind them",
        recipe='Set `"OPTIONS": {"options": "-c lock_timeout=2s"}` on the connection that migrates, and try again',
        confidence=Confidence.LIKELY,
        scope=stated.module,
        data={"hazard": "lock-long", "migration": "", "operation": ""},
    )


def _place(review: Reviewed, stated: Setting) -> Span:
    """Return where the setting is written; of settings that are a class, in its body."""
    path = stated.place.path
    there = next((each for each in review.syntax(path).body if each.start <= stated.place.start < each.end), None)
    if there is None or isinstance(there, Class | Evaluate | Function):  # what loads such a class stands there
        file = review.project.modules.find(stated.module)
        found = (_in_class(review, each) for each in (path, file.path if file else path))
        return next((each for each in found if each), Span(path, stated.place.start, stated.place.end))
    return Span(path, stated.place.start, stated.place.end)


def _in_class(review: Reviewed, path: str) -> Span | None:
    for node in (inner for cls in review.syntax(path).body if isinstance(cls, Class) for inner in cls.body):
        if isinstance(node, Function) and node.name == "DATABASES":
            return review.headline(path, node)
        if isinstance(node, Assign) and any(getattr(each, "id", "") == "DATABASES" for each in node.targets):
            return review.span(path, node)
    return None


def _is_altered(review: Reviewed) -> bool:
    """Whether some migration that is not released changes tables that are there."""
    return any(
        step.operation.in_database and step.migration.initial is not True and not review.is_released(step.migration)
        for step in review.history.steps
    )


def _is_bounded(review: Reviewed) -> bool:
    engine = item(review.project.settings.value("DATABASES"), "default", "ENGINE")
    name = engine.value if isinstance(engine, Known) and isinstance(engine.value, str) else ""
    return name.startswith(_BACKENDS) or _is_set_by_sql(review) or _is_written(review)


def _is_set_by_sql(review: Reviewed) -> bool:
    for step in review.history.steps:
        found = review.raw_sql.forwards(step.operation)
        if isinstance(found, tuple) and any(one.kind is Kind.SET and one.target == KEY for one in found):
            return True
    return False


def _is_written(review: Reviewed) -> bool:
    """Whether a timeout is named anywhere outside of tests: settings, receivers, commands, scripts, containers."""
    tree = review.project.tree
    for path in (*tree.python, *tree.others):
        if not path.endswith(_READ) or review.is_test(path):
            continue
        try:
            file = (tree.root / path).open("rb")
        except OSError:
            continue
        with file:
            if _BOUND.search(file.read(_LONGEST)):
                return True
    return False
