"""Tag libraries, and what is registered in them."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.templatetags import Kind, Libraries, Tag
from django_pro.findings.blind import Unknown
from tests.facts.projects import SHOP, shop

HEAD = "from django import template\n\nregister = template.Library()\n\n"


def tags(folder: Path, text: str) -> dict[str | Unknown, Tag]:
    """Return what a library registers by name."""
    (library,) = Libraries(shop(folder, {"shop/templatetags/prices.py": HEAD + text})).all
    assert (library.name, library.app) == ("prices", "shop")
    return {each.name: each for each in library.tags}


def test_decorators(tmp_path: Path) -> None:
    found = tags(
        tmp_path,
        """
@register.filter
def euro(value):
    return value

@register.filter("cut", is_safe=True)
def cut_it(value, by):
    return value

@register.simple_tag(takes_context=True, name="total")
def add_up(context):
    return 0

@register.inclusion_tag("shop/price.html")
def price(book):
    return {"book": book}

@register.tag
def upper(parser, token):
    return None

@register.tag(name="lower")
def lower_it(parser, token):
    return None

@other.filter
def not_one(value):
    return value
""",
    )
    assert {name: tag.kind for name, tag in found.items()} == {
        "euro": Kind.FILTER,
        "cut": Kind.FILTER,
        "total": Kind.SIMPLE_TAG,
        "price": Kind.INCLUSION_TAG,
        "upper": Kind.TAG,
        "lower": Kind.TAG,
    }
    function = found["cut"].function
    assert function is not None
    assert (function.qualname, found["cut"].flags) == ("cut_it", {"is_safe": True})
    assert [name for name, tag in found.items() if tag.takes_context is True] == ["total"]
    assert (found["price"].template, found["euro"].template) == ("shop/price.html", None)


def test_calls(tmp_path: Path) -> None:
    found = tags(
        tmp_path,
        """
def cut(value, by):
    return value

def price(book):
    return {}

register.filter("cut_it", cut)
register.filter(cut)
register.inclusion_tag("shop/price.html", takes_context=True)(price)
register.simple_tag(price, name="cost")
register.filter(NAME + "x", cut)
""",
    )
    functions = {name: tag.function.qualname if tag.function else None for name, tag in found.items()}
    assert functions == {
        "cut_it": "cut", "cut": "cut", "price": "price", "cost": "price",
        Unknown("`a operation` is put together at run time"): "cut",
    }  # fmt: skip
    assert (found["price"].template, found["price"].takes_context) == ("shop/price.html", True)


def test_a_library_of_a_package_and_the_builtins(tmp_path: Path) -> None:
    settings = SHOP["config/settings.py"] + (
        'TEMPLATES = [{"OPTIONS": {"libraries": {"money": "shop.money"}, "builtins": ["shop.always"]}}]\n'
    )
    text = HEAD + "@register.filter\ndef euro(value):\n    return value\n"
    files = {"config/settings.py": settings, "shop/money.py": text, "shop/always.py": text}
    libraries = Libraries(shop(tmp_path, files))
    assert [(each.name, each.builtin) for each in libraries.all] == [("always", True), ("money", False)]
    i18n = libraries.get("i18n")
    assert i18n is not None
    assert "blocktranslate" in {tag.name for tag in i18n.tags}
    assert [each.name for each in libraries.builtins] == ["defaulttags", "defaultfilters", "loader_tags", "always"]
    assert libraries.get("money") in libraries.all
    assert libraries.get("nothing") is None
    assert len(libraries.tags("euro")) == 2


def test_a_register_of_another_module(tmp_path: Path) -> None:
    libraries = Libraries(
        shop(
            tmp_path,
            {
                "shop/components.py": HEAD + "@register.filter\ndef euro(value):\n    return value\n",
                "shop/templatetags/prices.py": "from shop.components import register\n",
            },
        )
    )
    assert [[tag.name for tag in each.tags] for each in libraries.all] == [["euro"]]
