"""The middleware of the settings."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.middleware import Middlewares
from django_pro.findings.blind import Unknown
from tests.facts.projects import SHOP, shop

HEAD = SHOP["config/settings.py"].replace("MIDDLEWARE = []\n", "")
OWN = """from django.utils.decorators import sync_and_async_middleware
from django.utils.deprecation import MiddlewareMixin
from elsewhere import Base

class Old(MiddlewareMixin):
    def process_view(self, request, view, args, kwargs):
        pass

class Plain(object):
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

class Distant(Base):
    pass

@sync_and_async_middleware
def both(get_response):
    return get_response

def factory(get_response):
    return get_response
"""


def middleware(folder: Path, settings: str) -> Middlewares:
    """Return the middleware that settings state."""
    return Middlewares(shop(folder, {"config/settings.py": HEAD + settings, "shop/middleware.py": OWN}))


def test_entries_in_order(tmp_path: Path) -> None:
    table = middleware(
        tmp_path,
        """
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shop.middleware.Old", "shop.middleware.Plain", "shop.middleware.Distant",
    "shop.middleware.both", "shop.middleware.factory", "gone.Gone",
]
""",
    )
    distant, gone = Unknown("the base `elsewhere.Base` cannot be seen"), Unknown("`gone.Gone` cannot be seen")
    assert [(each.name.rpartition(".")[2], each.hooks, each.async_capable) for each in table.all] == [
        ("SessionMiddleware", ("process_request", "process_response"), True),
        ("Old", ("process_view",), True),
        ("Plain", ("__call__",), False),
        ("Distant", (), distant),
        ("both", (), True),
        ("factory", (), False),
        ("Gone", (), gone),
    ]
    assert table.all[-1].target == gone
    assert all(each.sure for each in table.all)
    assert table.unknown is None


def test_entries_that_only_some_ways_have(tmp_path: Path) -> None:
    table = middleware(
        tmp_path,
        """
import os
from elsewhere import MORE
MIDDLEWARE = ["shop.middleware.Old"]
if os.environ.get("PLAIN"):
    MIDDLEWARE += ["shop.middleware.Plain"]
MIDDLEWARE += MORE
""",
    )
    assert [(each.name, each.sure) for each in table.all] == [
        ("shop.middleware.Old", True), ("shop.middleware.Plain", False),
    ]  # fmt: skip
    assert isinstance(table.unknown, Unknown)


def test_find_by_an_inherited_class(tmp_path: Path) -> None:
    table = middleware(tmp_path, 'MIDDLEWARE = ["shop.middleware.Plain", "shop.middleware.Old"]\n')
    found = table.find("django.utils.deprecation.MiddlewareMixin")
    assert found is not None
    assert found.name == "shop.middleware.Old"
    assert table.find("django.middleware.csrf.CsrfViewMiddleware") is None
