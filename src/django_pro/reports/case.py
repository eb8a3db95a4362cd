"""A finding as a case of its rule's page: what it stands on and no more, with neutral names, ready for a bug report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django_pro.findings.blind import Unknown
from django_pro.findings.finding import Data, Finding
from django_pro.project.bindings import Imported, bindings_of
from django_pro.project.names import absolute
from django_pro.reports.renaming import Renaming
from django_pro.review.placing import Files
from django_pro.review.reviewing import Review
from django_pro.rules.page import find_page
from django_pro.rules.reviewed import Reviewed
from django_pro.source.syntax import Import, ImportFrom, Statement

Places = dict[str, set[int]]


def write_case(finding: Finding, review: Review, files: Files) -> Iterator[str]:
    """Yield the lines of a case that goes under `## Not this` of the rule's page."""
    root = next((each.reviewed for each in review.roots if finding.span.path in each.reviewed.project.files), None)
    root = root or review.roots[0].reviewed
    page = find_page(finding.rule)
    kept = frozenset(_foreign(root, _places(finding, root, files)))
    renaming = Renaming(kept)
    yield f"### A false {page.name if page else finding.rule} ({finding.severity}, {finding.confidence})"
    for path, text in sorted(_pieces(finding, root, files, renaming).items()):
        yield ""
        yield f"`{path}`:"
        yield ""
        yield "```python" if path.endswith(".py") else "```html"
        yield from text.rstrip("\n").splitlines()
        yield "```"


def _places(finding: Finding, root: Reviewed, files: Files) -> Places:
    """Return the offsets, by path, of all that a finding speaks of, the models it names included."""
    found: Places = defaultdict(set)
    found[finding.span.path].add(finding.span.start)
    for step in finding.trace:
        found[step.span.path].add(step.span.start)
    for path, line in _lines_in(finding.data):
        rows = files.read(path).splitlines(keepends=True)[: line - 1]
        row = files.read(path)[sum(map(len, rows)) :]
        found[path].add(sum(map(len, rows)) + len(row) - len(row.lstrip()))
    for label in _labels(finding.data, root):
        if (model := root.models.get(label)) and model.cls.module.origin == "project":
            found[model.cls.module.path].add(model.cls.node.start)
    return found


def _lines_in(data: Data) -> Iterator[tuple[str, int]]:
    """Yield each path and line that a rule's own data names, however deep."""
    path, line = data.get("path"), data.get("line")
    if isinstance(path, str) and isinstance(line, int):
        yield path, line
    for value in data.values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from _lines_in(inner)


def _labels(data: Data, root: Reviewed) -> Iterator[str]:
    """Yield the model that a finding names, and those along its relation."""
    label, relation = data.get("model"), data.get("relation")
    if not isinstance(label, str):
        return
    yield label
    for part in relation.split("__") if isinstance(relation, str) else ():
        step = root.models.relation(label, part)
        if step is None or isinstance(step.to, Unknown):
            return
        label = step.to
        yield label


def _pieces(finding: Finding, root: Reviewed, files: Files, renaming: Renaming) -> dict[str, str]:
    """Return the files of the case; what several files of the project call by one name comes together in one."""
    written: dict[str, str] = defaultdict(str)
    for path, offsets in sorted(_places(finding, root, files).items()):
        text = files.read(path)
        if not path.endswith(".py"):
            written[f"templates/{renaming.word(path.rpartition('/')[2].partition('.')[0])}.html"] += renaming.template(
                text.decode("utf-8", "replace")
            )
            continue
        name = _module(root.module(path).name, renaming)
        body = "\n\n".join(renaming.python(_text(text, each)) for each in _statements(root, path, offsets))
        written[f"shop/{name}.py"] += f"{_imports(root, path, body, renaming)}\n\n{body}\n\n"
    return written


def _module(dotted: str, renaming: Renaming) -> str:
    return renaming.word(dotted.rpartition(".")[2])


def _statements(root: Reviewed, path: str, offsets: Iterable[int]) -> list[Statement]:
    """Return the top-level statements around offsets."""
    body = root.syntax(path).body
    return [each for each in body if any(each.start <= offset < each.end for offset in offsets)]


def _text(raw: bytes, node: Statement) -> str:
    first = min([node.start, *(each.start - 1 for each in getattr(node, "decorators", ()))])
    return raw[first : node.end].decode("utf-8", "replace")


def _imported(root: Reviewed, path: str) -> Iterator[tuple[str, Imported]]:
    imports = tuple(each for each in root.syntax(path).body if isinstance(each, Import | ImportFrom))
    for name, bound in bindings_of(imports).names.items():
        for each in bound:
            if isinstance(each, Imported):
                yield name, each


def _is_own(root: Reviewed, path: str, imported: Imported) -> bool:
    found = root.project.modules.find(absolute(root.module(path), imported))
    return bool(imported.level) or (found is not None and found.origin == "project")


def _foreign(root: Reviewed, places: Places) -> Iterator[str]:
    """Yield the names that the files import from other packages, and those packages' names."""
    for path in places:
        if path.endswith(".py"):
            for name, imported in _imported(root, path):
                if not _is_own(root, path, imported):
                    yield name
                    yield from (*imported.module.split("."), *((imported.name,) if imported.name else ()))


def _imports(root: Reviewed, path: str, body: str, renaming: Renaming) -> str:
    """Return the import lines that a piece needs; the project's own modules stand in `shop`."""
    lines = []
    own = _module(root.module(path).name, renaming)
    for name, imported in _imported(root, path):
        new = renaming.word(name)
        if f"{new}" not in body:
            continue
        source = absolute(root.module(path), imported)
        if _is_own(root, path, imported):
            source = f"shop.{_module(source, renaming)}" if imported.name else "shop"
        if source != f"shop.{own}":
            lines.append(_line(source, imported.name, new, renaming))
    return "\n".join(sorted(lines))


def _line(source: str, name: str | None, bound: str, renaming: Renaming) -> str:
    if name is None:
        return f"import {source}" if source.partition(".")[0] == bound else f"import {source} as {bound}"
    new = renaming.word(name)
    return f"from {source} import {new}" if new == bound else f"from {source} import {new} as {bound}"
