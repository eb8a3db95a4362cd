"""What a migration says of itself beside its operations: what it depends on, stands for, and whether it is atomic."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.expressions import Expressions, Written
from django_pro.facts.models.references import References
from django_pro.findings.blind import Unknown
from django_pro.project.classes import Classes, describe
from django_pro.project.names import Defined
from django_pro.source.syntax import Attribute, Call, Chain, Constant, Expression, Sequence

_SWAPPABLE = "swappable_dependency"
#: Attributes by which django-safemigrate and django-syzygy are told when a migration runs, and what says: after the code.
_PHASES = ("safe", "stage")
_AFTER = ("after_deploy", "after_deploy(…)", "POST_DEPLOY")


class Headings:
    """Reads the attributes of migration classes."""

    def __init__(self, classes: Classes, references: References) -> None:
        self.classes = classes
        self.references = references
        self.expressions = Expressions(classes)

    def labels(self, cls: Defined, name: str) -> tuple[str, ...]:
        """Return the labels that `dependencies`, `run_before` or `replaces` lists; those written otherwise are left out."""
        written = self._written(cls, name)
        items = self.expressions.items(written) if written else ()
        if isinstance(items, Unknown):
            return ()
        return tuple(label for item in items for label in self._label(item))

    def flag(self, cls: Defined, name: str) -> bool | Unknown | None:
        """Return `initial` or `atomic`, None where the class does not say."""
        written = self._written(cls, name)
        if written is None:
            return None
        value = self.expressions.value(written).value
        if isinstance(value, Constant):
            return bool(value.value)
        return Unknown(f"`{name}` is `{describe(value)}`")

    def comes_after(self, cls: Defined) -> bool:
        """Whether a class says, to what deploys it, that it runs once no process of the release before does."""
        said = (self._written(cls, name) for name in _PHASES)
        return any(each is not None and describe(each.value).endswith(_AFTER) for each in said)

    def _written(self, cls: Defined, name: str) -> Written | None:
        member = self.classes.member(cls, name)
        if member is None or member.value is None or member.owner.name.startswith("django."):
            return None
        return Written(member.owner.module, member.value)

    def _label(self, item: Written) -> Iterator[str]:
        value = item.value
        if isinstance(value, Sequence) and len(value.items) == 2:
            texts = [self._text(item.at(each)) for each in value.items]
            if None not in texts:
                yield ".".join(str(each) for each in texts)
        elif isinstance(value, Chain) and (named := _swappable(value)) and (text := self._text(item.at(named))):
            yield f"{text.rpartition('.')[0]}.__first__"

    def _text(self, written: Written) -> str | None:
        return self.references.text(written.module, written.value)


def _swappable(chain: Chain) -> Expression | None:
    """Return the argument of `migrations.swappable_dependency(settings.AUTH_USER_MODEL)`."""
    call = chain.steps[-1]
    called = chain.steps[-2] if len(chain.steps) > 1 else chain.base
    name = called.name if isinstance(called, Attribute) else getattr(called, "id", "")
    if name != _SWAPPABLE or not isinstance(call, Call) or len(call.arguments) != 1:
        return None
    return call.arguments[0].value
