"""Lookups that let one user reach the rows of another: what the rules about them say alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django_pro.facts.bodies import parts
from django_pro.facts.models.owners import Owners
from django_pro.facts.views import API
from django_pro.facts.views.functions import API_VIEW, decorators_of
from django_pro.facts.views.policies import GUARDS
from django_pro.findings.finding import Confidence, Severity, Span
from django_pro.findings.site import Site
from django_pro.flow.inputs.values import SENT, Lookup, Origin, Taints
from django_pro.project.names import Defined
from django_pro.rules.asked import first_that_fits
from django_pro.rules.functions import mentions, names_in, nodes_of
from django_pro.rules.landed import routes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.rule import Rule
from django_pro.rules.unscoped import Changing
from django_pro.source.syntax import (
    Assign,
    Call,
    Chain,
    Class,
    Comparison,
    Expression,
    For,
    Function,
    Name,
    Node,
    Return,
    body_of,
)

_KEY = re.compile(r"^(?:pk|id|uuid)(?:__in|__exact)?$")
_KEYED = re.compile(r"(?:^|_)(?:pk|id|uuid)s?$")
#: Words of what asks whether somebody may: a permission, an owner, a refusal.
_ASKS = re.compile(
    r"perm|^can_|_can_|is_staff|is_superuser|is_admin|owner|denied|forbidden|unauthori[sz]ed|authori[sz]e|allowed|access|role|test_func"
    r"|check_|_check|get_queryset|accessible|visible|for_user|manager_can|member|editable|raise_|viewable|ensure|verify|require|guard"
    r"|validate|staff|admin|token|signature|public",
    re.IGNORECASE,
)
#: Who is logged in, and how a request is made, says nothing of a row.
_LOGIN = re.compile(r"login_required|LoginRequired|require_(?:POST|GET|safe|http_methods)", re.IGNORECASE)
#: What is done to a row that is somebody else's.
_CHANGES = frozenset({"save", "delete", "update", "bulk_update"})
#: Arguments of views that are no part of the URL, or name a class.
_ASIDE = frozenset({"self", "cls", "request", "args", "kwargs", "model"})
#: Methods of a view that run before its rows are known.
_PREPARING = frozenset({
    "get_queryset", "get_object", "filter_queryset", "get_serializer", "get_serializer_class", "get_serializer_context",
    "get_permissions", "initial", "dispatch", "setup", "check_permissions", "paginate_queryset",
})  # fmt: skip
_USERS = frozenset({"user", "current_user"})
#: A model that so many others lead to divides their rows.
_SEVERAL = 6
#: What a serializer does with what it is given.
_VALIDATING = frozenset({"validated_data", "raise_exception", "validate"})
_HELPERS = frozenset({"get_object", "get_queryset", "filter_queryset", "check_object_permissions"})


class Fault(StrEnum):
    """What a lookup leaves out."""

    IGNORED = "ignored"
    BYPASSED = "bypassed"
    UNOWNED = "unowned"
    BODY = "body"
    NONE = ""


@dataclass(frozen=True)
class Judged:
    """A lookup by a key from outside: its fault, the argument or field that would narrow it, and the key's name."""

    lookup: Lookup
    fault: Fault
    narrowing: str
    key: str
    rest: bool


