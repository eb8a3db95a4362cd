"""Addresses: `urllib.parse` and `ipaddress`, on texts that are known."""

from __future__ import annotations

import ipaddress
import urllib.parse
from collections.abc import Callable

from django_pro.findings.blind import Unknown
from django_pro.project.settings.evaluation.library.plain import NotPlain, plain, pure
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.memory import Object
from django_pro.project.settings.evaluation.operators import constant
from django_pro.project.settings.evaluation.things import NONE, Const, Given, Handler, Thing

KIND = "address"
_PARTS = ("scheme", "netloc", "path", "params", "query", "fragment", "hostname", "port", "username", "password")


def parsed(machine: Machine, given: Given) -> Thing:
    """`urlparse(text)`, `urlsplit(text)`: an object with the parts of an address."""

    def one(value: Thing) -> Thing:
        if not isinstance(value, Const) or not isinstance(value.value, str):
            return value if isinstance(value, Unknown) else Unknown("an address that is not known")
        return _address(machine, value.value)

    return machine.over(given.get(0, "url") or NONE, one)


def _address(machine: Machine, text: str) -> Thing:
    try:
        whole = urllib.parse.urlparse(text)
        parts = {name: constant(getattr(whole, name)) for name in _PARTS}
    except ValueError:
        machine.may_fail()
        return Unknown("an address that cannot be read")
    return machine.memory.new(Object(None, parts, KIND))


def whole(machine: Machine, receiver: Thing, _: Given) -> Thing:
    """`address.geturl()`."""
    content = machine.content(receiver)
    parts = [content.attributes[name] for name in _PARTS[:6]] if isinstance(content, Object) else []
    texts = [str(each.value) for each in parts if isinstance(each, Const)]
    if len(texts) != len(parts) or not parts:
        return next((each for each in parts if isinstance(each, Unknown)), Unknown("an address that is not known"))
    return Const(urllib.parse.urlunparse(texts))


def changed(machine: Machine, receiver: Thing, given: Given) -> Thing:
    """`address._replace(scheme=…)`."""
    content = machine.content(receiver)
    if not isinstance(content, Object):
        return Unknown("an address that is not known")
    return machine.memory.new(Object(None, {**content.attributes, **dict(given.keywords)}, KIND))


def joined(machine: Machine, given: Given) -> Thing:
    """`urlunparse(parts)`."""
    value = given.get(0) or NONE
    content = machine.content(value)
    if isinstance(content, Object) and content.kind == KIND:
        return whole(machine, value, given)
    try:
        return Const(urllib.parse.urlunparse(plain(machine, value)))
    except (NotPlain, TypeError, ValueError):
        items = machine.items(value)
        unknown = next((each for each in items.items if isinstance(each, Unknown)), None) if items else None
        return unknown or Unknown("an address of parts that are not known")


def _query(text: str) -> object:
    return urllib.parse.parse_qs(text, max_num_fields=200)


METHODS: dict[str, Callable[..., Thing]] = {"geturl": whole, "_replace": changed}
FUNCTIONS: dict[str, Handler] = {
    "urllib.parse.urlparse": parsed, "urllib.parse.urlsplit": parsed, "urllib.parse.urlunparse": joined,
    "urllib.parse.urlunsplit": joined, "urllib.parse.urljoin": pure(urllib.parse.urljoin),
    "urllib.parse.parse_qs": pure(_query), "urllib.parse.urlencode": pure(urllib.parse.urlencode),
    **{
        f"{module}.{name}": pure(getattr(urllib.parse, name))
        for module in ("urllib.parse", "requests.utils", "requests.compat")
        for name in ("quote", "quote_plus", "unquote", "unquote_plus")
    },
    **{f"ipaddress.{name}": pure(getattr(ipaddress, name)) for name in ("ip_network", "ip_address")},
}  # fmt: skip
