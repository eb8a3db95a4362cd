"""Reads templates for what they do with rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django_pro.facts.templates import TemplateFile, Templates
from django_pro.facts.templatetags import Kind, Libraries
from django_pro.facts.templatetags import Tag as Registered
from django_pro.flow.arguments import Arguments
from django_pro.flow.templates.page import Body, Env, Page, may_lead_on
from django_pro.flow.templates.variables import called, tested, value_of
from django_pro.flow.values import PLAIN, Const, Many, Values, unknown
from django_pro.project.names import Defined
from django_pro.source.templates.syntax import (
    AutoEscape,
    Block,
    BlockTranslate,
    Cycle,
    Extends,
    Filtered,
    FilterExpression,
    For,
    If,
    IfChanged,
    Include,
    Literal,
    Output,
    PartialDefinition,
    Regroup,
    Set,
    Tag,
    TemplateNode,
    Url,
    Variable,
    With,
)

if TYPE_CHECKING:
    from django_pro.flow.engine import Engine

#: Includes inside includes, and inclusion tags, are followed this far.
DEEPEST = 8


class Reader:
    """Reads the templates of one project."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.templates = Templates(engine.project)
        self.libraries = Libraries(engine.project)
        self._filters: dict[str, dict[str, Defined]] = {}

    def render(self, names: Iterable[str], env: Env, depth: int = 0, by: str = "") -> None:
        """Read the first template of these names that there is, with what its context holds; file `by` includes it."""
        if depth > DEEPEST or not any(may_lead_on(value) for values in env.values() for value in values):
            return
        for name in names:
            found = self.templates.resolve(name, by=by)
            if found is not None:
                self._render(found, env, depth)
                return

    def _render(self, template: TemplateFile, env: Env, depth: int) -> None:
        lineage = self.templates.lineage(template).templates
        blocks: dict[str, tuple[Body, ...]] = {}
        for each in lineage:
            for block in _blocks(self.templates.read(each.path).nodes):
                blocks[block.name] = (*blocks.get(block.name, ()), Body(each.path, block.body))
        root = lineage[-1]
        self.read(Page(root.path, root.name, env, blocks, depth=depth), self.templates.read(root.path).nodes)

    def read(self, page: Page, nodes: Iterable[TemplateNode]) -> Page:
        """Read nodes in order; return the page with the names that they leave behind."""
        for node in nodes:
            handler = _NODES.get(type(node))
            if handler is not None and not self.engine.is_spent():
                page = handler(self, page, node) or page
        return page

    def filter(self, path: str, name: str) -> Defined | None:
        """Return the project's own filter of a name."""
        found = self._registered(name, (Kind.FILTER,))
        return found.function if found else None

    def tag(self, name: str) -> Registered | None:
        """Return the project's own tag of a name."""
        return self._registered(name, (Kind.SIMPLE_TAG, Kind.INCLUSION_TAG, Kind.SIMPLE_BLOCK_TAG))

    def _registered(self, name: str, kinds: tuple[Kind, ...]) -> Registered | None:
        found = [each for each in self.libraries.tags(name) if each.kind in kinds]
        own = [each for each in found if each.function is not None and each.function.module.origin == "project"]
        return own[0] if own else None


def _blocks(nodes: Iterable[TemplateNode]) -> Iterable[Block]:
    for node in nodes:
        if isinstance(node, Block):
            yield node
        for name in ("body", "orelse", "empty"):
            inner = getattr(node, name, None)
            if isinstance(inner, tuple):
                yield from _blocks(inner)
        for branch in getattr(node, "branches", ()):
            yield from _blocks(branch.body)


Handler = Callable[[Reader, Page, Any], "Page | None"]


def _output(reader: Reader, page: Page, node: Output) -> None:
    base = node.expression.base if isinstance(node.expression, FilterExpression) else None
    if getattr(base, "path", ()) == ("block", "super") and page.above:
        first, *rest = page.above
        reader.read(replace(page, path=first.path, above=tuple(rest)), first.nodes)
        return
    reader.engine.text_of(value_of(reader, page, node.expression), page.place(node))


def _if(reader: Reader, page: Page, node: If) -> None:
    for branch in node.branches:
        tested(reader, page, branch.condition)
        reader.read(page, branch.body)
    reader.read(page, node.orelse)


def _for(reader: Reader, page: Page, node: For) -> None:
    items = reader.engine.each_of(value_of(reader, page, node.iterable), page.place(node.iterable))
    inner = page.having({**_unpacked(reader, page, node, items), "forloop": PLAIN})
    reader.read(inner, node.body)
    reader.read(page, node.empty)


def _unpacked(reader: Reader, page: Page, node: For, items: Values) -> Env:
    if len(node.targets) == 1:
        return {node.targets[0]: items}
    parts = items[0].fixed if len(items) == 1 and isinstance(items[0], Many) else None
    if parts is not None and len(parts) == len(node.targets):
        return dict(zip(node.targets, parts, strict=True))
    return dict.fromkeys(node.targets, reader.engine.each_of(items, page.place(node.iterable)))