class Scoping:
    """Judges the lookups of one Django root."""

    def __init__(self, review: Reviewed) -> None:
        self.review = review
        self.owners = Owners(review.models)
        self.guarding = review.guarding
        self.views = Changing(review)
        self._handlers = {each.handler for each in review.endpoints.sites}
        self._views = {each.module.path for each in self._routed()}

    def _routed(self) -> Iterator[Defined]:
        yield from (each.view.target for each in self.review.endpoints.sites if each.view is not None)
        yield from self.review.endpoints.views.classes

    def all(self) -> Iterator[Judged]:
        """Yield every lookup by a key from outside, in files that hold views."""
        _ = self.review.inputs.landings
        for lookup in sorted(self.review.inputs.lookups.values(), key=lambda each: each.place):
            function = lookup.function
            if function.module.path not in self._views or self.review.is_aside(function.module.path):
                continue
            keyed = [(name, taints) for name, taints in lookup.keys if _KEY.match(name) and self._is_given(taints)]
            if not keyed:
                continue
            owner = self.review.inputs.owner(function)
            judged = self._fault(lookup, keyed, owner)
            yield Judged(lookup, *judged, _label(keyed[0][1]), self._is_rest(function, owner))

    def _is_given(self, taints: Taints) -> bool:
        return any(
            each.source.origin in SENT or (each.source.origin is Origin.PARAMETER and _KEYED.search(each.source.name))
            for each in taints
        )

    def _fault(self, lookup: Lookup, keyed: list[tuple[str, Taints]], owner: Defined | None) -> tuple[Fault, str]:
        free = {name for name, _ in lookup.keys} - lookup.fixed - {name for name, _ in keyed[:1]}
        if lookup.scoped or free or self._is_asked_of(lookup):
            return Fault.NONE, ""
        used = {each.source.name or each.source.label for _, taints in keyed for each in taints}
        ignored = (
            "" if self._is_proved(lookup, used) or self._is_for_all(lookup, owner) else self._ignored(lookup, used)
        )
        if ignored and not self._is_container(lookup, used):
            return Fault.IGNORED, ignored
        own = used & {"pk", "id", "uuid"} or not self._is_addressed(keyed)
        if own and self._bypasses(lookup, owner):
            return Fault.BYPASSED, "get_object"
        field = self.owners.field(lookup.model)
        if field is None or not self._is_for_users(lookup, owner):
            return Fault.NONE, ""
        origins = {each.source.origin for _, taints in keyed for each in taints}
        return (Fault.BODY if origins & {Origin.BODY, Origin.QUERY, Origin.CLEANED} else Fault.UNOWNED), field.name

    def _is_addressed(self, keyed: list[tuple[str, Taints]]) -> bool:
        return any(each.source.origin in (Origin.ADDRESS, Origin.PARAMETER) for _, taints in keyed for each in taints)

    def _is_proved(self, lookup: Lookup, used: set[str]) -> bool:
        """Whether the same key is looked up beside it in a way that narrows more: what is not found there is refused."""
        for other in self._by_function.get(lookup.function, ()):
            sources = {each.source.name or each.source.label for _, taints in other.keys for each in taints}
            if other is not lookup and other.model == lookup.model and other.scoped and sources & used:
                return True
        return False

    @cached_property
    def _by_function(self) -> dict[Defined, list[Lookup]]:
        found: dict[Defined, list[Lookup]] = {}
        for each in self.review.inputs.lookups.values():
            found.setdefault(each.function, []).append(each)
        return found

    def _is_for_all(self, lookup: Lookup, owner: Defined | None) -> bool:
        """Whether one permission for the rows of all is asked for, or what is given was narrowed by a caller."""
        more = {
            name for each in (lookup.function, owner) if each is not None for name in self.guarding.decorated(each).more
        }
        sent = any(each.source.origin in SENT for _, taints in lookup.keys for each in taints)
        several = not sent and any(name.endswith("__in") for name, _ in lookup.keys)
        return bool(more & GUARDS) or (owner is None and several and lookup.function not in self._handlers)

    def _is_asked_of(self, lookup: Lookup) -> bool:
        """Whether the row that is found is compared, or somebody is asked about it."""
        names = self._held(lookup)
        for node in nodes_of(lookup.function):
            if isinstance(node, Comparison) and any(_stands(each, names) for each in node.operands):
                other = [each for each in node.operands if not _stands(each, names)]
                if any(isinstance(each, Name | Chain) and not _is_model(each) for each in other):
                    return True
            if isinstance(node, Chain) and isinstance(node.steps[-1], Call):
                given = any(_stands(each.value, names) for each in node.steps[-1].arguments)
                called = parts(node)[-1:]
                if (given or _stands(node, names)) and called and _ASKS.search(called[0]):
                    return True
        return False

    def _held(self, lookup: Lookup) -> set[str]:
        """Return the names that are given what a lookup finds."""
        nodes = list(nodes_of(lookup.function))
        found = [each for each in nodes if isinstance(each, Chain) and each.start == lookup.place.start]
        holding = (each for each in nodes if isinstance(each, Assign) and each.value in found)
        return {target.id for each in holding for target in each.targets if isinstance(target, Name)}

    def _is_container(self, lookup: Lookup, used: set[str]) -> bool:
        """Whether the row is one that others are divided by, named so in the URL: who may enter it was asked already."""
        name = lookup.model.rpartition(".")[2].lower()
        return any(re.sub(r"_(?:id|pk|uuid)$", "", each) == name for each in used) and self._divides(lookup.model)

    def _divides(self, label: str) -> bool:
        """Whether rows of several models belong to rows of this one."""
        relations = self.review.models.relations(label).values()
        return len({each.to for each in relations if not each.forward}) >= _SEVERAL

    def _ignored(self, lookup: Lookup, used: set[str]) -> str:
        """Return the argument beside the key that would narrow the lookup and is not used in it."""
        node = lookup.function.node
        assert isinstance(node, Function)
        for parameter in node.parameters:
            name = parameter.name
            if name in used or name in _ASIDE or parameter.default is not None:
                continue
            related = self.owners.related(lookup.model, name)
            if related is not None and not self._is_compared(lookup.function, name) and not _narrows(lookup, related):
                return name
        return ""

    def _is_compared(self, function: Defined, name: str) -> bool:
        """Whether a function compares an argument with something: what it found, mostly."""
        compared = (node for node in nodes_of(function) if isinstance(node, Comparison))
        return any(each == name for node in compared for each, _ in names_in(node))

    def _bypasses(self, lookup: Lookup, owner: Defined | None) -> bool:
        """Whether a view has a queryset for each user, and looks past it."""
        name = lookup.function.qualname.rpartition(".")[2]
        if owner is None or name in _PREPARING or not self.review.project.classes.inherits(owner, API):
            return False
        classes = self.review.project.classes
        method = classes.method(owner, "get_queryset")
        if method is None or method.module.origin != "project" or not mentions(method, b"user", b"request", b"kwargs"):
            return False
        words = _words(lookup.function)
        asked = any(_ASKS.search(word) for word in words - _VALIDATING) or bool(
            self.guarding.decorated(lookup.function).more
        )
        return self._gives(method, owner, lookup.model) and not words & _HELPERS and not asked

    def _gives(self, method: Defined, owner: Defined, label: str) -> bool:
        """Whether a view's rows are those of a model: what it states, else what its `get_queryset` begins with."""
        stated = self.views.model(owner)
        if stated is not None:
            return stated.label == label
        name = label.rpartition(".")[2]
        returned = [parts(each.value) for each in nodes_of(method) if isinstance(each, Return)]
        bases = {said[0] for said in returned if said}
        begun = [
            parts(each.value)
            for each in nodes_of(method)
            if isinstance(each, Assign)
            and any(isinstance(target, Name) and target.id in bases for target in each.targets)
        ]
        begun += returned
        return any(name in said[:2] and {"objects", "_default_manager"}.intersection(said) for said in begun)

    def _is_for_users(self, lookup: Lookup, owner: Defined | None) -> bool:
        """Whether nothing else is seen that asks who may: in the function, around it, or in its class."""
        words = _words(lookup.function)
        around = [self.guarding.decorated(each) for each in (lookup.function, owner) if each is not None]
        if self.guarding.permissions or any(each.more or each.unread for each in around):
            return False
        if owner is not None and isinstance(owner.node, Class):
            mro = self.review.project.classes.mro(owner)
            own = [each for each in mro.classes if each.module.origin == "project"]
            words |= {each.qualname for each in own}
            words |= {name for each in own for name in self.review.project.classes.own(each)}
        asked = any(_ASKS.search(word) for word in words if not _LOGIN.search(word))
        known = bool(words & _USERS) or any(each.login for each in around)
        return not asked and known and self._is_changed(lookup)

    def _is_changed(self, lookup: Lookup) -> bool:
        """Whether the row that is found is what is changed: saved, deleted, or given to a form or serializer."""
        nodes = list(nodes_of(lookup.function))
        found = [each for each in nodes if isinstance(each, Chain) and each.start == lookup.place.start]
        if any(_CHANGES.intersection(parts(each)[1:]) for each in found):
            return True
        names = self._held(lookup)
        if self._is_told(nodes):
            return False
        for node in nodes:
            if (
                isinstance(node, Chain)
                and names.intersection(parts(node)[:1])
                and parts(node)[1:2]
                and parts(node)[1] in _CHANGES
            ):
                return True
            if (
                isinstance(node, For)
                and isinstance(node.iterable, Name | Chain)
                and names.intersection(parts(node.iterable)[:1])
            ):
                names |= {node.target.id} if isinstance(node.target, Name) else set()
            if isinstance(node, Call) and "save" in _words(lookup.function) and _is_edited(node, names):
                return True
        return False

    def _is_told(self, nodes: list[Node]) -> bool:
        """Whether what is saved is told by whom: it may ask whether they may."""
        calls = (each for each in nodes if isinstance(each, Chain) and isinstance(each.steps[-1], Call))
        saving = [each.steps[-1] for each in calls if parts(each)[-1:] == ("save",)]
        return any(
            isinstance(step, Call)
            and any(parts(each.value)[-1:] in (("request",), ("user",)) for each in step.arguments)
            for step in saving
        )

    def _is_rest(self, function: Defined, owner: Defined | None) -> bool:
        if owner is not None:
            return self.review.project.classes.inherits(owner, API)
        return any(each.name == API_VIEW for each in decorators_of(self.review.project.names, function))


