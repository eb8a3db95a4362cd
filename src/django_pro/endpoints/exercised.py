"""Which functions the tests may come to: by the words that everything on the way to them holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from django_pro.endpoints.endpoint import Endpoint
from django_pro.facts.bodies import Bodies
from django_pro.facts.models import Models
from django_pro.facts.signals import Signals
from django_pro.facts.templates import Templates
from django_pro.project.names import Defined
from django_pro.source.syntax import Class, Function

if TYPE_CHECKING:
    from django_pro.endpoints import Endpoints

_WORD = re.compile(rb"[^\W\d]\w*")
#: What Django, or what is made ready when it starts, calls by itself: nothing that tests do names it.
_ALWAYS = re.compile(
    r"(?:^|/)(?:middlewares?|context_processors?|templatetags|signals?|receivers?|handlers?|listeners?|apps|checks)(?:\.py$|/)"
)
_SETTINGS = re.compile(r"(?:^|/)(?:settings?|config|conf)(?:\.py$|/)")
#: The methods of models, managers and query sets that Django calls by itself.
HOOKS = frozenset(
    "save delete clean full_clean clean_fields validate_unique validate_constraints get_absolute_url natural_key"
    " get_by_natural_key from_db refresh_from_db get_queryset deconstruct contribute_to_class save_base prepare_database_save"
    " get_deferred_fields unique_error_message date_error_message serializable_value db_type pre_save get_prep_value"
    " from_db_value to_python value_to_string formfield get_username has_perm has_perms has_module_perms"
    " get_user_permissions get_group_permissions get_all_permissions get_session_auth_hash check_password set_password"
    " create create_user create_superuser".split()
)


class Exercised:
    """Questions about what tests come to.

    A function counts as come to where its name stands in a test, in a template, in a view that a request of a test leads
    to, or in what is come to already. So what is not is hardly ever run by a test; what is may yet not be.
    """

    def __init__(self, table: Endpoints, bodies: Bodies, models: Models) -> None:
        self.reaching = table.reaching
        self.untouched = tuple(each for each in table.sites if not table.reaching.tests_of(each))
        self.bodies = bodies
        self.models = models
        self.project = bodies.project

    def comes_to(self, name: str) -> bool:
        """Whether tests may come to what has a name."""
        return name.encode() in self.words

    @property
    def why_unsure(self) -> str | None:
        """Why what tests do not come to cannot be named, None where it can."""
        if not self.reaching.tests.files:
            return "the project has no tests at all"
        return self.reaching.why_unsure

    def is_left_out(self, name: str) -> bool:
        """Whether a name stands in what only endpoints without a test come to: they lack the test, not what they use."""
        return not self.comes_to(name) and name.encode() in self._left_out

    def is_unused(self, name: str) -> bool:
        """Whether a name stands nowhere in the project's code and templates but where it is defined, its tests apart."""
        used = re.compile(rb"(?<!def )(?<!class )\b" + re.escape(name.encode()) + rb"\b")
        return not any(used.search(text) for text in self._texts)

    @cached_property
    def _texts(self) -> tuple[bytes, ...]:
        paths = [*self.bodies.files, *(each.path for each in Templates(self.project).all)]
        return tuple(self._bytes(path) for path in paths)

    @cached_property
    def _left_out(self) -> frozenset[bytes]:
        return self._closure(frozenset(view.encode() for each in self.untouched for view in self.views_of(each)))

    def views_of(self, endpoint: Endpoint) -> Iterator[str]:
        """Yield the names of an endpoint's view and of the classes that it is built on."""
        view = endpoint.view
        if view is not None:
            yield view.target.qualname.rpartition(".")[2]
            if isinstance(view.target.node, Class):
                mro = self.project.classes.mro(view.target)
                yield from (each.qualname.rpartition(".")[2] for each in mro.classes if each.module.origin == "project")

    @cached_property
    def words(self) -> frozenset[bytes]:
        """The words of everything that tests come to."""
        return self._closure(frozenset(word for seed in self._seeds() for word in seed))

    def _closure(self, seeds: frozenset[bytes]) -> frozenset[bytes]:
        """Return some words and all words of what is called by them."""
        found: set[bytes] = set()
        waiting = set(seeds)
        held = self._held
        while waiting:
            found |= waiting
            waiting = {word for each in waiting for inside in held.get(each, ()) for word in inside} - found
        return frozenset(found)

    def _seeds(self) -> Iterator[frozenset[bytes]]:
        for path in self.reaching.tests.files:
            yield self._text(path)
        for template in Templates(self.project).all:
            yield self._text(template.path)
        for path in self.bodies.files:
            if _ALWAYS.search(path) or _SETTINGS.search(path):
                yield self._text(path)
        for receiver in Signals(self.project, self.models).all:
            if receiver.function is not None:
                yield self.bodies.words_of(receiver.function)
        for endpoint in self.reaching.endpoints:
            if self.reaching.tests_of(endpoint):
                yield frozenset(each.encode() for each in self.views_of(endpoint))

    def _text(self, path: str) -> frozenset[bytes]:
        return frozenset(_WORD.findall(self._bytes(path)))

    def _bytes(self, path: str) -> bytes:
        try:
            return (self.project.root / path).read_bytes()
        except OSError:
            return b""

    @cached_property
    def _held(self) -> dict[bytes, list[frozenset[bytes]]]:
        """What comes with each name: the words of the functions and classes that are called so."""
        found: dict[bytes, list[frozenset[bytes]]] = {}
        for path in self.bodies.files:
            for defined, owner in self.bodies.functions(path):
                name = defined.qualname.rpartition(".")[2]
                found.setdefault(name.encode(), []).append(self.bodies.words_of(defined) | self._around(defined))
                if owner is not None and (not self._is_row(owner) or name.startswith("__") or name in HOOKS):
                    held = self.bodies.words_of(defined) | {name.encode()}
                    found.setdefault(owner.qualname.rpartition(".")[2].encode(), []).append(held)
            for cls in self.project.classes.in_file(path):
                found.setdefault(cls.qualname.rpartition(".")[2].encode(), []).append(self._outside(cls))
        return found

    def _around(self, function: Defined) -> frozenset[bytes]:
        """Return the words of a function's decorators."""
        assert isinstance(function.node, Function)
        if not function.node.decorators:
            return frozenset()
        text = self._bytes(function.module.path)
        return frozenset(_WORD.findall(b" ".join(text[each.start : each.end] for each in function.node.decorators)))

    def _is_row(self, cls: Defined) -> bool:
        """Whether a class's methods are called by name alone: a model's, a manager's, a query set's."""
        return self.models.of(cls) is not None

    def _outside(self, cls: Defined) -> frozenset[bytes]:
        """Return the words of a class that stand in none of its methods."""
        node = cls.node
        assert isinstance(node, Class)
        text = (self.project.root / cls.module.path).read_bytes()
        at, kept = node.start, b""
        for each in node.body:
            if isinstance(each, Function):
                kept += text[at : each.start]
                at = each.end
        return frozenset(_WORD.findall(kept + text[at : node.end]))
