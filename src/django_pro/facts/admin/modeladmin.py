"""An admin class, as Django's `ModelAdmin` options say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django_pro.facts.expressions import Written
from django_pro.findings.blind import Unknown
from django_pro.project.modules import ModuleFile
from django_pro.project.names import Defined
from django_pro.source.syntax import Chain, Expression


@dataclass(frozen=True)
class Entry:
    """An item of a list such as `list_display`: the text it is, or the name of the function or class.

    `target` is the function or class that stands for it: a method of the admin class or one given as it is; None for the
    name of a field, of a method of the model, or of nothing that can be seen.
    """

    name: str
    target: Defined | None
    written: Written = field(compare=False)


Entries = tuple[Entry, ...] | Unknown
Texts = tuple[str, ...] | Unknown


@dataclass(frozen=True)
class Admin:
    """A `ModelAdmin` or `InlineModelAdmin` class; a list is () where nothing is stated.

    `models` are labels ("shop.Book") of what it is registered for, or an inline's one model. `list_select_related` is
    False where it is not stated, `fields` None. `get_queryset` is the project's own, and `hooks` are its methods that
    decide at run time what a list states (`get_list_display` …), by name. `inline` tells the two kinds of class apart.
    """

    cls: Defined
    inline: bool
    models: tuple[str | Unknown, ...]
    list_display: Entries
    list_select_related: bool | Texts
    list_filter: Entries
    search_fields: Texts
    raw_id_fields: Texts
    autocomplete_fields: Texts
    readonly_fields: Entries
    inlines: tuple[Defined, ...] | Unknown
    actions: Entries
    ordering: Texts
    fields: Texts | None
    list_editable: Texts
    get_queryset: Defined | None
    hooks: Mapping[str, Defined] = field(hash=False)
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Registration:
    """`@admin.register(Book)` or `admin.site.register(Book, BookAdmin)`: `admin` is None for Django's own ModelAdmin."""

    model: str | Unknown
    admin: Defined | Unknown | None
    module: ModuleFile
    node: Chain | Expression
