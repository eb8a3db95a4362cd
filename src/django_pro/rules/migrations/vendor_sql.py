"""DJP229 vendor-sql."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django_pro.facts.migrations.sql import Statement
from django_pro.facts.migrations.states import Step
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.project.settings.settings import Settings
from django_pro.project.settings.values import Known, alternatives, item
from django_pro.project.versions.running import engine_of
from django_pro.rules.migrated import Migrated, broken_steps, kept, migrated
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule

_NAMES = {"postgresql": "PostgreSQL", "mysql": "MySQL", "sqlite": "SQLite"}


@rule("DJP229", severity=Severity.WARNING, settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    engines = _engines(review.project.settings)
    for each in migrated(review):
        refused = [(step, said) for step in each.steps if len(engines) > 1 and (said := _refused(each, step, engines))]
        steps = [step for step, _ in refused]
        yield from kept(check, [step for step in each.steps if step not in steps])
        if refused:
            said = refused[0][1]
            yield from broken_steps(check, each, steps, "vendor-sql", said, confidence=Confidence.LIKELY)


def _engines(settings: Settings) -> Mapping[str, str]:
    """Return the engines that settings modules name for the default database, each with the first such module."""
    found: dict[str, str] = {}
    for module in settings.modules:
        engine = item(settings.value("DATABASES", module.name), "default", "ENGINE")
        for each in alternatives(engine) if engine is not None else ():
            if isinstance(each, Known) and isinstance(each.value, str):
                found.setdefault(engine_of(each.value), module.name)
    return {engine: module for engine, module in found.items() if engine in _NAMES}


def _refused(each: Migrated, step: Step, engines: Mapping[str, str]) -> tuple[str, str] | None:
    if _decides_itself(each, step):
        return None
    found = each.review.raw_sql.forwards(step.operation)
    for one in () if isinstance(found, Unknown) else found:
        for engine, module in engines.items():
            if word := one.refused_by(engine):
                return _said(one, word, engine, module)
    return None


def _decides_itself(each: Migrated, step: Step) -> bool:
    """Whether the project's own class of operation may look which database it runs on."""
    cls = step.operation.made.cls
    method = each.review.project.classes.method(cls, "database_forwards") if cls else None
    return method is not None and not method.name.startswith("django.")


def _said(one: Statement, word: str, engine: str, module: str) -> tuple[str, str]:
    message = f"{_NAMES[engine]}, which `{module}` uses, does not take `{word}` in this SQL"
    takes = next(each.engines for each in one.dialect if each.word == word)
    return message, f'Put it into a `RunPython`, behind `if schema_editor.connection.vendor == "{min(takes)}":`'
