"""What two texts of one migration have in common: its operations, as far as a database knows of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from typing import Any

import msgspec

from django_pro.source.syntax import Argument, Assign, Attribute, Call, Chain, Class, Expression, Module, Node, Sequence

#: Arguments that no database knows of (Django: `Field.non_db_attrs`, and those of `RunPython` and `RunSQL`), and the
#: defaults, which no row keeps for a reason.
_NOT_OF_DATABASE = frozenset(
    """blank choices default editable error_messages help_text limit_choices_to on_delete related_name
    related_query_name validators verbose_name storage upload_to auto_created serialize elidable hints reverse_code
    reverse_sql managers preserve_default""".split()
)
#: Operations that only the models' state knows of.
_OF_STATE = frozenset({"AlterModelOptions", "AlterModelManagers"})
#: Operations whose second argument says how they are undone.
_BY_HAND = frozenset({"RunPython", "RunSQL"})

Shape = tuple[str, Hashable]


def shapes(module: Module) -> Counter[Shape]:
    """Return the operations of a migration, each by its name and what the database knows of it."""
    found = (_shape(each) for each in _operations(module))
    return Counter(each for each in found if each[0] not in _OF_STATE)


def _operations(module: Module) -> Iterator[Expression]:
    for cls in module.body:
        for statement in cls.body if isinstance(cls, Class) and cls.name == "Migration" else ():
            if isinstance(statement, Assign) and getattr(statement.targets[0], "id", "") == "operations":
                value = statement.value
                yield from value.items if isinstance(value, Sequence) else (value,)


def _shape(operation: Expression) -> Shape:
    names = (
        [each.name for each in operation.steps if isinstance(each, Attribute)] if isinstance(operation, Chain) else []
    )
    return (names[-1] if names else type(operation).__name__, plain(operation))


def plain(value: Any) -> Hashable:
    """Return a node without its place, where a class is called by its last name, and without what is of no account."""
    if isinstance(value, tuple):
        return tuple(plain(each) for each in value if not _is_idle(each))
    if isinstance(value, Chain):
        attributes = [step for step in value.steps if isinstance(step, Attribute)]
        base = attributes[-1].name if attributes else plain(value.base)
        called = [step for step in value.steps if not isinstance(step, Attribute)]
        if base in _BY_HAND and called and isinstance(called[0], Call):
            return (base, plain(called[0].arguments[:1]))
        return (base, *(plain(step) for step in called))
    if isinstance(value, Node):
        fields = [name for name in value.__struct_fields__ if name not in ("start", "end")]
        return (type(value).__name__, *(plain(getattr(value, name)) for name in fields))
    return repr(bytes(value)) if isinstance(value, msgspec.Raw) else repr(value)


def _is_idle(value: object) -> bool:
    return isinstance(value, Argument) and value.name in _NOT_OF_DATABASE
