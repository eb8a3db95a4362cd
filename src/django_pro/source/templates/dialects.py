"""Django's template language and Jinja2, and which of them a file is in."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from django_pro.source.templates import blocks, expressions, jinja_expressions, jinja_tags, tags
from django_pro.source.templates.building import Dialect

DJANGO = Dialect(
    name="django",
    expression=expressions.expression,
    blocks=blocks.BLOCKS,
    leaves=tags.LEAVES,
    middles=blocks.MIDDLES,
    opens=blocks.opens,
    verbatim="verbatim",
)
JINJA2 = Dialect(
    name="jinja2",
    expression=jinja_expressions.expression,
    blocks=jinja_tags.BLOCKS,
    leaves=jinja_tags.LEAVES,
    middles=jinja_tags.MIDDLES,
    opens=jinja_tags.opens,
    verbatim="raw",
)
DIALECTS = {dialect.name: dialect for dialect in (DJANGO, JINJA2)}
_EXTENSIONS = {".j2", ".jinja", ".jinja2"}
_STRING = r"""(?:"[^"\n]{0,200}"|'[^'\n]{0,200}')"""
#: What may stand in one tag before a thing of note; bounded, so that no line is too long.
_INSIDE = rf"""(?:{_STRING}|(?!%}}|}}}})[^\n"']){{0,100}}?"""
#: What only Jinja2 has.
_JINJA = re.compile(
    rf"""{{[%{{#]-|-[%}}]}}"""
    rf"""|{{%\s*(?:set\s+[\w.]+\s*=|macro\s+\w+\s*\(|call(?:\s+\w|\s*\()|(?:end)?raw\s*%|endmacro|endcall|endset)"""
    rf"""|{{%\s*include\s{_INSIDE}(?:\signore\smissing|\swith(?:out)?\scontext)\s*[-+]?%}}"""
    rf"""|{{%\s*(?:el)?if\s{_INSIDE}(?<![_\W])\("""
    rf"""|{{{{{_INSIDE}(?:(?<!\b_)(?<=\w)\(|\b_\(\s*{_STRING}\s*,|\sif\s{_INSIDE}\selse\s)"""
)
#: What only Django has.
_DJANGO = re.compile(
    r"""{%\s*(?:load\s|endcomment|empty\s*%|url\s+["']|static\s+["']|(?:block)?trans(?:late)?\s+["']|verbatim|regroup\s)"""
    r"""|{%\s*(?:include|extends)\s+\S+\s+with\s+\w+="""
    r"""|{{[^}\n]{0,200}\|\w+:"""
)


def looks_like_jinja2(text: str, path: str) -> bool:
    """Whether a template is Jinja2's: by its POSIX path, else by constructs that only one of the languages has."""
    place = PurePosixPath(path)
    if place.suffix in _EXTENSIONS or "jinja2" in place.parts[:-1]:
        return True
    return bool(_JINJA.search(text)) and not _DJANGO.search(text)
