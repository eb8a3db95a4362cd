"""Read a template."""

from __future__ import annotations

from django_pro.source.templates.building import build
from django_pro.source.templates.dialects import DIALECTS, DJANGO, looks_like_jinja2
from django_pro.source.templates.file import File
from django_pro.source.templates.lexing import Token, django_tokens, jinja_tokens, without_comments
from django_pro.source.templates.syntax import Extends, Note, Template, TemplateNode, Text

#: A byte that is no UTF-8, as `surrogateescape` keeps it, reads as one character of one byte: places stay true.
_NO_TEXT = dict.fromkeys(range(0xDC80, 0xDD00), "?")


def read_template(text: str, *, path: str = "", dialect: str | None = None) -> Template:
    """Return a template's nodes; what is odd is in `notes`, never raised.

    `text` is the file decoded as UTF-8 with its byte order mark and line ends kept (`surrogateescape` keeps bytes that
    are none), so that the offsets are those of its bytes.  `dialect`, `django` or `jinja2`, is guessed from the text
    and the POSIX `path` where it is not given.
    """
    text = text.translate(_NO_TEXT)
    language = DIALECTS[dialect or ("jinja2" if looks_like_jinja2(text, path) else "django")]
    file = File(text)
    nodes = build(file, _django(file, text) if language is DJANGO else list(jinja_tokens(text)), language)
    if file.extends and language is DJANGO:
        _check_extends(file, nodes)
    file.notes.sort(key=lambda note: note.offset)
    return Template(
        nodes=nodes,
        extends=file.extends[0].template if file.extends else None,
        includes=tuple(file.includes),
        loads=tuple(file.loads),
        comments=tuple(file.comments),
        notes=tuple(file.notes),
        dialect=language.name,
    )


def _django(file: File, text: str) -> list[Token]:
    tokens, unclosed = without_comments(list(django_tokens(text)))
    for token in unclosed:
        file.note(token.start, "`comment` is never closed")
    return tokens


def _check_extends(file: File, nodes: tuple[TemplateNode, ...]) -> None:
    """Note each `{% extends %}` that is not the first tag."""
    tags = [node for node in nodes if not isinstance(node, Text)]
    late = [node for node in tags[1:] if isinstance(node, Extends)]
    file.notes += [Note(node.start, "`extends` is not the first tag, which Django refuses") for node in late]
