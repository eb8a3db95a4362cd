"""Which statements of a function follow one another in any case: the blocks of its body."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.source.syntax import For, If, Match, Node, Statement, Try, While, With

Block = tuple[Statement, ...]


def following(body: Block, node: Node) -> Iterator[Statement]:
    """Yield the statements that run after a node whenever it ran, nearest first: those behind it in its block.

    A block that runs in any case (`with`, `try`) is left by its end; one that runs on a condition is not: what stands
    behind it may run without the node.
    """
    at = next((at for at, each in enumerate(body) if each.start <= node.start < each.end), None)
    if at is None:
        return
    inner = next((each for each in blocks_in(body[at]) if _holds(each, node)), None)
    if inner is not None:
        yield from following(inner, node)
    if inner is None or isinstance(body[at], With) or _is_tried(body[at], node):
        yield from body[at + 1 :]


def blocks_in(statement: Statement) -> Iterator[Block]:
    """Yield the blocks that stand directly in a statement."""
    if isinstance(statement, If):
        yield from (each.body for each in statement.branches)
        yield statement.orelse
    elif isinstance(statement, For | While):
        yield from (statement.body, statement.orelse)
    elif isinstance(statement, With):
        yield statement.body
    elif isinstance(statement, Try):
        yield from (statement.body, *(each.body for each in statement.handlers), statement.orelse, statement.finalbody)
    elif isinstance(statement, Match):
        yield from (each.body for each in statement.cases)


def _is_tried(statement: Statement, node: Node) -> bool:
    return isinstance(statement, Try) and any(_holds(each, node) for each in (statement.body, statement.orelse))


def _holds(block: Block, node: Node) -> bool:
    return bool(block) and block[0].start <= node.start < block[-1].end