def _words(function: Defined) -> set[str]:
    """Return the names that stand in a function."""
    body = body_of(function.node) if isinstance(function.node, Function) else ()
    return {name for name, _ in names_in(body)}


def _stands(node: object, names: set[str]) -> bool:
    """Whether an expression is one of some names, or an attribute of one."""
    return bool(names.intersection(parts(node)[:1]))


def _is_model(node: Expression) -> bool:
    """Whether an expression is an attribute of a class: a choice that a state is compared with."""
    said = parts(node)
    return any(each[:1].isupper() for each in said)


def _is_edited(call: Call, names: set[str]) -> bool:
    """Whether a call gives one of some rows to a form or serializer that saves it."""
    given = {each.name for each in call.arguments}
    if "user" in given or any(parts(each.value)[-1:] == ("user",) for each in call.arguments):
        return False
    own = [each for each in call.arguments if isinstance(each.value, Name) and each.value.id in names]
    return any(each.name == "instance" or (each.name is None and "data" in given) for each in own)


def _narrows(lookup: Lookup, relation: str) -> bool:
    return any(name.startswith(relation) for name, _ in lookup.keys)


def _label(taints: Taints) -> str:
    source = min((each.source for each in taints), key=lambda each: each.place)
    return source.name or source.label


def sites(rule: Rule, review: Reviewed, faults: frozenset[Fault], *, rest: bool) -> Iterator[Site]:
    """Yield a site for each lookup by a key from outside, of DRF's views or of the others."""
    seen: dict[str, int] = {}
    told: set[tuple[str, str]] = set()
    for judged in Scoping(review).all():
        if judged.rest is not rest:
            continue
        label = f"{judged.lookup.function.name} {judged.lookup.model}"
        if judged.fault in faults:
            if (label, judged.key) in told:
                continue  # rows that are looked up twice by one key lack one thing
            told.add((label, judged.key))
        seen[label] = seen.get(label, 0) + 1
        key = label if seen[label] == 1 else f"{label} {seen[label]}"
        yield _broken(rule, review, judged, key) if judged.fault in faults else rule.kept(key)


