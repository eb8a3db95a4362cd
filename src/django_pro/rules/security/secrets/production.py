"""Production's settings, for the rules that judge them one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.project.settings import Choice, Known, Value
from django_pro.project.settings.setting import Setting
from django_pro.project.settings.values import alternatives, is_outside, listing
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import Rule


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a setting; `name` is the one that the finding stands on, `possible` that the environment decides."""

    name: str
    message: str
    recipe: str
    cwe: str
    severity: Severity
    default: bool = False


class Production:
    """The settings of production's module."""

    def __init__(self, review: Reviewed) -> None:
        self.review = review
        self.settings = review.project.settings
        self.module = next((each for each in self.settings.modules if each.name == self.settings.production), None)

    def stated(self, name: str) -> Setting | None:
        """Return a setting as the module states it."""
        return self.settings.stated(name)

    def value(self, name: str) -> Value:
        """Return what a setting is: stated, or Django's own default."""
        return self.settings.value(name)

    def is_default(self, name: str) -> bool:
        """Whether the environment may give another value than the one in the code."""
        found = self.stated(name)
        return found is not None and (bool(found.reads) or isinstance(found.value, Choice))

    def known(self, name: str) -> object:
        """Return a setting's value in the code, None where it is not known."""
        first = alternatives(self.value(name))[0]
        return first.value if isinstance(first, Known) else None

    def items(self, name: str) -> tuple[str, ...]:
        """Return the texts of a list that are surely in it."""
        found = listing(alternatives(self.value(name))[0])
        return tuple(
            str(each.value) for at, each in enumerate(found.items) if isinstance(each, Known) and at not in found.unsure
        )

    def is_outside(self, name: str) -> bool:
        """Whether whoever runs the project gives it."""
        return is_outside(self.value(name))

    def is_sure(self) -> bool:
        """Whether nothing that is not here may give another value."""
        stated = self.settings.of()
        return not stated.open and not any("settings" in each for each in stated.missing)


Judge = Callable[[Production], Wrong | None]


def judged(rule: Rule, review: Reviewed, name: str, judge: Judge) -> Iterator[Site]:
    """Yield the one site of a rule about a setting, in production's module."""
    from django_pro.rules.security.secret_in_settings import why_not_production

    production = Production(review)
    if production.module is None:
        return
    if why := why_not_production(review, production.module):
        yield rule.unknown(name, why)
        return
    wrong = judge(production)
    if wrong is None:
        yield rule.kept(name)
        return
    place = production.stated(wrong.name) or production.stated("INSTALLED_APPS") or production.stated("SECRET_KEY")
    if place is None:
        yield rule.unknown(name, "no place of it is known")
        return
    unsure = wrong.default or not production.is_sure() or wrong.name in review.project.settings.of().unsure
    yield rule.broken(
        name,
        Span(place.place.path, place.place.start, place.place.end),
        message=wrong.message,
        recipe=wrong.recipe,
        confidence=Confidence.LIKELY if unsure else Confidence.PROVED,
        severity=wrong.severity,
        scope=name,
        data={"cwe": wrong.cwe, "module": production.module.name},
    )
