"""DJP501 secret-in-settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django_pro.findings.finding import Confidence, Finding, Severity, Span, Step
from django_pro.findings.site import Site, Verdict
from django_pro.project.settings.setting import SettingsModule
from django_pro.project.settings.values import is_outside
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.secrets.conditions import is_for_development
from django_pro.rules.security.secrets.holding import Held, secrets_of
from django_pro.rules.security.secrets.literals import Literal
from django_pro.rules.security.secrets.naming import is_signing
from django_pro.rules.security.secrets.placing import Places
from django_pro.rules.security.secrets.replacing import replacing, variable_of
from django_pro.source.syntax import ImportFrom

#: What is not followed and yet gives a secret that no code holds: a store, a file, chance.
_STORES = re.compile(
    r"secret|random|token|uuid|open\(|read|vault|ssm|keyring|keychain|parameter|credential|generate|decrypt|fernet",
    re.IGNORECASE,
)
#: Parts of a module's name, or folders, of what shows or tries a package and serves nobody.
_TRIED = re.compile(
    r"(?:^|[._/-])(?:dev|development|devproject|sandbox|examples?|example[_-]?project|demo|samples?|test[_-]?project|playground)(?=$|[._/-])"
)


@dataclass
class _Leak:
    """One text in the code, and the secrets that it is the value of."""

    literal: Literal | None
    text: str
    held: list[Held] = field(default_factory=list)


@rule("DJP501")
def check(review: Reviewed) -> Iterator[Site]:
    settings = review.project.settings
    production = next((each for each in settings.modules if each.name == settings.production), None)
    if production is None:
        return
    stated = settings.of()
    places = Places(review, _paths(review, production))
    leaks: dict[object, _Leak] = {}
    for held in secrets_of(stated.settings):
        if not held.literals:
            yield from _without_literal(held)
        elif why := why_not_production(review, production):
            yield check.unknown(held.key, why)
        else:
            yield from _with_literal(places, held, leaks)
    for leak in leaks.values():
        yield from _broken(review, production, leak)


def _paths(review: Reviewed, production: SettingsModule) -> Iterator[str]:
    """Yield the files that settings may be written in, production's first: settings modules, and what stands beside them."""
    yield production.path
    modules = review.project.settings.modules
    yield from (module.path for module in modules if module.role not in ("test", "development"))
    folder = production.path.rpartition("/")[0]
    beside = (path for path in review.project.files if path.rpartition("/")[0] == folder)
    yield from (path for path in beside if not review.is_test(path))


def why_not_production(review: Reviewed, production: SettingsModule) -> str:
    """Return why a value in the module that is taken for production's says nothing of production, "" where it does."""
    if production.role in ("development", "test") or review.is_test(production.path):
        return f"`{production.name}` is not for production, and there is no other"
    below = production.path.removeprefix(review.project.repository.inside)  # who asks for an example means it
    tried = _TRIED.search(production.name) or _TRIED.search(below.rpartition("/")[0])
    return f"`{production.name}` only tries the package" if tried and production.role != "production" else ""


def _without_literal(held: Held) -> Iterator[Site]:
    """Yield the site of a secret that stands nowhere in the code; a setting that is empty is none."""
    if held.unknown:
        outside = any(is_outside(each) or _STORES.search(each.why) for each in held.unknown)
        read = bool(held.setting.reads) and not held.nested
        yield check.kept(held.key) if outside or read else check.unknown(held.key, held.unknown[0].why)
    elif held.setting.reads and not held.nested:
        yield check.kept(held.key)


def _with_literal(places: Places, held: Held, leaks: dict[object, _Leak]) -> Iterator[Site]:
    """Yield a kept site where no literal reaches production, else remember where the first that does stands."""
    sole = len(held.values) == 1
    for text in held.literals:
        literal = places.of(held, text)
        guarded = literal is not None and not sole and (is_for_development(literal) or places.refuses(held, literal))
        if not guarded:
            at = (literal.path, literal.node.start) if literal else held.key
            leaks.setdefault(at, _Leak(literal, text)).held.append(held)
            return
    yield check.kept(held.key)


def _broken(review: Reviewed, production: SettingsModule, leak: _Leak) -> Iterator[Site]:
    """Yield a site for each secret that one text is the value of; they share its finding."""
    first, *others = sorted(leak.held, key=lambda held: _order(leak, held))
    place = first.setting.place
    span = (
        review.span(leak.literal.path, leak.literal.node) if leak.literal else Span(place.path, place.start, place.end)
    )
    variable = _variable(first, leak)
    sure = _is_sure(review, first, variable)
    site = check.broken(
        first.key,
        span,
        message=_message(first, variable),
        recipe=_recipe(first, variable),
        severity=_severity(first, sure),
        confidence=_confidence(review, sure),
        scope=review.scope(span.path, span.start),
        trace=tuple(_trace(review, production, span)),
        fix=replacing(review, leak.literal, first.key) if leak.literal else None,
        data={"cwe": "CWE-798", "settings": [each.key for each in (first, *others)]},
    )
    yield site
    for held in others:
        finding = site.finding
        yield Site(held.key, Verdict.BROKEN, finding if isinstance(finding, Finding) else None)