def _broken(rule: Rule, review: Reviewed, judged: Judged, key: str) -> Site:
    lookup = judged.lookup
    model = lookup.model.rpartition(".")[2]
    said, recipe = _TOLD[judged.fault]
    routes = routes_of(review, lookup.place)
    sent = any(each.source.origin in SENT for _, taints in lookup.keys for each in taints)
    return rule.broken(
        key,
        Span(*lookup.place),
        message=first_that_fits(
            f"Any `{model}` is found by `{judged.key}`{said.format(judged.narrowing)}",
            f"Any `{model}` is found by its key",
        ),
        recipe=first_that_fits(recipe.format(judged.narrowing), "Narrow the lookup by what the user may reach"),
        confidence=Confidence.PROVED if routes and sent else Confidence.LIKELY,
        severity=rule.severity if sent else Severity.WARNING,
        scope=lookup.function.name,
        data={"cwe": "CWE-639", "model": lookup.model, **({"routes": list(routes)} if routes else {})},
    )


_TOLD = {
    Fault.IGNORED: (": `{}` does not narrow it", "Look it up by `{}` too"),
    Fault.BYPASSED: (", past the view's own `get_queryset()`", "Use `self.{}()`, or `self.get_queryset()`"),
    Fault.UNOWNED: (", whosever it is", "Look it up by `{}=request.user` too"),
    Fault.BODY: (" that is sent, whosever it is", "Look it up by `{}=request.user` too"),
}
