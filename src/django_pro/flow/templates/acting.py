"""Templates that ask the database by themselves: by tags of the project's own, or by what their view gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django_pro.facts.templates import TemplateFile, Templates
from django_pro.facts.templatetags import Tag as Registered
from django_pro.source.syntax import Function
from django_pro.source.templates.syntax import Tag, TemplateNode, Variable

_MANAGER = b"objects"
#: Under this name a generic view puts itself into its context.
_VIEW = "view"


class Acting:
    """Which templates read rows that nobody gave them."""

    def __init__(self, templates: Templates, tag: Callable[[str], Registered | None]) -> None:
        self.templates = templates
        self.tag = tag
        self._known: dict[str, bool] = {}

    def acts(self, template: TemplateFile) -> bool:
        """Whether a template, one that it extends, or one that they include, does."""
        found = self._known.get(template.path)
        if found is None:
            self._known[template.path] = False  # one that includes itself
            lineage = self.templates.lineage(template).templates
            found = any(self._acts_itself(each) for each in lineage) or any(
                isinstance(each.template, TemplateFile) and self.acts(each.template)
                for file in lineage
                for each in self.templates.includes(file)
            )
            self._known[template.path] = found
        return found

    def _acts_itself(self, template: TemplateFile) -> bool:
        return any(self._is_act(node) for node in nodes_of(self.templates.read(template.path).nodes))

    def _is_act(self, node: object) -> bool:
        if isinstance(node, Variable):
            return node.path[0] == _VIEW and len(node.path) > 1
        known = self.tag(node.name) if isinstance(node, Tag) else None
        function = known.function.node if known is not None and known.function is not None else None
        return isinstance(function, Function) and _MANAGER in bytes(function.packed)


def nodes_of(nodes: Iterable[TemplateNode]) -> Iterator[object]:
    """Yield every part of a template's nodes."""
    waiting: list[object] = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif hasattr(node, "__struct_fields__"):
            yield node
            waiting.extend(getattr(node, name) for name in node.__struct_fields__)
