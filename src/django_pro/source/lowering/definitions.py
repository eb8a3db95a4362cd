"""Functions, classes and imports."""

from __future__ import annotations

from django_pro.source.lowering.expressions import arguments
from django_pro.source.lowering.parameters import parameters
from django_pro.source.lowering.statements import body
from django_pro.source.lowering.tree import File, TreeNode, expression, field, kind, parts, states
from django_pro.source.syntax import (
    Alias,
    Class,
    Expression,
    Function,
    Import,
    ImportFrom,
    Statement,
    pack_body,
    pack_source,
)

#: A function that waits to be read is at most so many bytes long, with so many brackets: it cannot be nested too deep.
LONGEST, MOST_BRACKETS = 60_000, 1_000
DECORATOR, FUNCTION, CLASS = kind("decorator"), kind("function_definition"), kind("class_definition")
ALIASED, WILDCARD, RELATIVE, PREFIX = (
    kind("aliased_import"), kind("wildcard_import"), kind("relative_import"), kind("import_prefix"),
)  # fmt: skip


@states("function_definition")
def function(file: File, node: TreeNode, decorators: tuple[Expression, ...] = ()) -> Statement:
    name, declared = node.child_by_field_name("name"), node.child_by_field_name("parameters")
    if name is None:
        return file.miss(node, "a function without a name")
    return Function(
        node.start_byte,
        node.end_byte,
        file.name(name),
        parameters(file, declared) if declared is not None else (),
        pack_source(later)
        if (later := _later(file, node))
        else pack_body(body(file, node.child_by_field_name("body"))),
        decorators,
        field(file, node, "return_type"),
        node.children[0].type == "async",
    )


def _later(file: File, node: TreeNode) -> bytes | None:
    """Return the source of a function whose body may wait: all of it can be read, and it is not nested out of measure."""
    if not file.later or node.has_error:
        return None
    source = file.data[node.start_byte : node.end_byte]
    nested = len(source) > LONGEST or sum(source.count(bracket) for bracket in (b"(", b"[", b"{")) > MOST_BRACKETS
    return None if nested else source


@states("class_definition")
def class_(file: File, node: TreeNode, decorators: tuple[Expression, ...] = ()) -> Statement:
    name, bases = node.child_by_field_name("name"), node.child_by_field_name("superclasses")
    if name is None:
        return file.miss(node, "a class without a name")
    inherited = arguments(file, bases) if bases is not None else ()
    inside = body(file, node.child_by_field_name("body"))
    return Class(node.start_byte, node.end_byte, file.name(name), inherited, inside, decorators)


@states("decorated_definition")
def decorated(file: File, node: TreeNode) -> Statement:
    inside = parts(node)
    decorators = tuple([expression(file, parts(child)[0]) for child in inside if child.kind_id == DECORATOR])
    definition = inside[-1]
    if definition.kind_id == FUNCTION:
        return function(file, definition, decorators)
    if definition.kind_id == CLASS:
        return class_(file, definition, decorators)
    return file.miss(node, "a decorator without a definition")


@states("import_statement")
def import_(file: File, node: TreeNode) -> Statement:
    return Import(node.start_byte, node.end_byte, _aliases(file, parts(node)))


@states("future_import_statement")
def future_import(file: File, node: TreeNode) -> Statement:
    return ImportFrom(node.start_byte, node.end_byte, "__future__", 0, _aliases(file, parts(node)))


@states("import_from_statement")
def import_from(file: File, node: TreeNode) -> Statement:
    module, *names = parts(node)
    level, name = 0, ""
    if module.kind_id == RELATIVE:
        for part in parts(module):
            if part.kind_id == PREFIX:
                level = file.name(part).count(".")
            else:
                name = file.name(part)
    else:
        name = file.name(module)
    return ImportFrom(node.start_byte, node.end_byte, name, level, _aliases(file, names))


def _aliases(file: File, nodes: list[TreeNode]) -> tuple[Alias, ...]:
    found: list[Alias] = []
    for node in nodes:
        start, end = node.start_byte, node.end_byte
        if node.kind_id == WILDCARD:
            found.append(Alias(start, end, "*"))
        elif node.kind_id == ALIASED:
            inside = parts(node)
            found.append(Alias(start, end, file.name(inside[0]), file.name(inside[-1])))
        else:
            found.append(Alias(start, end, file.name(node)))
    return tuple(found)
