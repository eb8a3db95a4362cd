"""What the rules about templates say alike: which values a page prints, and who may have written them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django_pro.facts.templates import TemplateFile, Templates
from django_pro.facts.templates.outputs import Printed, printed
from django_pro.facts.templatetags import Kind, Libraries
from django_pro.flow.inputs.values import SENT, Taints
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import Function

#: Filters that escape, or give what needs none.
SANITIZING = frozenset({
    "escape", "force_escape", "conditional_escape", "escapejs", "json_script", "tojson", "to_json", "urlencode", "date",
    "time", "length", "floatformat", "intcomma", "filesizeformat", "yesno", "pluralize", "add", "slugify", "striptags",
    "bleach", "sanitize", "clean", "clean_html", "linebreaks", "linebreaksbr", "urlize", "widthratio", "timesince",
    "timeuntil", "unlocalize", "localize", "stringformat", "get_digit", "wordcount", "divisibleby", "crispy",
    "as_crispy_field", "render_field", "richtext", "phone2numeric", "json", "iriencode", "safe_html", "sanitize_html",
    "render_markdown", "nh3",
})  # fmt: skip
_BUILTIN = frozenset({
    "safe", "safeseq", "default", "default_if_none", "truncatechars", "truncatewords", "truncatechars_html",
    "truncatewords_html", "capfirst", "title", "upper", "lower", "first", "last", "join", "cut", "center", "ljust", "rjust",
    "slice", "wordwrap", "addslashes",
})  # fmt: skip
_SANITIZES = re.compile(rb"escape|bleach|nh3|sanit|format_html|clean|dumps")
#: Names of values that hold numbers, addresses, or HTML that the project makes itself.
TAME = re.compile(
    r"(?:^|_)(?:id|pk|uuid|count|total|size|width|height|year|month|day|number|index|page|counter|counter0|length|color|colour|slug"
    r"|url|urls|href|path|form|forms|field|fields|widget|media|html|svg|icon|json|css|js|script|scripts|style|rendered|render|safe|toolbar"
    r"|paginator|help_text|csrf_token|status|type|version|percent|is_\w+|token|nonce|code|lang|language|locale|direction|class|classes|hex)$"
)
#: Files that no browser shows as HTML.
_PLAIN = (".txt", ".xml", ".md", ".csv", ".js", ".py", ".sh", ".yml", ".yaml", ".toml", ".cfg")
#: What forms, Django and the settings give.
_OTHERS = frozenset({"field", "settings", "forloop", "block", "page_obj", "opts", "fieldset", "site"})
_ERRORS = re.compile(r"^(?:errors?|err_msg|error_message|exception|exc|query|search|search_query|q|keyword|term)$")


@dataclass(frozen=True)
class Shown:
    """A printed value of one template."""

    template: TemplateFile
    printed: Printed

    @property
    def name(self) -> str:
        """Return the variable as it is written."""
        return ".".join(self.printed.path)


class Pages:
    """Questions about what templates print."""

    def __init__(self, review: Reviewed) -> None:
        self.review = review
        self.templates = Templates(review.project)
        self._libraries = Libraries(review.project)

    def shown(self) -> Iterator[Shown]:
        """Yield what the HTML templates of the project print, those of e-mails in plain text aside."""
        seen: set[str] = set()
        for template in self.templates.all:
            plain = template.path.endswith(
                (".txt", ".xml", ".md", ".csv", ".js", ".py", ".sh", ".yml", ".yaml", ".toml", ".cfg")
            )
            if template.path in seen or plain or self.review.is_aside(template.path):
                continue
            seen.add(template.path)
            raw = (self.review.project.root / template.path).read_bytes()
            if b"{{" in raw:
                yield from (Shown(template, each) for each in printed(self.templates.read(template.path), raw))

    def is_seen(self, shown: Shown) -> bool:
        """Whether every filter is Django's, or one of the project's that could be read."""
        own = (each for each in shown.printed.filters if each not in _BUILTIN and each not in SANITIZING)
        return all(any(one.function is not None for one in self._libraries.tags(each)) for each in own)

    def is_sanitized(self, shown: Shown) -> bool:
        """Whether a filter before the last makes the value harmless: a known one, or one of the project's that escapes."""
        return any(each in SANITIZING or self._escapes(each) for each in shown.printed.filters)

    def _escapes(self, name: str) -> bool:
        for each in self._libraries.tags(name):
            if each.kind is Kind.FILTER and each.function is not None and isinstance(each.function.node, Function):
                return bool(_SANITIZES.search(bytes(each.function.node.packed)))
        return False

    @cached_property
    def _written(self) -> frozenset[str]:
        """The names of short texts: whoever prints a long one unescaped has HTML in mind, and cleans it elsewhere."""
        kinds: dict[str, set[str]] = {}
        for model in self.review.models.all():
            for field in model.fields if model.cls.module.origin == "project" else ():
                chosen = field.argument("choices") is not None
                kinds.setdefault(field.name, set()).add("" if chosen else field.class_name.rpartition(".")[2])
        return frozenset(name for name, found in kinds.items() if found == {"CharField"})

    def sent(self, shown: Shown) -> Taints:
        """Return what a user sends that a view gives the template under the variable's name."""
        if not shown.printed.path:
            return frozenset()
        _ = self.review.inputs.landings
        found = self.review.inputs.contexts.get(shown.template.name, {}).get(shown.printed.path[0], frozenset())
        return frozenset(each for each in found if each.source.origin in SENT)

    def is_users(self, shown: Shown) -> bool:
        """Whether users write it, by its name: a short text of the project's models, or an error or a query."""
        path = shown.printed.path
        if not path or TAME.search(path[-1]) or path[0] in _OTHERS or path[0].endswith("form"):
            return False
        return (len(path) > 1 and path[-1] in self._written) or (len(path) == 1 and bool(_ERRORS.match(path[0])))
