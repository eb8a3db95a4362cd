"""One rule is one page and one file of one name, and its code is its own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from django_pro import rules
from django_pro.findings.principle import principle_of
from django_pro.review.selection import reviewed_rules
from django_pro.rules.page import PARTS, Page, all_pages

FOLDER = Path(rules.__path__[0])
PAGES = all_pages()
FAMILIES = {"design": "design", "review": "review"}


@pytest.mark.parametrize("page", PAGES, ids=[page.code for page in PAGES])
def test_page_is_complete(page: Page) -> None:
    assert tuple(page.parts) == PARTS
    assert page.sentence.endswith("."), "one sentence stands under the title"
    assert "\n" not in page.sentence.strip()
    assert page.path.stem == page.name.replace("-", "_")
    assert principle_of(page.code).id == page.family


def test_codes_and_names_are_unique() -> None:
    counted = Counter(word for page in PAGES for word in (page.code, page.name))
    assert not [word for word, count in counted.items() if count > 1]


def test_each_page_has_its_rule_and_each_rule_its_page() -> None:
    assert {(rule.code, rule.name, rule.page) for rule in reviewed_rules()} == {
        (page.code, page.name, page.path) for page in PAGES
    }


def test_rules_check_nothing_else() -> None:
    for path in FOLDER.glob("*/*.py"):
        assert path.stem == "__init__" or path.with_suffix(".md").exists(), f"{path.name} has no page"
