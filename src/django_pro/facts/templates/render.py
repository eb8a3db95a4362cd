"""A place where a template is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django_pro.facts.expressions import Written
from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.source.syntax import Node


class How(StrEnum):
    """What says which template it is."""

    TEMPLATE_NAME = "template_name"
    DEFAULT_NAME = "default name"
    AS_VIEW = "as_view"
    RENDER = "render"
    TEMPLATE_RESPONSE = "TemplateResponse"
    RENDER_TO_STRING = "render_to_string"
    GET_TEMPLATE = "get_template"


@dataclass(frozen=True)
class Render:
    """A class-based view with its template, or a call that renders one.

    `names` are the names that are tried, or chosen between, in order; `scope` is the qualified name of the view class, or
    of the function that calls. `view` is the class, also the one whose attribute a method's call renders, None for other
    calls. `context` is the expression a call gives, None where it gives none; `method` a view's own `get_context_data`.
    `node` is the place: the class, the name, or the call.
    """

    how: How
    names: tuple[str, ...] | Unknown
    module: ModuleFile
    scope: str
    node: Node
    view: Defined | None = None
    context: Written | None = None
    method: Defined | None = None
