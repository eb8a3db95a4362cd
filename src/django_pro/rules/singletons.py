"""Which tables hold one row: nobody waits for what is done to it, and no release inserts another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from django_pro.facts.bodies import Body
from django_pro.facts.migrations.code.methods import MANAGERS, SAME
from django_pro.facts.migrations.states import ModelState
from django_pro.facts.models import Model
from django_pro.facts.models.model import Kind
from django_pro.facts.views.functions import walk
from django_pro.project.names import Defined
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import Assign, Attribute, Call, Chain, Constant, Function, If, Name, Raise, body_of
from django_pro.source.syntax import Step as Link

#: Base classes whose tables have one row, or one for each site: those of packages, and those that say so by their name.
_BASES = re.compile(r"(?:^|\.)\w*Singleton\w*$|^wagtail\.contrib\.settings\.models\.Base(?:Generic|Site)Setting$")
#: Where a row is asked for that is the only one, or the first: `Settings.objects.get()`, `cls.objects.get(pk=1)`.
_ASKED = re.compile(
    rb"(\w+)\s*\.\s*(?:objects|_default_manager|_base_manager)[^=;]{0,60}?\.\s*(?:get|get_or_create|update_or_create)\("
    rb"\s*(?:\)|(?:pk|id)\s*=\s*\d+\s*[,)]|defaults\s*=)"
)
_CLASS = re.compile(rb"^class\s+(\w+)", re.MULTILINE)
_KEYS = frozenset({"pk", "id"})
#: Names of models that hold what an installation as a whole is set to.
_SETTINGS = re.compile(
    r"(Site|Global|System|General|App|Application|Instance|Server)(Settings?|Config|Configuration|Preferences|Options)"
)
_SITE = "sites.site"
#: Methods that ask for one row and fail where there are two, and those that do not care how many there are.
_ONE = frozenset({"get", "get_or_create", "update_or_create"})
_ANY = frozenset({"first", "last", "exists", "count", "update", "latest", "earliest"})
_OWN = frozenset({"cls", "self"})
#: Commands run when a project is installed: what they make is the one row.
_COMMANDS = "/management/commands/"


class Singletons:
    """Answers whether a model's table has one row, each model once."""

    def __init__(self, review: Reviewed) -> None:
        self.review = review
        self.classes = review.project.classes
        self._known: dict[str, bool] = {}

    def holds(self, label: str) -> bool:
        """Whether the table of a model such as "shop.Settings" has one row, as far as today's code tells."""
        if label not in self._known:
            model = self.review.models.get(label)
            self._known[label] = model is not None and self._is_one(model)
        return self._known[label]

    def is_for_all(self, model: ModelState) -> bool:
        """Whether a table holds what an installation as a whole is set to: by its name, its key to the site, or its use."""
        per_site = any(each.kind is Kind.ONE_TO_ONE and each.to == _SITE for each in model.fields.values())
        return per_site or bool(_SETTINGS.fullmatch(model.name)) or self.holds(model.title)

    def _is_one(self, model: Model) -> bool:
        ancestors = self.classes.mro(model.cls).names - {model.cls.name}
        if any(_BASES.search(name) for name in ancestors):
            return True
        return self._refuses_another(model) or self._is_read_as_one(model)

    def _refuses_another(self, model: Model) -> bool:
        """Whether `save()` raises where there is a row already, or always writes the same one."""
        method = self.classes.method(model.cls, "save")
        if method is None or method.name.startswith("django.") or not isinstance(method.node, Function):
            return False
        nodes = list(walk(body_of(method.node)))
        guards = (branch for each in nodes if isinstance(each, If) for branch in each.branches)
        raising = any(
            any(isinstance(each, Raise) for each in walk(branch.body)) and any(map(_asks_for_any, walk(branch.test)))
            for branch in guards
        )
        return raising or any(isinstance(each, Assign) and _fixes_key(each) for each in nodes)

    def _is_read_as_one(self, model: Model) -> bool:
        """Whether all code asks for the one row: by a number, or without saying which."""
        if model.name.encode() not in self._asked_for:
            return False
        bodies = (*self.review.bodies.of(model.name, outside=True), *self._methods(model))
        uses = [use for body in bodies if _COMMANDS not in body.path for use in self._uses(body, model)]
        return any(uses) and None not in uses

    def _methods(self, model: Model) -> Iterator[Body]:
        """Yield the methods of a model and of the project's classes that it extends."""
        files = {each.module.path: each.module for each in self.classes.mro(model.cls).classes}
        for path, module in files.items():
            for defined, owner in self.review.bodies.functions(path) if module.origin == "project" else ():
                if owner is not None and self._extends(model.cls, owner):
                    yield self.review.bodies.at(defined, owner)

    @cached_property
    def _asked_for(self) -> frozenset[bytes]:
        """The names of what is somewhere asked for as the only row; of `cls`, all classes of the file."""
        found: set[bytes] = set()
        for path in self.review.files:
            try:
                text = (self.review.project.root / path).read_bytes()
            except OSError:
                continue
            names = set(_ASKED.findall(text))
            found |= names
            if {b"cls", b"self", b"__class__"} & names:
                found.update(_CLASS.findall(text))
        return frozenset(found)

    def _uses(self, body: Body, model: Model) -> Iterator[bool | None]:
        """Yield how rows are asked for: True as the only one, False whatever they are, None as one of several."""
        for chain in body.nodes:
            if not isinstance(chain, Chain):
                continue
            for at, step in enumerate(chain.steps):
                if isinstance(step, Attribute) and step.name in MANAGERS and self._is(body, chain, at, model):
                    yield _how(chain.steps[at + 1 :])
                elif isinstance(step, Call) and at == _named_until(chain) and self._is(body, chain, at, model):
                    yield False if _is_fixed(step) or body.owner == model.cls else None

    def _is(self, body: Body, chain: Chain, until: int, model: Model) -> bool:
        """Whether the first steps of a chain name the model."""
        if isinstance(chain.base, Name) and chain.base.id in _OWN:
            own = until == (0 if chain.base.id == "cls" else 1)
            return own and body.owner is not None and self._extends(model.cls, body.owner)
        named = Chain(chain.start, chain.end, chain.base, chain.steps[:until]) if until else chain.base
        return body.target(named) == model.cls

    def _extends(self, cls: Defined, base: Defined) -> bool:
        return base in self.classes.mro(cls).classes


