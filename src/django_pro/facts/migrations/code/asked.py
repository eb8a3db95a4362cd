"""The models that the function of a `RunPython` asks the apps for by name."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.expressions import Expressions, Written
from django_pro.facts.migrations.states import Step
from django_pro.facts.views.functions import walk
from django_pro.project.classes import Classes
from django_pro.source.syntax import Attribute, Call, Chain, Constant, Function, body_of


def asked_for(classes: Classes, step: Step) -> Iterator[str]:
    """Yield the labels, in lower case, of `apps.get_model("shop", "Book")` in what an operation runs forwards."""
    expressions = Expressions(classes)
    value = step.operation.argument(0, "code")
    function = expressions.defined(Written(step.operation.made.module, value)) if value is not None else None
    if function is None or not isinstance(function.node, Function):
        return
    first = function.node.parameters[0].name if function.node.parameters else ""
    for node in walk(body_of(function.node)):
        if isinstance(node, Chain) and getattr(node.base, "id", "") == first and (label := _get_model(node)):
            yield label.lower()


def _get_model(chain: Chain) -> str:
    if len(chain.steps) < 2:
        return ""
    named, called = chain.steps[:2]
    if not isinstance(named, Attribute) or named.name != "get_model" or not isinstance(called, Call):
        return ""
    texts = [each.value.value for each in called.arguments if isinstance(each.value, Constant)]
    label = ".".join(each for each in texts if isinstance(each, str))
    return label if label.count(".") == 1 and len(texts) == len(called.arguments) else ""