def _order(leak: _Leak, held: Held) -> tuple[bool, bool, int]:
    """Return what puts first the setting that a text is written for."""
    labels = leak.literal.labels if leak.literal else ()
    return held.key != "SECRET_KEY", held.key.rpartition(".")[2] not in labels, held.key.count(".")


def _variable(held: Held, leak: _Leak) -> str | None:
    """Return the variable that is read in a text's place, where the text is a default; "" where it has no name."""
    literal = leak.literal
    for read in held.setting.reads:
        place = read.default_place
        if literal and place and place.path == literal.path and place.start <= literal.node.start < place.end:
            return read.variable if read.variable.isupper() else ""
    if len(held.values) == 1:
        return None
    outside = {each.why.partition(": ")[2] for each in held.unknown if is_outside(each)}
    variables = {each for each in (*outside, *(read.variable for read in held.setting.reads)) if each.isupper()}
    return held.key if held.key in variables else outside.pop() if len(outside & variables) == 1 == len(outside) else ""


def _message(held: Held, variable: str | None) -> str:
    """Return the longest way to say it that is under a hundred characters."""
    names = (held.key, held.key.rpartition(".")[2][:40])
    ends = [" that is written in the code"] if variable is None else [" from the code where no other is given"]
    if variable:
        ends.insert(0, f" from the code where `{variable}` is not set")
    what = "holds a password" if held.address else "is a value"
    return next(said for end in ends for name in names if len(said := f"`{name}` {what}{end}") < 100)


def _recipe(held: Held, variable: str | None) -> str:
    """Return the longest way to say it that is under a hundred characters."""
    ways = ["Read it from the environment; then make a new one, for this one is known"]
    if variable:
        ways.insert(0, f"Read `{variable}` without a default; make a new secret")
        ways.insert(0, f"Read `{variable}` without a default: nothing starts without it; make a new secret")
    else:
        name = variable_of(held.key)
        ways.insert(0, f'Read it: `os.environ["{name}"]`; then make a new one, for this one is known')
    return next(way for way in ways if len(way) < 100)


def _severity(held: Held, sure: bool) -> Severity:
    """Return error where production is sure to use it, or uses it unnoticed: what signs works whatever it is."""
    return Severity.ERROR if sure or is_signing(held.key) else Severity.WARNING


def _is_sure(review: Reviewed, held: Held, variable: str | None) -> bool:
    """Whether no way through production's module, and nothing that is not here, gives another value."""
    stated = review.project.settings.of()
    elsewhere = stated.open or any("settings" in each for each in stated.missing)
    return variable is None and held.setting.name not in stated.unsure and not elsewhere


def _confidence(review: Reviewed, sure: bool) -> Confidence:
    """Return proved where the value is sure and a file, or the request, says that production uses the module."""
    why = review.project.settings.production_why
    named = why.endswith("names it") or why == "it was asked for"
    return Confidence.PROVED if named and sure else Confidence.LIKELY


def _trace(review: Reviewed, production: SettingsModule, span: Span) -> Iterator[Step]:
    """Yield where a text stands, the modules on the way to it, and why production uses the last of them."""
    settings = review.project.settings
    known = {module.name: module for module in settings.modules}
    yield Step(span, f"it is written in `{review.module(span.path).name}`")
    for name in _way(known, production.name, span.path):
        yield Step(_star(review, known[name].path), f"`{name}` takes its settings from there")
    yield Step(Span(production.path, 0, 0), f"production uses `{production.name}`: {settings.production_why}")


def _star(review: Reviewed, path: str) -> Span:
    """Return the place where a module first takes all names of another one, its beginning where it does not."""
    body = review.syntax(path).body
    stars = (each for each in body if isinstance(each, ImportFrom) and any(name.name == "*" for name in each.names))
    found = next(stars, None)
    return Span(path, found.start, found.end) if found else Span(path, 0, 0)


def _way(known: dict[str, SettingsModule], name: str, path: str, seen: frozenset[str] = frozenset()) -> list[str]:
    """Return the modules that lead from a path to a settings module, without the first."""
    module = known.get(name)
    if module is None or module.path == path or name in seen:
        return []
    for each in module.imports:
        if each in known and (known[each].path == path or _way(known, each, path, seen | {name})):
            return [*_way(known, each, path, seen | {name}), name]
    return []