def _with(reader: Reader, page: Page, node: With) -> None:
    reader.read(page.having({each.name: value_of(reader, page, each.value) for each in node.bindings}), node.body)


def _include(reader: Reader, page: Page, node: Include) -> None:
    given = {each.name: value_of(reader, page, each.value) for each in node.bindings}
    template = node.template
    base = template.base if isinstance(template, FilterExpression) else None
    name = base.value if isinstance(base, Literal) and isinstance(base.value, str) else None
    names = [name] if name else [each.value for each in value_of(reader, page, template) if isinstance(each, Const)]
    env = given if node.only else {**page.env, **given}
    reader.render([each for each in names if isinstance(each, str)], env, page.depth + 1, page.path)


def _block(reader: Reader, page: Page, node: Block) -> None:
    bodies = page.blocks.get(node.name) or (Body(page.path, node.body),)
    first, *rest = bodies
    reader.read(replace(page, path=first.path, above=tuple(rest)), first.nodes)


def _regroup(reader: Reader, page: Page, node: Regroup) -> Page:
    items = reader.engine.each_of(value_of(reader, page, node.source), page.place(node))
    each = page.having({"_item": items})
    key: Values = PLAIN
    if isinstance(node.by, FilterExpression) and isinstance(node.by.base, Variable):
        path = ("_item", *node.by.base.path)
        key = value_of(
            reader, each, FilterExpression(node.by.start, node.by.end, Variable(node.by.start, node.by.end, path))
        )
    rows: Values = (Many("list", items),)
    group = Many("tuple", fixed=(key, rows), named=(("grouper", key), ("list", rows)))
    return page.having({node.name: (Many("list", (group,)),)})


def _values(reader: Reader, page: Page, node: Cycle) -> None:
    for each in node.values:
        value_of(reader, page, each)


def _url(reader: Reader, page: Page, node: Url) -> None:
    for each in (*node.arguments, *(binding.value for binding in node.keywords)):
        reader.engine.text_of(value_of(reader, page, each), page.place(each))


def _translated(reader: Reader, page: Page, node: BlockTranslate) -> None:
    bindings = [*node.bindings, *([node.count] if node.count else [])]
    inner = page.having({each.name: value_of(reader, page, each.value) for each in bindings})
    reader.read(inner, node.body)
    reader.read(inner, node.plural)


def _body(reader: Reader, page: Page, node: AutoEscape | Filtered | PartialDefinition) -> None:
    reader.read(page, node.body)


def _changed(reader: Reader, page: Page, node: IfChanged) -> None:
    for each in node.values:
        value_of(reader, page, each)
    reader.read(page, node.body)
    reader.read(page, node.orelse)


def _set(reader: Reader, page: Page, node: Set) -> Page:
    values = value_of(reader, page, node.value) if node.value is not None else PLAIN
    return page.having(dict.fromkeys(node.names, values))


def _tag(reader: Reader, page: Page, node: Tag) -> Page | None:
    """A tag of a library: the project's own are followed, of others what they are given is read."""
    positional = tuple(value_of(reader, page, each) for each in node.arguments)
    named = {each.name: value_of(reader, page, each.value) for each in node.keywords}
    known = reader.tag(node.name)
    if node.body is not None:
        reader.read(page, node.body)
    if known is None or known.function is None:
        return page.having({node.asvar: unknown(f"what `{{% {node.name} %}}` gives")}) if node.asvar else None
    context: Values = (Many("dict", named=tuple(page.env.items())),)
    if known.takes_context is True:
        positional = (context, *positional)
    result = reader.engine.enter(known.function, None, Arguments(positional, named), page.place(node))
    if known.kind is Kind.INCLUSION_TAG and isinstance(known.template, str):
        inner = {name: values for each in result if isinstance(each, Many) for name, values in each.named}
        reader.render((known.template,), inner, page.depth + 1)
        return None
    if node.asvar:
        return page.having({node.asvar: called(reader, result, page.place(node))})
    reader.engine.text_of(result, page.place(node))
    return None


def _nothing(reader: Reader, page: Page, node: Extends) -> None:
    """A child is read through its blocks."""


_NODES: dict[type, Handler] = {
    Output: _output, If: _if, For: _for, With: _with, Include: _include, Block: _block, Regroup: _regroup,
    Cycle: _values, Url: _url, BlockTranslate: _translated, AutoEscape: _body, Filtered: _body,
    PartialDefinition: _body, IfChanged: _changed, Set: _set, Tag: _tag, Extends: _nothing,
}  # fmt: skip


def env_of(context: Values) -> Env:
    """Return the names that a context holds."""
    found: Env = {}
    for each in context:
        if isinstance(each, Many) and each.kind == "dict":
            for name, values in each.named:
                found[name] = (*found.get(name, ()), *(value for value in values if value not in found.get(name, ())))
    return found