def _named_until(chain: Chain) -> int:
    """Return at which step a chain stops being a name with dots."""
    return next((at for at, each in enumerate(chain.steps) if not isinstance(each, Attribute)), len(chain.steps))


def _how(steps: tuple[Link, ...]) -> bool | None:
    """Return how what follows a manager asks for rows, see `_uses`."""
    for at, step in enumerate(steps):
        call = steps[at + 1] if at + 1 < len(steps) else None
        if not isinstance(step, Attribute) or not isinstance(call, Call):
            continue
        if step.name in _ONE:
            return True if _is_fixed(call) or not _named(call) else None
        if step.name not in SAME:
            return False if step.name in _ANY else None
    return None


def _named(call: Call) -> list[str | None]:
    """Return what a call looks for, by the names of its arguments."""
    return [each.name for each in call.arguments if each.name != "defaults"]


def _is_fixed(call: Call) -> bool:
    """Whether a call names a primary key that is written out."""
    return any(each.name in _KEYS and isinstance(each.value, Constant) for each in call.arguments)


def _asks_for_any(node: object) -> bool:
    """Whether an expression asks if there are any rows at all, besides the one at hand."""
    if not isinstance(node, Chain):
        return False
    names = [each.name for each in node.steps if isinstance(each, Attribute)]
    calls = [each for each in node.steps if isinstance(each, Call)]
    others = set(names) - set(MANAGERS) - {"__class__", "all", "exclude", "exists", "count"}
    looks = {each.name for call in calls for each in call.arguments if each.name} - _KEYS
    return bool({"exists", "count"} & set(names)) and bool(set(MANAGERS) & set(names)) and not others and not looks


def _fixes_key(node: Assign) -> bool:
    """Whether a statement sets the primary key to a number that is written out."""
    target = node.targets[0]
    if not isinstance(target, Chain) or not isinstance(last := target.steps[-1], Attribute):
        return False
    is_key = last.name in _KEYS and getattr(target.base, "id", "") == "self"
    return is_key and isinstance(node.value, Constant) and node.value.value is not None
