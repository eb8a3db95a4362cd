"""What is known of a line: the scope it stands in, and the model and field that are written there."""

from __future__ import annotations

from collections.abc import Iterator

from django_pro.facts.models import Field, Model
from django_pro.findings.blind import Unknown
from django_pro.review.placing import Files
from django_pro.review.reviewing import Review
from django_pro.rules.reviewed import Reviewed


def known_at(review: Review, files: Files, path: str, line: int) -> Iterator[str]:
    """Yield what each Django root knows of a line."""
    for root in review.roots:
        if path not in root.reviewed.project.files:
            continue
        yield f"{path}:{line} is in {root.reviewed.scope(path, _first(files, path, line))}"
        for model in root.reviewed.models.all():
            if model.cls.module.path == path:
                yield from _of_model(root.reviewed, model, line)


def _first(files: Files, path: str, line: int) -> int:
    """Return the offset of a line's first byte that is no blank."""
    rows = files.read(path).splitlines(keepends=True)[:line]
    start = sum(map(len, rows[:-1]))
    return start + len(rows[-1]) - len(rows[-1].lstrip()) if rows else 0


def _of_model(reviewed: Reviewed, model: Model, line: int) -> Iterator[str]:
    path, node = model.cls.module.path, model.cls.node
    if not reviewed.line(path, node.start) <= line <= reviewed.line(path, node.end):
        return
    yield f"model {model.label}: {len(model.fields)} fields, default manager {model.default_manager or 'none'}"
    for field in model.local:
        if field.owner == model.cls and reviewed.line(path, field.start) <= line <= reviewed.line(path, field.end):
            yield _of_field(reviewed, model, field)


def _of_field(reviewed: Reviewed, model: Model, field: Field) -> str:
    if not field.kind.relation:
        return f"field {field.name}: {field.class_name.rpartition('.')[2]}"
    target = f"unknown ({field.to.why})" if isinstance(field.to, Unknown) else field.to
    back = [
        name
        for name, relation in (reviewed.models.relations(field.to).items() if isinstance(field.to, str) else ())
        if relation.field == field and not relation.forward
    ]
    return f"field {field.name}: {field.kind} to {target}" + (f", seen from there as {', '.join(back)}" if back else "")
