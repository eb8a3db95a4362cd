"""What a template is read to.

`start` and `end` are byte offsets into the file as it stands on disk, of the whole tag with its body for a block.  The
text of the page is not kept: `Text` says only where it stands.
"""

from __future__ import annotations

import msgspec


class Node(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Anything with a place in a template."""

    start: int
    end: int


class Unread(Node, frozen=True, array_like=True, gc=False, tag=1):
    """What could not be read, as an expression or in place of a tag; the template's `notes` hold the same."""

    why: str


# Expressions


class Variable(Node, frozen=True, array_like=True, gc=False, tag=2):
    """A variable and its look-ups: `book.author.name` is `("book", "author", "name")`; `()` after a step is dropped."""

    path: tuple[str, ...]


class Literal(Node, frozen=True, array_like=True, gc=False, tag=3):
    """A string, a number, `True`, `False` or `None`; an integer beyond 64 bits is a float."""

    value: bool | int | float | str | None


class Translated(Node, frozen=True, array_like=True, gc=False, tag=4):
    """A string marked for translation: `_("…")`."""

    text: str


class Compound(Node, frozen=True, array_like=True, gc=False, tag=5):
    """An expression of Jinja2 that is more than one variable: what it reads, in the order it is written."""

    parts: tuple[FilterExpression, ...]


class Called(Node, frozen=True, array_like=True, gc=False, tag=42):
    """A call of Jinja2's with arguments: `book.price(currency, net=True)`; `keywords` are what is given by name.

    `is_open` tells that `*` or `**` bring more.
    """

    function: Variable
    arguments: tuple[FilterExpression, ...]
    keywords: tuple[Binding, ...]
    is_open: bool


class Filter(Node, frozen=True, array_like=True, gc=False):
    """A filter; Jinja2's several arguments are one `Compound`."""

    name: str
    argument: Operand | None


class FilterExpression(Node, frozen=True, array_like=True, gc=False, tag=6):
    """An operand and the filters applied to it, in order."""

    base: Operand
    filters: tuple[Filter, ...] = ()


class Test(Node, frozen=True, array_like=True, gc=False, tag=7):
    """An operator of `{% if %}`: `and` and `or` with two operands or more, `not` with one, the others with two."""

    operator: str
    operands: tuple[Condition, ...]


class Binding(Node, frozen=True, array_like=True, gc=False):
    """`name=value`, or `value as name`."""

    name: str
    value: Expression


# Nodes


class Text(Node, frozen=True, array_like=True, gc=False, tag=20):
    """Text of the page, and what stands inside `{% verbatim %}`."""


class Output(Node, frozen=True, array_like=True, gc=False, tag=21):
    """`{{ expression }}`."""

    expression: Expression


class Branch(Node, frozen=True, array_like=True, gc=False):
    """`{% if condition %}` or `{% elif condition %}`, up to the next of them."""

    condition: Condition
    body: tuple[TemplateNode, ...]


class If(Node, frozen=True, array_like=True, gc=False, tag=22):
    """`{% if %}`: its branches, and what stands after `{% else %}`."""

    branches: tuple[Branch, ...]
    orelse: tuple[TemplateNode, ...]


class For(Node, frozen=True, array_like=True, gc=False, tag=23):
    """`{% for targets in iterable %}`; `condition` is Jinja2's `if` behind the iterable."""

    targets: tuple[str, ...]
    iterable: Expression
    reversed: bool
    body: tuple[TemplateNode, ...]
    empty: tuple[TemplateNode, ...]
    condition: Expression | None = None


class With(Node, frozen=True, array_like=True, gc=False, tag=24):
    """`{% with %}`."""

    bindings: tuple[Binding, ...]
    body: tuple[TemplateNode, ...]


class Include(Node, frozen=True, array_like=True, gc=False, tag=25):
    """`{% include %}`; with `only` the template sees nothing but the bindings."""

    template: Expression
    bindings: tuple[Binding, ...]
    only: bool


class Extends(Node, frozen=True, array_like=True, gc=False, tag=26):
    """`{% extends %}`."""

    template: Expression


class Block(Node, frozen=True, array_like=True, gc=False, tag=27):
    """`{% block name %}`."""

    name: str
    body: tuple[TemplateNode, ...]


class Load(Node, frozen=True, array_like=True, gc=False, tag=28):
    """`{% load %}`: the libraries, and the names taken where it says `from`."""

    libraries: tuple[str, ...]
    names: tuple[str, ...]


class Regroup(Node, frozen=True, array_like=True, gc=False, tag=29):
    """`{% regroup source by grouper as name %}`; the grouper is looked up on each item, its filters with it."""

    source: Expression
    by: Expression
    name: str


class Cycle(Node, frozen=True, array_like=True, gc=False, tag=30):
    """`{% cycle values as name silent %}`; `{% cycle name %}` has no values."""

    values: tuple[Expression, ...]
    name: str | None
    silent: bool


class Url(Node, frozen=True, array_like=True, gc=False, tag=31):
    """`{% url view arguments as asvar %}`."""

    view: Expression
    arguments: tuple[Expression, ...]
    keywords: tuple[Binding, ...]
    asvar: str | None


class BlockTranslate(Node, frozen=True, array_like=True, gc=False, tag=32):
    """`{% blocktranslate %}` or Jinja2's `{% trans %}`; `count` decides between the body and the plural."""

    bindings: tuple[Binding, ...]
    count: Binding | None
    asvar: str | None
    body: tuple[TemplateNode, ...]
    plural: tuple[TemplateNode, ...]


class AutoEscape(Node, frozen=True, array_like=True, gc=False, tag=33):
    """`{% autoescape %}`; `on` is None where Jinja2 computes it."""

    on: bool | None
    body: tuple[TemplateNode, ...]


class Filtered(Node, frozen=True, array_like=True, gc=False, tag=34):
    """`{% filter %}`: the filters its rendered body goes through."""

    filters: tuple[Filter, ...]
    body: tuple[TemplateNode, ...]


class IfChanged(Node, frozen=True, array_like=True, gc=False, tag=35):
    """`{% ifchanged %}`."""

    values: tuple[Expression, ...]
    body: tuple[TemplateNode, ...]
    orelse: tuple[TemplateNode, ...]


class Csrf(Node, frozen=True, array_like=True, gc=False, tag=36):
    """`{% csrf_token %}`."""


class PartialDefinition(Node, frozen=True, array_like=True, gc=False, tag=37):
    """`{% partialdef name %}` of Django 6.0; rendered where it stands when `inline`."""

    name: str
    inline: bool
    body: tuple[TemplateNode, ...]


class Partial(Node, frozen=True, array_like=True, gc=False, tag=38):
    """`{% partial name %}` of Django 6.0."""

    name: str


class Tag(Node, frozen=True, array_like=True, gc=False, tag=39):
    """Any other tag: `bits` as written after its name, the same read as arguments, and a body where an end tag is.

    What a library's tag means by a word like `by` or `for` is not known here: it is an argument too.
    """

    name: str
    bits: tuple[str, ...]
    arguments: tuple[Expression, ...]
    keywords: tuple[Binding, ...]
    asvar: str | None
    body: tuple[TemplateNode, ...] | None


class Set(Node, frozen=True, array_like=True, gc=False, tag=40):
    """Jinja2's `{% set names = value %}`, or `{% set name %}` with a body and no value."""

    names: tuple[str, ...]
    value: Expression | None
    body: tuple[TemplateNode, ...]


class Macro(Node, frozen=True, array_like=True, gc=False, tag=41):
    """Jinja2's `{% macro name(parameters) %}`; `defaults` are what its signature reads."""

    name: str
    parameters: tuple[str, ...]
    defaults: tuple[FilterExpression, ...]
    body: tuple[TemplateNode, ...]


Operand = Variable | Literal | Translated | Compound | Called
Expression = FilterExpression | Unread
Condition = Test | FilterExpression | Unread
TemplateNode = (
    Text | Output | If | For | With | Include | Extends | Block | Load | Regroup | Cycle | Url | BlockTranslate
    | AutoEscape | Filtered | IfChanged | Csrf | PartialDefinition | Partial | Tag | Set | Macro | Unread
)  # fmt: skip


class Remark(Node, frozen=True, array_like=True, gc=False):
    """A comment that speaks to us (`{# djp: … #}`)."""

    text: str


class Note(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Something odd at a byte offset, said in words."""

    offset: int
    why: str


class Template(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A template: its nodes, and what a reader asks for first.

    `extends` is what it extends, `includes` and `loads` stand in the nodes too; `dialect` is `django` or `jinja2`.
    """

    nodes: tuple[TemplateNode, ...]
    extends: Expression | None
    includes: tuple[Include, ...]
    loads: tuple[Load, ...]
    comments: tuple[Remark, ...]
    notes: tuple[Note, ...]
    dialect: str


_encoder = msgspec.msgpack.Encoder()
_templates = msgspec.msgpack.Decoder(Template)


def pack_template(template: Template) -> bytes:
    """Return a template as msgpack."""
    return _encoder.encode(template)


def unpack_template(data: bytes | memoryview) -> Template:
    """Return the template that `pack_template` wrote."""
    return _templates.decode(data)
