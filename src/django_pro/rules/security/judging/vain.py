"""Tests of who may that test nothing, or another thing: what stands in the bodies of functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import msgspec

from django_pro.facts.bodies import Bodies, Body, parts
from django_pro.facts.calls import called_name, without_last
from django_pro.facts.views.functions import walk
from django_pro.findings.finding import Confidence
from django_pro.project.names import Defined
from django_pro.rules.security.judging.words import is_credential, labels_of
from django_pro.source.syntax import (
    Argument,
    Assign,
    Boolean,
    Call,
    Chain,
    Comparison,
    Comprehension,
    Constant,
    Evaluate,
    Expression,
    For,
    Function,
    If,
    Name,
    Node,
    Parameter,
    Return,
    Starred,
    Unary,
    While,
)

#: Words of what is asked when somebody's rights are.
WHO = re.compile(r"perm|group|role|staff|admin|owner|user_?type|account_?type|privilege", re.IGNORECASE)
_ASKING = frozenset(
    {"has_perm", "has_perms", "has_module_perms", "check_password", "has_permission", "has_object_permission"}
)
_REFUSALS = re.compile(
    r"^(?:django\.core\.exceptions\.(?:PermissionDenied|SuspiciousOperation)|django\.http\.(?:response\.)?(?:Http404|HttpResponse\w*)"
    r"|rest_framework\.exceptions\.(?:PermissionDenied|NotAuthenticated|AuthenticationFailed|NotFound)"
    r"|django\.shortcuts\.redirect|rest_framework\.response\.Response)$"
)
_EXCEPTIONS = re.compile(
    r"\.(?:PermissionDenied|Http404|NotAuthenticated|AuthenticationFailed|NotFound|SuspiciousOperation)$"
)
_SCHEME = re.compile(r"^(?:Bearer|Token|Basic|JWT|Api-?Key)\s*$", re.IGNORECASE)
_VERIFIES = re.compile(r"verif|check_|_check|valid|authenticate|get_key|compare")
#: Calls that make one of the letters of a text.
_SPREADING = frozenset({"tuple", "list", "set", "frozenset", "sorted"})
_DEEPEST = 2


@dataclass(frozen=True)
class Vain:
    """A test that does not test what it seems to: where, in words what, and what to do.

    `grave` tells that it is about who may, and not about another reason to refuse.
    """

    node: Node
    said: str
    recipe: str
    confidence: Confidence = Confidence.PROVED
    grave: bool = True


def vain_of(bodies: Bodies, body: Body) -> Iterator[Vain]:
    """Yield what in a function looks like a test of who may and is none."""
    for node in body.nodes:
        if isinstance(node, If):
            for branch in node.branches:
                yield from _test(branch.test)
        elif isinstance(node, While):
            yield from _test(node.test)
        elif isinstance(node, Evaluate):
            yield from _dropped(bodies, body, node)
        elif isinstance(node, Comparison):
            yield from _substring(node)
        elif isinstance(node, Boolean):
            yield from _always(node)
    for call in body.calls():
        yield from _letters(bodies, body, call)
        yield from _stripped(call)
    yield from _early(body)


def _test(test: Expression) -> Iterator[Vain]:
    """Yield the operands of a test that are true whoever asks."""
    operands = test.operands if isinstance(test, Boolean) else (test,)
    compared = [each for each in operands if isinstance(each, Comparison)]
    for each in operands:
        inner = each.operand if isinstance(each, Unary) and each.operator == "not" else each
        if isinstance(inner, Boolean):
            yield from _test(inner)
        elif isinstance(inner, Chain) and parts(inner)[-1:] and parts(inner)[-1] in _ASKING:
            if not isinstance(inner.steps[-1], Call):
                name = parts(inner)[-1]
                yield Vain(
                    inner, f"`{name}` is not called here: the test is true for everybody", f"Call it: `{name}(…)`"
                )
        elif isinstance(inner, Constant) and isinstance(test, Boolean) and _is_alternative(test, inner, compared):
            yield Vain(test, f"`or {inner.value!r}` is true for everybody", "Compare with each: `in (…, …)`")


def _is_alternative(test: Boolean, node: Constant, compared: list[Comparison]) -> bool:
    """Whether a text stands by itself beside a comparison: `role == "seller" or "author"`."""
    return test.operator == "or" and isinstance(node.value, str) and bool(node.value) and _equals(compared[:1])


def _equals(compared: list[Comparison]) -> bool:
    return any(
        each.operators == ("==",) and any(isinstance(one, Constant) for one in each.operands) for each in compared
    )


def _always(node: Boolean) -> Iterator[Vain]:
    """Yield what is always true or never: one value that is to be two, or to differ from one of two."""
    operator = "!=" if node.operator == "or" else "=="
    said = "always true" if node.operator == "or" else "never true"
    compared = [each for each in node.operands if isinstance(each, Comparison) and each.operators == (operator,)]
    for one, other in combinations(compared, 2):
        left, right = parts(one.operands[0]), parts(other.operands[0])
        values = [each.operands[1] for each in (one, other)]
        texts = {each.value for each in values if isinstance(each, Constant) and isinstance(each.value, str)}
        plain = not any(
            isinstance(step, Call) for each in (one, other) for step in getattr(each.operands[0], "steps", ())
        )
        if left and left == right and plain and len(texts) == 2 and any(WHO.search(each) for each in left):
            other_word = "and" if node.operator == "or" else "or"
            yield Vain(node, f"This test of `{'.'.join(left)[-40:]}` is {said}", f"Join the two with `{other_word}`")


def _substring(node: Comparison) -> Iterator[Vain]:
    """Yield `role in ("admin")`: without a comma, a text within a text is looked for."""
    last = node.operands[-1]
    if (
        node.operators not in (("in",), ("not in",))
        or not isinstance(last, Constant)
        or not isinstance(last.value, str)
    ):
        return
    name = next(iter(parts(node.operands[0])[-1:]), "")
    if (
        name
        and re.search(r"(?:^|_)(?:role|group|permission|user_?type)$", name)
        and last.value.replace("_", "").isalnum()
    ):
        yield Vain(
            node, f"`{name} in {last.value!r}` is true for any part of the text", f"Write `({last.value!r},)`, or `==`"
        )


def _dropped(bodies: Bodies, body: Body, node: Evaluate) -> Iterator[Vain]:
    """Yield a refusal that is made and neither raised nor returned, and an answer that nobody looks at."""
    call = node.value
    if not isinstance(call, Chain) or not isinstance(call.steps[-1], Call):
        return
    name, called = called_name(call), body.called(call)
    if _REFUSALS.match(called):
        verb = "raise" if _EXCEPTIONS.search(called) else "return"
        grave = verb == "raise" or "Forbidden" in name or _is_about_who(body, node)
        said = f"`{name}` is made here and not {'raised' if verb == 'raise' else 'returned'}: what follows runs"
        yield Vain(node, said, f"`{verb} {name}(…)`", grave=grave)
    elif name in ("has_perm", "has_perms", "has_module_perms", "check_password"):
        yield Vain(
            node, f"What `{name}()` answers is not looked at", f"Refuse where it is false: `if not ….{name}(…):`"
        )
    elif len(call.steps) <= 2 and WHO.search(name) and _only_refuses(bodies, body.target(without_last(call))):
        said = f"`{name}()` returns its refusal, and nobody returns it here"
        yield Vain(node, said, f"Return what `{name}()` gives, or raise in it", Confidence.LIKELY)


def _is_about_who(body: Body, node: Evaluate) -> bool:
    """Whether a statement stands in an `if` that asks about a user."""
    for each in body.nodes:
        if isinstance(each, If):
            for branch in each.branches:
                words = {word for inner in walk((branch.test,)) for word in parts(inner)}
                if node in branch.body and any(word == "user" or WHO.search(word) for word in words):
                    return True
    return False


def _only_refuses(bodies: Bodies, target: Defined | None) -> bool:
    """Whether a function of the project refuses by what it returns, and raises nothing."""
    if target is None or not isinstance(target.node, Function) or target.module.origin != "project":
        return False
    body = bodies.at(target)
    returned = [each.value for each in body.nodes if isinstance(each, Return) and each.value is not None]
    refusing = [each for each in returned if isinstance(each, Chain) and isinstance(each.steps[-1], Call)]
    others = [each for each in returned if each not in refusing]
    named = [
        each
        for each in refusing
        if re.search(r"HttpResponseForbidden$|\.redirect$|HttpResponseRedirect$", body.called(each))
    ]
    raising = any(type(each).__name__ == "Raise" for each in body.nodes)
    plain = all(isinstance(each, Constant) and each.value in (None, True) for each in others)
    return bool(named) and len(named) == len(refusing) and plain and not raising and not target.node.decorators


def _letters(bodies: Bodies, body: Body, call: Chain) -> Iterator[Vain]:
    """Yield a text that is given where several names are expected: its letters are tested, one by one."""
    step = call.steps[-1]
    assert isinstance(step, Call)
    texts = [each for each in step.arguments if isinstance(each.value, Constant) and isinstance(each.value.value, str)]
    if not texts:
        return
    if "groups" in parts(call) and (
        given := next((each for each in texts if (each.name or "").endswith("__in")), None)
    ):
        yield _letter(given, f"`{given.name}`")
        return
    target = body.target(without_last(call))
    if target is None or not isinstance(target.node, Function) or target.module.origin != "project":
        return
    for given in texts:
        parameter = _parameter(target.node, step, given, method=len(call.steps) > 1 and body.owner is not None)
        if parameter is None or not (WHO.search(target.node.name) or WHO.search(parameter.name)):
            continue
        if _spreads(bodies, target, parameter.name, 0):
            yield _letter(given, f"`{parameter.name}` of `{target.node.name}()`")


def _letter(given: Argument, what: str) -> Vain:
    value = given.value.value if isinstance(given.value, Constant) else ""
    return Vain(given.value, f"{what} takes several names: of `{value}` each letter is tested", f'Write `["{value}"]`')


def _parameter(function: Function, step: Call, given: Argument, *, method: bool) -> Parameter | None:
    """Return the parameter that an argument is for."""
    named = [each for each in function.parameters if each.kind not in ("args", "kwargs")]
    if given.name is not None:
        return next((each for each in named if each.name == given.name), None)
    plain = [each for each in step.arguments if each.name is None]
    if any(each.stars for each in plain):
        return None
    skipped = int(bool(named) and named[0].name in ("self", "cls") and method)
    at = plain.index(given) + skipped
    return named[at] if at < len(named) and named[at].kind != "keyword" else None


def _spreads(bodies: Bodies, target: Defined, name: str, depth: int) -> bool:
    """Whether a function goes through the items of a parameter, itself or in one that it hands it to."""
    body = bodies.at(target)
    if any(isinstance(each, Chain) and parts(each.base) == ("isinstance",) for each in body.nodes) or _bound(
        body, name
    ):
        return False
    for node in body.nodes:
        if isinstance(node, For) and _is(node.iterable, name):
            return True
        if isinstance(node, Comprehension) and any(_is(clause.iterable, name) for clause in node.clauses):
            return True
        if isinstance(node, Starred) and _is(node.value, name):
            return True
    return any(_spread_by(bodies, body, call, name, depth) for call in body.calls())


def _spread_by(bodies: Bodies, body: Body, call: Chain, name: str, depth: int) -> bool:
    step = call.steps[-1]
    assert isinstance(step, Call)
    given = next((each for each in step.arguments if _is(each.value, name)), None)
    if given is None:
        return False
    if (given.name or "").endswith("__in") or (len(call.steps) == 1 and called_name(call) in _SPREADING):
        return True
    if depth >= _DEEPEST:
        return False
    target = body.target(without_last(call))
    if target is None or not isinstance(target.node, Function) or target.module.origin != "project":
        return False
    parameter = _parameter(target.node, step, given, method=len(call.steps) > 1)
    return parameter is not None and _spreads(bodies, target, parameter.name, depth + 1)


def _bound(body: Body, name: str) -> bool:
    """Whether a function gives its parameter another value."""
    return any(isinstance(each, Assign) and any(_is(target, name) for target in each.targets) for each in body.nodes)


def _stripped(call: Chain) -> Iterator[Vain]:
    """Yield `header.lstrip("Bearer ")`, which strips letters."""
    step, name = call.steps[-1], called_name(call)
    if name not in ("lstrip", "strip") or not isinstance(step, Call) or not step.arguments:
        return
    value = step.arguments[0].value
    if isinstance(value, Constant) and isinstance(value.value, str) and _SCHEME.match(value.value):
        yield Vain(
            call,
            f"`{name}({value.value!r})` strips these letters, of the token too",
            f"`removeprefix({value.value!r})`",
        )


def _early(body: Body) -> Iterator[Vain]:
    """Yield where a request is given its user before the function returns whether the key is right."""
    for node in body.nodes:
        if not isinstance(node, Assign) or not any(parts(each)[-2:] == ("request", "user") for each in node.targets):
            continue
        for later in body.nodes:
            if isinstance(later, Return) and later.start > node.end and _verifies(later.value):
                yield Vain(
                    node, "`request.user` is set here, before the key is verified", "Verify first, and set it where that holds",
                    Confidence.LIKELY,
                )  # fmt: skip
                break


def _verifies(value: Expression | None) -> bool:
    """Whether a call compares a credential."""
    if not isinstance(value, Chain) or not isinstance(value.steps[-1], Call):
        return False
    given = [label for each in value.steps[-1].arguments for label in labels_of(each.value)]
    return any(is_credential(each) for each in given) and bool(_VERIFIES.search(called_name(value)))


def _is(node: msgspec.Struct, name: str) -> bool:
    return isinstance(node, Name) and node.id == name
