"""Columns that few may see or set: secrets, and what decides over rights; and the serializers that expose them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django_pro.endpoints import Endpoint
from django_pro.facts.bodies import parts
from django_pro.facts.expressions import Written
from django_pro.facts.models import Field, Kind, Model
from django_pro.facts.serializers import ALL, Serializer
from django_pro.facts.serializers.exposing import DECIDING, Exposed, exposed
from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Span, Step
from django_pro.rules.functions import nodes_of
from django_pro.rules.reviewed import Reviewed
from django_pro.rules.serialized import Serialized, Uses, serialized
from django_pro.source.syntax import Constant

_SECRET = re.compile(
    r"(?:^|_)(?:password|passwd|password_hash|hashed_password|secret|secret_key|client_secret|private_key|api_key|apikey|"
    r"access_token|refresh_token|auth_token|session_key|otp_secret|totp_secret|mfa_secret|recovery_codes|signing_key)$",
    re.IGNORECASE,
)
_TEXTS = ("CharField", "TextField", "BinaryField", "URLField", "EncryptedTextField", "EncryptedCharField")
#: Columns that give rights wherever they stand.
_ALWAYS = frozenset({"is_staff", "is_superuser", "is_admin", "is_owner", "user_permissions", "superuser"})
#: Columns that give rights, or tell who somebody is, where they stand on the user.
_ON_USER = frozenset({"groups", "role", "roles", "permissions", "is_verified", "email_verified", "is_email_verified",
                      "balance", "credits", "is_moderator", "is_active"})  # fmt: skip
#: Names of a relation to a user that tells whose a row is.
_OWNERS = frozenset(
    {"owner", "user", "created_by", "author", "creator", "account_owner", "uploaded_by", "submitted_by"}
)
#: Permissions that let everybody in who has logged in, or everybody.
_WEAK = re.compile(r"^rest_framework\.permissions\.(?:AllowAny|IsAuthenticated|IsAuthenticatedOrReadOnly)$")

#: Permissions that let in only who runs the program.
_OPERATORS = re.compile(r"super_?user|rest_framework\.permissions\.IsAdminUser$", re.IGNORECASE)

#: Methods in which a serializer looks at all that is given.
_CHECKING = ("validate", "create", "update", "save", "to_internal_value")


@dataclass(frozen=True, eq=False)
class Judged:
    """A serializer of a model in the project: its columns, its uses, and where its fields are listed."""

    review: Reviewed
    serialized: Serialized
    serializer: Serializer
    model: Model
    option: str
    written: Written

    @property
    def key(self) -> str:
        """Return the key of its site."""
        return self.serializer.cls.name

    @property
    def path(self) -> str:
        """Return the file in which its fields are listed."""
        return self.written.module.path

    @property
    def span(self) -> Span:
        """Return where its fields are listed."""
        return self.review.span(self.path, self.written.value)

    @property
    def scope(self) -> str:
        """Return what that stands in."""
        return self.review.scope(self.path, self.written.value.start)

    @property
    def trace(self) -> tuple[Step, ...]:
        """Return the way from the class to the list of its fields."""
        cls = self.serializer.cls
        said = f"`{self.serializer.name}` is a serializer of `{self.model.name}`"
        return (
            Step(self.review.headline(cls.module.path, cls.node), said),
            Step(self.span, f"its `{self.option}` stand here"),
        )

    @cached_property
    def columns(self) -> tuple[Exposed, ...] | Unknown:
        """Return the columns that it has fields for."""
        classes = self.review.project.classes
        for name in DECIDING:
            method = classes.method(self.serializer.cls, name)
            if method is not None and method.module.origin == "project" and name != "__init__":
                return Unknown(f"`{method.qualname}` decides")
        return exposed(self.serializer, self.model)

    @cached_property
    def uses(self) -> Uses:
        """Return its uses."""
        return self.serialized.of(self.serializer)

    def secrets(self) -> list[Exposed]:
        """Return the secret columns that it shows."""
        found = self.columns if not isinstance(self.columns, Unknown) else ()
        if self._overrides("to_representation"):
            return []
        return [each for each in found if each.readable and is_secret(each.column) and not self._is_address(each.name)]

    def _is_address(self, name: str) -> bool:
        """Whether a view finds rows by the column: who calls knows it already."""
        views = self.review.endpoints.views
        for endpoint in (*self.uses.readers, *self.uses.writers):
            found = views.attribute(endpoint.view.target, "lookup_field") if endpoint.view is not None else None
            if found is not None and isinstance(found.value, Constant) and found.value.value == name:
                return True
        return False

    def privileges(self) -> list[Exposed]:
        """Return the columns that give rights and that it takes."""
        found = self.columns if not isinstance(self.columns, Unknown) else ()
        return [
            each for each in found if each.writable and self._is_privilege(each.column) and not self._checks(each.name)
        ]

    def _is_privilege(self, column: Field) -> bool:
        user = self.review.models.user()
        on_user = user is not None and self.model.label == user.label
        if column.name in _ALWAYS or (on_user and column.name in _ON_USER):
            return True
        return (
            column.name in _OWNERS and column.kind is Kind.FOREIGN_KEY and user is not None and column.to == user.label
        )

    def _checks(self, name: str) -> bool:
        """Whether the serializer itself looks at what is given for a column."""
        return any(self._overrides(each) for each in (f"validate_{name}", *_CHECKING))

    def _overrides(self, name: str) -> bool:
        method = self.review.project.classes.method(self.serializer.cls, name)
        return method is not None and method.module.origin == "project"


def span_of(each: Judged, name: str) -> Span:
    """Return where a field is listed, else where all of them are."""
    listed = each.serialized.serializers.names(each.serializer.cls)
    written = next((item for text, item in listed if text == name), None)
    own = written is not None and written.module.origin == "project"
    return each.review.span(written.module.path, written.value) if written is not None and own else each.span


def is_secret(column: Field) -> bool:
    """Whether a column holds what only its owner may know."""
    kind = column.class_name.rpartition(".")[2]
    return column.kind is Kind.COLUMN and (kind in _TEXTS or "Encrypted" in kind) and bool(_SECRET.search(column.name))


def is_weak(endpoint: Endpoint) -> bool:
    """Whether everybody who has logged in, or everybody, may call."""
    stated = endpoint.permissions
    return not isinstance(stated.value, Unknown) and all(_WEAK.match(each) for each in stated.value)


def is_owned(review: Reviewed, endpoint: Endpoint) -> bool:
    """Whether only those may call whose secret it is: they get rows of their own, or run the program."""
    stated = endpoint.permissions
    if any(_OPERATORS.search(each) for each in stated.known):
        return True
    method = review.endpoints.views.overrides(endpoint.view.target, "get_queryset") if endpoint.view else None
    return method is not None and "request.user" in "|".join(map(".".join, map(parts, nodes_of(method))))


def judged(review: Reviewed) -> Iterator[Judged]:
    """Yield the project's serializers of models, one for each list of fields that is written."""
    known = serialized(review)
    seen: set[tuple[str, int]] = set()
    for serializer in known.serializers.all:
        model = review.models.get(serializer.model) if isinstance(serializer.model, str) else None
        option = "exclude" if serializer.fields is None else "fields"
        written = known.serializers.written(serializer.cls, option)
        if (
            model is None
            or written is None
            or written.module.origin != "project"
            or review.is_aside(written.module.path)
        ):
            continue
        place = (written.module.path, written.value.start)
        if place not in seen:
            seen.add(place)
            yield Judged(review, known, serializer, model, option, written)


__all__ = ["ALL", "Judged", "is_owned", "is_secret", "is_weak", "judged", "span_of"]
