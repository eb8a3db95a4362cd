"""What a function does that is not undone by asking again: it saves, deletes, logs in, or runs something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from django_pro.facts.bodies import Body, parts
from django_pro.facts.calls import called_name, upto
from django_pro.facts.views.functions import walk
from django_pro.source.syntax import Assign, AugmentedAssign, Call, Chain

_SESSION = {
    "django.contrib.auth.login": "logs in",
    "django.contrib.auth.logout": "logs out",
    "django.contrib.auth.update_session_auth_hash": "changes the session",
}
_QUERYSET = frozenset({"objects", "filter", "exclude", "all", "_default_manager", "select_for_update"})
_RUNS = frozenset({
    "eval", "exec", "os.system", "os.popen", "subprocess.run", "subprocess.call", "subprocess.Popen", "subprocess.check_output",
    "subprocess.check_call", "builtins.eval", "builtins.exec",
})  # fmt: skip
#: Words of columns and models that note that somebody came by, whatever they came for.
_NOTED = re.compile(
    r"(?i)last|seen|visit|view|count|hit|access|read|click|open|log|stat|history|cache|audit|attempt|impression|download"
    r"|track|timestamp|updated|sync|refresh|fetched|checked|usage|metric|search|event|analytic|notif|locale|language|theme|prefer|timezone|thumb|compact|_mode$"
)
_DONE = re.compile(
    r"(?i)^_?(?:create|update|delete|remove|move|save|wipe|broadcast|reset|destroy|transfer|send|import|add)(?:_|$)"
)


@dataclass(frozen=True)
class Effect:
    """A call that changes something, and in words what it does."""

    node: Chain
    said: str


def effects_of(body: Body, nodes: Iterable[msgspec.Struct]) -> Iterator[Effect]:
    """Yield the calls among nodes that surely change rows or who is logged in; what only notes a visit is left out."""
    for node in nodes:
        if isinstance(node, Chain):
            for at, step in enumerate(node.steps):
                if isinstance(step, Call) and (said := _effect(body, upto(node, at))):
                    yield Effect(upto(node, at), said)


def runs_of(body: Body) -> Iterator[Effect]:
    """Yield the calls that run a program or code, send a task, or call what is named after a change."""
    for call in body.calls():
        name = called_name(call)
        if body.called(call) in _RUNS:
            yield Effect(call, f"calls `{name}()`")
        elif name in ("delay", "apply_async"):
            yield Effect(call, "sends a task")
        elif len(call.steps) == 1 and _DONE.match(name):
            yield Effect(call, f"calls `{name}()`")


def _effect(body: Body, call: Chain) -> str:
    name = called_name(call)
    step = call.steps[-1]
    assert isinstance(step, Call)
    if "login" in name or "logout" in name or name == "update_session_auth_hash":
        said_of = _SESSION.get(_short(body.called(call)), "")
        if said_of:
            return said_of
    if len(call.steps) < 2:
        return ""
    said = parts(call)
    names = {each.name for each in step.arguments}
    if name in ("save", "asave"):
        plain = all(each.name not in (None, "commit", "name", "content") for each in step.arguments)
        return "" if not plain or "session" in said or _only_noted(body, call) else f"saves `{said[-2]}`"
    if name in ("delete", "adelete"):
        aside = {"session", "cache", "storage", "file", "image"} & {each.lower() for each in said}
        return "" if step.arguments or aside else f"deletes `{'.'.join(said[:-1])[:40]}`"
    if name in ("create", "acreate", "bulk_create") and ("objects" in said or said[-2].endswith("_set")):
        return "" if _NOTED.search(said[0]) else f"creates a row of `{said[0]}`"
    if name == "update" and _QUERYSET.intersection(said[:-1]) and names and None not in names:
        return "" if all(_NOTED.search(each or "") for each in names) else f"updates rows of `{said[0]}`"
    return ""


def _short(name: str) -> str:
    """Return the name that Django documents: `django.contrib.auth.login`."""
    return name.replace("django.contrib.auth.__init__.", "django.contrib.auth.")


def _only_noted(body: Body, call: Chain) -> bool:
    """Whether what is saved was only given when, how often or by whom it was looked at; or it cannot be told what."""
    saved = parts(call)[:-1]
    given = [parts(target) for node in body.nodes for target in _targets(node)]
    names = [each[-1] for each in given if len(each) > 1 and each[:-1] == saved]
    if saved and _NOTED.search(saved[-1]):
        return True
    return bool(names) and all(_NOTED.search(each) for each in names)


def _targets(node: object) -> Iterator[object]:
    if isinstance(node, Assign):
        yield from node.targets
    elif isinstance(node, AugmentedAssign):
        yield node.target


def nodes_in(statements: Iterable[msgspec.Struct]) -> Iterator[msgspec.Struct]:
    """Yield the nodes of statements."""
    for each in statements:
        yield from walk((each,))
