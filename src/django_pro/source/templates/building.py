"""From tokens to nodes, without recursion."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from django_pro.source.templates.file import File
from django_pro.source.templates.lexing import Kind, Token, leftovers
from django_pro.source.templates.pairing import Opens, pair
from django_pro.source.templates.splitting import Bit
from django_pro.source.templates.syntax import (
    Expression,
    Output,
    Remark,
    TemplateNode,
    Text,
    Unread,
)

#: Levels of nesting that are read.  Twice as many would not survive msgpack under Python's own recursion limit.
DEEPEST = 100
#: The marker of comments that are kept.
MARKER = "djp:"


class Section(msgspec.Struct, gc=False):
    """A tag and what follows it, up to the next tag of the same block."""

    token: Token
    body: tuple[TemplateNode, ...]


class Opened(msgspec.Struct, gc=False):
    """A block tag with its sections; `start` and `end` are bytes, from its first tag to behind its last."""

    start: int
    end: int
    sections: tuple[Section, ...]
    closing: Token


BlockHandler = Callable[[File, Opened], TemplateNode]
LeafHandler = Callable[[File, Token], TemplateNode]


class Dialect(msgspec.Struct, frozen=True):
    """A template language: how its tags are read.

    `blocks` and `leaves` are by the tag's name, the one named `""` reads all others; `middles` says which tags divide a
    block; `opens` which tags are blocks; `verbatim` is the block that holds text alone.
    """

    name: str
    expression: Callable[[File, Bit], Expression]
    blocks: Mapping[str, BlockHandler]
    leaves: Mapping[str, LeafHandler]
    middles: Mapping[str, frozenset[str]]
    opens: Opens
    verbatim: str


class _Frame:
    """A block tag that is open."""

    __slots__ = ("current", "nodes", "sections", "token")

    def __init__(self, token: Token) -> None:
        self.token = token
        self.current = token
        self.nodes: list[TemplateNode] = []
        self.sections: list[Section] = []

    def divide(self, token: Token) -> None:
        """Begin the next section."""
        self.sections.append(Section(self.current, tuple(self.nodes)))
        self.current, self.nodes = token, []


class _Builder:
    """The nodes so far, the tags that are open, and the name of the tag just before."""

    __slots__ = ("before", "dialect", "file", "frames", "middles")

    def __init__(self, file: File, dialect: Dialect) -> None:
        self.file = file
        self.dialect = dialect
        self.before = ""
        self.frames = [_Frame(Token(Kind.TEXT, 0, 0))]
        self.middles = frozenset().union(*dialect.middles.values())

    def add(self, node: TemplateNode) -> None:
        """Put a node into the innermost block."""
        self.frames[-1].nodes.append(node)

    def text(self, token: Token) -> None:
        """Add text; what looks like a tag in it is noted."""
        self.add(Text(self.file.byte(token.start), self.file.byte(token.end)))
        if self.before != self.dialect.verbatim:
            for at, why in leftovers(self.file.text[token.start : token.end]):
                self.file.note(token.start + at, why)

    def output(self, token: Token) -> None:
        """Add an output."""
        start, end = self.file.byte(token.start), self.file.byte(token.end)
        if not token.content:
            self.add(self.file.miss(Bit("", token.start, token.end), "an output without an expression"))
            return
        bit = Bit(token.content, token.at, token.at + len(token.content))
        self.add(Output(start, end, self.dialect.expression(self.file, bit)))

    def comment(self, token: Token) -> None:
        """Keep a comment that speaks to us."""
        text = self.file.text[token.start : token.end]
        if MARKER in text:
            self.file.comments.append(Remark(self.file.byte(token.start), self.file.byte(token.end), text))

    def divider(self, token: Token) -> bool:
        """Whether a tag divides the innermost block; a library's block may know what it does with `else`."""
        inside = self.frames[-1].token.name
        if token.name in self.dialect.middles.get(inside, ()):
            self.frames[-1].divide(token)
            return True
        if token.name not in self.middles or (inside and inside not in self.dialect.blocks):
            return False
        why = f"`{token.name}` stands in `{inside}`" if inside else f"`{token.name}` belongs to no open tag"
        self.add(self.file.miss(Bit("", token.start, token.end), why))
        return True

    def leaf(self, token: Token) -> None:
        """Add a tag without a body."""
        handler = self.dialect.leaves.get(token.name) or self.dialect.leaves[""]
        self.add(handler(self.file, token))

    def close(self, token: Token) -> None:
        """Add the innermost block, complete."""
        frame = self.frames.pop()
        frame.divide(token)
        start, end = self.file.byte(frame.token.start), self.file.byte(token.end)
        if len(self.frames) > DEEPEST:
            self.add(Unread(start, end, f"more than {DEEPEST} levels deep"))
            if len(self.frames) == DEEPEST + 1:
                self.file.note(frame.token.start, f"more than {DEEPEST} levels deep")
            return
        handler = self.dialect.blocks.get(frame.token.name) or self.dialect.blocks[""]
        self.add(handler(self.file, Opened(start, end, tuple(frame.sections), token)))


def build(file: File, tokens: list[Token], dialect: Dialect) -> tuple[TemplateNode, ...]:
    """Return the nodes of a template; what is odd is noted in the file."""
    pairs = pair(tokens, dialect.opens)
    builder = _Builder(file, dialect)
    others = {Kind.TEXT: builder.text, Kind.OUTPUT: builder.output, Kind.COMMENT: builder.comment}
    lonely = dict.fromkeys(pairs.unclosed, "is never closed") | dict.fromkeys(pairs.stray, "closes nothing")
    closing = set(pairs.ends.values())
    for index, token in enumerate(tokens):
        if token.kind is not Kind.TAG:
            others[token.kind](token)
        elif index in pairs.ends:
            builder.frames.append(_Frame(token))
        elif index in closing:
            builder.close(token)
        elif index in lonely:
            builder.add(file.miss(Bit("", token.start, token.end), f"`{token.name}` {lonely[index]}"))
        elif not builder.divider(token):
            builder.leaf(token)
        builder.before = token.name
    return tuple(builder.frames[0].nodes)
