"""Reads templates for what they do with rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django_pro.facts.templates import TemplateFile, Templates
from django_pro.facts.templatetags import Kind, Libraries
from django_pro.facts.templatetags import Tag as Registered
from django_pro.flow.arguments import Arguments
from django_pro.flow.asking import turn_of
from django_pro.flow.templates.acting import Acting
from django_pro.flow.templates.page import Body, Env, Page, may_lead_on
from django_pro.flow.templates.using import Using
from django_pro.flow.templates.variables import called, tested, value_of
from django_pro.flow.values import PLAIN, Const, Many, Place, Request, Values, singled, unknown
from django_pro.project.names import Defined
from django_pro.project.settings import item, listing, texts
from django_pro.source.syntax import Function
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
        self.acting = Acting(self.templates, self.tag)
        self.using = Using(self._is_quiet)
        self._given: Env | None = None
        self._blocks: dict[str, tuple[Block, ...]] = {}
        self._tags: dict[str, Registered | None] = {}

    def render(self, names: Iterable[str], env: Env, depth: int = 0, by: str = "") -> None:
        """Read the first template of these names that there is, with what its context holds; file `by` includes it."""
        leads_on = any(may_lead_on(value) for values in env.values() for value in values)
        found = next((each for name in names if (each := self.templates.resolve(name, by=by)) is not None), None)
        if depth <= DEEPEST and found is not None and (leads_on or self.acting.acts(found)):
            self._render(found, env, depth)

    @property
    def given(self) -> Env:
        """What the settings' context processors give to every template that is rendered for a request."""
        if self._given is None:
            self._given = {}
            self._given = processed(self.engine)
        return self._given

    def _render(self, template: TemplateFile, env: Env, depth: int) -> None:
        lineage = self.templates.lineage(template).templates
        blocks: dict[str, tuple[Body, ...]] = {}
        for each in lineage:
            for block in self._blocks_of(each.path):
                blocks[block.name] = (*blocks.get(block.name, ()), Body(each.path, block.body))
        root = lineage[-1]
        self.read(Page(root.path, root.name, env, blocks, depth=depth), self.templates.read(root.path).nodes)

    def _blocks_of(self, path: str) -> tuple[Block, ...]:
        if path not in self._blocks:
            self._blocks[path] = tuple(_blocks(self.templates.read(path).nodes))
        return self._blocks[path]

    def read(self, page: Page, nodes: Iterable[TemplateNode]) -> Page:
        """Read nodes in order; return the page with the names that they leave behind."""
        for node in nodes:
            handler = _NODES.get(type(node))
            if handler is not None and self._concerns(page, node) and not self.engine.is_spent():
                page = handler(self, page, node) or page
        return page

    def _concerns(self, page: Page, node: TemplateNode) -> bool:
        """Whether a part of a template can read rows."""
        uses = self.using.of(node)
        return uses.always or not page.leading.isdisjoint(uses.names)

    def _is_quiet(self, node: Tag) -> bool:
        """Whether a tag does nothing but with the values it is given."""
        known = self.tag(node.name)
        return not node.asvar and (known is None or known.function is None)

    def filter(self, path: str, name: str) -> Defined | None:
        """Return the project's own filter of a name."""
        found = self._registered(name, (Kind.FILTER,))
        return found.function if found else None

    def tag(self, name: str) -> Registered | None:
        """Return the project's own tag of a name."""
        if name not in self._tags:
            self._tags[name] = self._registered(name, (Kind.SIMPLE_TAG, Kind.INCLUSION_TAG, Kind.SIMPLE_BLOCK_TAG))
        return self._tags[name]

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
        if _is_end(branch.condition):
            _read_once(reader, page, branch.body)
        else:
            reader.read(page, branch.body)
    reader.read(page, node.orelse)


def _is_end(condition: object) -> bool:
    """Whether a condition holds for one turn of the loop only."""
    base = getattr(condition, "base", None)
    return isinstance(base, Variable) and base.path in (("forloop", "first"), ("forloop", "last"))


def _read_once(reader: Reader, page: Page, body: Iterable[TemplateNode]) -> None:
    frame = reader.engine.frame
    turns, frame.turns = frame.turns, frame.turns[:-1]
    reader.read(page.having({name: singled(page.env[name]) for name in page.targets if name in page.env}), body)
    frame.turns = turns


def _for(reader: Reader, page: Page, node: For) -> None:
    iterable = value_of(reader, page, node.iterable)
    items = reader.engine.each_of(iterable, page.place(node.iterable))
    inner = page.having({**_unpacked(reader, page, node, items), "forloop": PLAIN})
    inner = replace(inner, targets=node.targets)
    turns = reader.engine.frame.turns
    turns.append(turn_of(iterable, items, None))
    reader.read(inner, node.body)
    turns.pop()
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
    if known.takes_context is True:
        context: Values = (Many("dict", named=_wanted(reader, known.function, page.env)),)
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


def _wanted(reader: Reader, function: Defined, env: Env) -> tuple[tuple[str, Values], ...]:
    """Return what a tag takes of its context: the names it mentions, or all where it hands the context on."""
    assert isinstance(function.node, Function)
    parameter = function.node.parameters[0].name if function.node.parameters else ""
    used = reader.engine.sharing.keys_of(function, parameter)
    return tuple((name, values) for name, values in env.items() if used is None or name in used)


def _nothing(reader: Reader, page: Page, node: Extends) -> None:
    """A child is read through its blocks."""


_NODES: dict[type, Handler] = {
    Output: _output, If: _if, For: _for, With: _with, Include: _include, Block: _block, Regroup: _regroup,
    Cycle: _values, Url: _url, BlockTranslate: _translated, AutoEscape: _body, Filtered: _body,
    PartialDefinition: _body, IfChanged: _changed, Set: _set, Tag: _tag, Extends: _nothing,
}  # fmt: skip


def processed(engine: Engine) -> Env:
    """Return what the project's own context processors give (Django: "context_processors")."""
    found: Env = {}
    settings = engine.project.settings
    engines = listing(settings.value("TEMPLATES")).items
    stated = [item(options, "OPTIONS", "context_processors") for options in engines]
    for names in (*stated, settings.value("TEMPLATE_CONTEXT_PROCESSORS")):  # the last before Django 1.8
        for name in texts(names) if names is not None else ():
            for target in engine.names.dotted(name):
                if isinstance(target, Defined) and target.module.origin == "project":
                    place = Place(target.module.path, target.node.start, target.node.start)
                    found.update(env_of(engine.enter(target, None, Arguments(((Request("GET"),),)), place)))
    return found


def env_of(context: Values) -> Env:
    """Return the names that a context holds."""
    found: Env = {}
    for each in context:
        if isinstance(each, Many) and each.kind == "dict":
            for name, values in each.named:
                found[name] = (*found.get(name, ()), *(value for value in values if value not in found.get(name, ())))
    return found
