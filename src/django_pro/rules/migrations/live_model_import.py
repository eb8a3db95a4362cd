"""DJP214 live-model-import."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django_pro.facts.migrations.code import Deed, Kind
from django_pro.facts.migrations.code.methods import MANAGERS, PLAIN
from django_pro.findings.finding import Confidence, Severity
from django_pro.findings.site import Site
from django_pro.rules.coding import Fault, faulty
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import rule
from django_pro.source.syntax import Attribute, Call, Chain

#: Methods of querysets that name their columns, or none.
_NAMING = frozenset({"update", "count", "exists", "aggregate", "aupdate", "acount", "aexists", "aaggregate"})
#: Methods of instances that read or write all columns.
_WHOLE = frozenset({"save", "asave", "save_base", "delete", "adelete", "refresh_from_db", "arefresh_from_db"})


@rule("DJP214", settles="commit")
def check(review: Reviewed) -> Iterator[Site]:
    for code in review.coded:
        live = [each for each in code.deeds if each.kind is Kind.LIVE]
        deed = next((each for each in live if not _names_its_columns(each)), next(iter(live), None))
        yield faulty(check, code, _fault(deed)) if deed else check.kept(code.key)


def _fault(deed: Deed) -> Fault:
    message = f"`{deed.name}` is the model of today: this migration fails once it has another column"
    recipe = f'Get it as it is at this point: `apps.get_model("…", "{deed.name}")`'
    severity = None
    if _names_its_columns(deed):
        message = f"`{deed.name}` is the model of today: what this migration does changes when it does"
        severity = Severity.INFO
    return Fault(deed, "live-model-import", message, recipe, Confidence.PROVED, severity=severity)


def _names_its_columns(deed: Deed) -> bool:
    """Whether no statement asks for all columns: a queryset says which it wants, or an instance asks for none."""
    steps = deed.node.steps if isinstance(deed.node, Chain) else ()
    calls = [(one.name, two) for one, two in pairwise(steps) if isinstance(one, Attribute) and isinstance(two, Call)]
    last = calls[-1][0] if calls else ""
    if any(isinstance(each, Attribute) and each.name in MANAGERS for each in steps):
        return last in _NAMING or any(name in PLAIN and call.arguments for name, call in calls)
    return last not in ("", deed.name, *_WHOLE) and isinstance(steps[-1], Call)
