"""String literals: plain, escaped, adjacent, and formatted."""

from __future__ import annotations

import re
import unicodedata

from django_pro.source.lowering.tree import EXTRA, File, TreeNode, expression, kind, lowers, parts
from django_pro.source.syntax import Bytes, Constant, Expression, FString

INTERPOLATION = kind("interpolation")
CONTENT = kind("string_content")
FORMAT_SPECIFIER = kind("format_specifier")
FORMAT_EXPRESSION = kind("format_expression")
WALRUS = kind("named_expression")
_ESCAPE = re.compile(r"\\(\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|.)", re.DOTALL)
_SIMPLE = {
    "\n": "", "\r\n": "", "\r": "", "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "f": "\f", "n": "\n",
    "r": "\r", "t": "\t", "v": "\v",
}  # fmt: skip


@lowers("string")
def string(file: File, node: TreeNode) -> Expression:
    raw = file.data[node.start_byte : node.end_byte]
    if raw[:1] in (b'"', b"'"):
        return Constant(node.start_byte, node.end_byte, _plain(raw, 0, escapes=True))
    prefix = len(raw) - len(raw.lstrip(b"rRbBuUfFtT"))
    letters = raw[:prefix].lower()
    if b"f" in letters or b"t" in letters:
        return FString(node.start_byte, node.end_byte, tuple(_parts(file, node, raw=b"r" in letters)))
    value = _plain(raw, prefix, escapes=b"r" not in letters)
    if b"b" in letters:
        return Bytes(node.start_byte, node.end_byte, value.encode("latin-1", "replace"))
    return Constant(node.start_byte, node.end_byte, value)


@lowers("concatenated_string")
def concatenated(file: File, node: TreeNode) -> Expression:
    pieces = [expression(file, child) for child in parts(node)]
    if all(isinstance(piece, Bytes) for piece in pieces):
        value = b"".join([piece.value for piece in pieces if isinstance(piece, Bytes)])
        return Bytes(node.start_byte, node.end_byte, value)
    if all(isinstance(piece, Constant) for piece in pieces):
        text = "".join([str(piece.value) for piece in pieces if isinstance(piece, Constant)])
        return Constant(node.start_byte, node.end_byte, text)
    flat: list[Expression] = []
    for piece in pieces:
        flat.extend(piece.parts if isinstance(piece, FString) else (piece,))
    return FString(node.start_byte, node.end_byte, tuple(flat))


def _plain(raw: bytes, prefix: int, *, escapes: bool) -> str:
    quotes = 3 if raw[prefix : prefix + 3] in (b'"""', b"'''") else 1
    closed = len(raw) >= prefix + 2 * quotes and raw[-1:] == raw[prefix : prefix + 1]
    text = raw[prefix + quotes : len(raw) - quotes if closed else len(raw)].decode("utf-8", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ESCAPE.sub(_unescaped, text) if escapes and "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if code in _SIMPLE:
        return _SIMPLE[code]
    if code[0] in "xuU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    if code[0] == "N" and len(code) > 1:
        return _character(code[2:-1])
    if code[0] in "01234567":
        return chr(int(code, 8))
    return found[0]


def _character(name: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return "\ufffd"


def _parts(file: File, node: TreeNode, *, raw: bool) -> list[Expression]:
    found: list[Expression] = []
    for child in node.named_children:
        if child.kind_id == CONTENT:
            text = file.data[child.start_byte : child.end_byte].decode("utf-8", "replace")
            text = text.replace("{{", "{").replace("}}", "}")
            text = text if raw or "\\" not in text else _ESCAPE.sub(_unescaped, text)
            found.append(Constant(child.start_byte, child.end_byte, text))
        elif child.kind_id == INTERPOLATION:
            found.extend(_interpolated(file, child))
    return found


def _interpolated(file: File, node: TreeNode) -> list[Expression]:
    found: list[Expression] = []
    for child in node.named_children:
        if child.kind_id == FORMAT_SPECIFIER:
            nested = [inner for inner in child.named_children if inner.kind_id == FORMAT_EXPRESSION]
            found.extend(expression(file, part) for inner in nested for part in parts(inner)[:1])
        elif not found and child.kind_id not in EXTRA:
            # `{x:=10}` is `x` in the format `=10`; the grammar takes it for an assignment
            found.append(expression(file, parts(child)[0] if child.kind_id == WALRUS else child))
    return found
