"""How a page becomes cases: markers, files, imports and headings."""

from __future__ import annotations

from pathlib import Path

from django_pro.rules.page import PARTS, Page
from tests.rules.bookshop import IMPORTS
from tests.rules.cases import bad, others, quiet

TEXT = """\
# DJP101 n-plus-one

Rows are read one by one.

## Why

It is slow.

## Bad

```python
def names():
    return [book.author for book in Book.objects.all()]  # few # DJP101
```

`templates/books.html`:

```html
{{ book.author }} {{ book.publisher }} {# DJP101 #} {# DJP101 #}
```

## Good

```python
from shop.models import Book
```

## Not this

```python
first = 1
```

### Another

```toml
[tool.django-pro]
```

## Cases

### Deep

`shop/deep/views.py`:

```python
a = 1  # DJP101
```
"""


def page(folder: Path) -> Page:
    path = folder / "n_plus_one.md"
    path.write_text(TEXT)
    return Page("DJP101", "n-plus-one", path)


def test_parts_and_sentence(tmp_path: Path) -> None:
    assert tuple(page(tmp_path).parts) == PARTS
    assert page(tmp_path).sentence == "Rows are read one by one."


def test_markers_tell_the_lines_and_are_gone(tmp_path: Path) -> None:
    case = bad(page(tmp_path))
    assert case.marked == (("shop/views.py", 3), ("templates/books.html", 1), ("templates/books.html", 1))
    assert case.own["shop/views.py"].splitlines()[2].endswith("Book.objects.all()]  # few")
    assert case.own["templates/books.html"] == "{{ book.author }} {{ book.publisher }}\n"


def test_a_block_that_imports_nothing_is_given_imports(tmp_path: Path) -> None:
    good, first, another = quiet(page(tmp_path))
    assert good.own == {"shop/views.py": "from shop.models import Book\n"}
    assert first.own == {"shop/views.py": f"{IMPORTS}first = 1\n"}
    assert another.own == {"pyproject.toml": "[tool.django-pro]\n"}


def test_the_rest_of_the_project_is_there(tmp_path: Path) -> None:
    (case,) = others(page(tmp_path))
    assert case.title == "Cases: Deep"
    assert case.marked == (("shop/deep/views.py", 2),)
    assert {"manage.py", "config/settings.py", "shop/models.py", "shop/deep/__init__.py"} <= case.files.keys()
    assert case.files["config/__init__.py"] == ""
