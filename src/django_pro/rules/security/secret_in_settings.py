"""DJP501 secret-in-settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django_pro.findings.finding import Confidence, Finding, Severity, Span, Step
from django_pro.findings.site import Site, Verdict
from django_pro.project.settings.setting import SettingsModule
from django_pro.project.settings.values import Known, is_outside
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.rules.security.secrets.holding import Held, secrets_of
from django_pro.rules.security.secrets.naming import is_signing, password_in
from django_pro.rules.security.secrets.placing import Literal, Places
from django_pro.rules.security.secrets.replacing import replacing, variable_of

#: What is not followed and yet gives a secret that no code holds: a store, a file, chance.
_STORES = re.compile(
    r"secret|random|token|uuid|open\(|read|vault|ssm|keyring|keychain|parameter|credential|generate|decrypt|fernet",
    re.IGNORECASE,
)
#: Parts of a module's name, or folders, of what shows or tries a package and serves nobody.
_TRIED = re.compile(
    r"(?:^|[._/-])(?:dev|devproject|sandbox|examples?|example[_-]?project|demo|samples?|test[_-]?project|playground)(?=$|[._/-])"
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
    paths = [
        production.path,
        *(module.path for module in settings.modules if module.role not in ("test", "development")),
    ]
    places = Places(review, paths)
    leaks: dict[object, _Leak] = {}
    for held in secrets_of(stated.settings):
        if not held.literals:
            yield from _without_literal(held)
        elif why := _why_not_production(review, production):
            yield check.unknown(held.key, why)
        else:
            yield from _with_literal(places, held, leaks)
    for leak in leaks.values():
        yield from _broken(review, production, leak)


def _why_not_production(review: Reviewed, production: SettingsModule) -> str:
    """Return why a value in the module that is taken for production's says nothing of production, "" where it does."""
    if production.role in ("development", "test") or review.is_test(production.path):
        return f"`{production.name}` is not for production, and there is no other"
    tried = _TRIED.search(production.name) or _TRIED.search(production.path.rpartition("/")[0])
    return f"`{production.name}` only tries the package" if tried and production.role != "production" else ""


def _without_literal(held: Held) -> Iterator[Site]:
    """Yield the site of a secret that stands nowhere in the code; a setting that is empty is none."""
    if held.unknown:
        why = next((each.why for each in held.unknown if not is_outside(each) and not _STORES.search(each.why)), "")
        outside = bool(held.setting.reads) and not held.nested
        yield check.kept(held.key) if not why or outside else check.unknown(held.key, why)
    elif held.setting.reads and not held.nested:
        yield check.kept(held.key)


def _with_literal(places: Places, held: Held, leaks: dict[object, _Leak]) -> Iterator[Site]:
    """Yield a kept site where no literal reaches production, else remember where the first that does stands."""
    sole = len(held.values) == 1
    for text in held.literals:
        literal = places.of(
            held, password_in(text) or text if held.address and not _whole(places, held, text) else text
        )
        guarded = literal is not None and not sole and (literal.is_for_development or places.refuses(held, literal))
        if not guarded:
            at = (literal.path, literal.node.start) if literal else held.key
            leaks.setdefault(at, _Leak(literal, text)).held.append(held)
            return
    yield check.kept(held.key)


def _whole(places: Places, held: Held, text: str) -> bool:
    return places.of(held, text) is not None


def _broken(review: Reviewed, production: SettingsModule, leak: _Leak) -> Iterator[Site]:
    """Yield a site for each secret that one text is the value of; they share its finding."""
    first, *others = sorted(leak.held, key=lambda held: _order(leak, held))
    place = first.setting.place
    span = (
        review.span(leak.literal.path, leak.literal.node) if leak.literal else Span(place.path, place.start, place.end)
    )
    variable = _variable(first, leak)
    site = check.broken(
        first.key,
        span,
        message=_message(first, variable),
        recipe=_recipe(first, variable),
        severity=_severity(first, variable),
        confidence=_confidence(review, first, variable),
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
            return read.variable
    if len(held.values) == 1 and isinstance(held.values[0], Known):
        return None
    outside = next((each.why.partition(": ")[2] for each in held.unknown if is_outside(each)), "")
    return outside


def _message(held: Held, variable: str | None) -> str:
    name = held.key if len(held.key) < 45 else held.key[-44:]
    what = f"`{name}` holds a password" if held.address else f"`{name}` is"
    if variable is None:
        return (
            f"{what} that is written in the code"
            if held.address
            else f"{what} written in the code that production runs"
        )
    given = f"`{variable[:30]}` is not set" if variable else "nothing else is given"
    return f"{what} from the code where {given}"


def _recipe(held: Held, variable: str | None) -> str:
    if variable:
        return f"Read `{variable[:40]}` without a default, so that nothing starts without it; make a new secret"
    name = variable_of(held.key)
    return f'Read it: `os.environ["{name[:30]}"]`; then make a new one, for this one is known'


def _severity(held: Held, variable: str | None) -> Severity:
    """Return error where production is sure to use it, or uses it unnoticed: what signs works whatever it is."""
    return Severity.ERROR if variable is None or is_signing(held.key) else Severity.WARNING


def _confidence(review: Reviewed, held: Held, variable: str | None) -> Confidence:
    """Return proved where no way through a module that is named as production's gives another value."""
    settings = review.project.settings
    stated = settings.of()
    named = settings.production_why.endswith("names it") or settings.production_why == "it was asked for"
    sure = variable is None and held.setting.name not in stated.unsure and not stated.open
    return Confidence.PROVED if named and sure else Confidence.LIKELY


def _trace(review: Reviewed, production: SettingsModule, span: Span) -> Iterator[Step]:
    """Yield where a text stands, the modules on the way to it, and why production uses the last of them."""
    settings = review.project.settings
    known = {module.name: module for module in settings.modules}
    yield Step(span, f"it is written in `{review.module(span.path).name}`")
    for name in _way(known, production.name, span.path):
        yield Step(Span(known[name].path, 0, 0), f"`{name}` takes its settings from there")
    yield Step(Span(production.path, 0, 0), f"production uses `{production.name}`: {settings.production_why}")


def _way(known: dict[str, SettingsModule], name: str, path: str, seen: frozenset[str] = frozenset()) -> list[str]:
    """Return the modules that lead from a path to a settings module, without the first."""
    module = known.get(name)
    if module is None or module.path == path or name in seen:
        return []
    for each in module.imports:
        if each in known and (known[each].path == path or _way(known, each, path, seen | {name})):
            return [*_way(known, each, path, seen | {name}), name]
    return []
