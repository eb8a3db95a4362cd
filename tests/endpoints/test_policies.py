"""Who is let in, read of `permission_classes`, `get_permissions` and what stands above them."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.endpoints import Endpoint, endpoints_of
from django_pro.findings.blind import Unknown
from tests.facts.projects import SHOP, shop

URLS = """from rest_framework.routers import DefaultRouter
from shop.views import BookViewSet

router = DefaultRouter()
router.register("books", BookViewSet)
urlpatterns = router.urls
"""
HEAD = """from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS, AllowAny, IsAdminUser, IsAuthenticated
from rest_framework.viewsets import ModelViewSet, ViewSet
from shop.models import Book


class Guarded(ModelViewSet):
    permission_classes = [IsAuthenticated]


class BookViewSet(Guarded):
    queryset = Book.objects.all()
"""


def table(folder: Path, body: str, head: str = HEAD, settings: str = SHOP["config/settings.py"]) -> dict[str, Endpoint]:
    """Return the endpoints of a view set by key."""
    files = {"config/settings.py": settings, "config/urls.py": URLS, "shop/views.py": head + body}
    project = shop(folder, files)
    return {each.key: each for each in endpoints_of(project).all}


def last(endpoint: Endpoint) -> tuple[str, ...] | None:
    """Return the permissions without their modules, None where they are not known."""
    value = endpoint.permissions.value
    return None if isinstance(value, Unknown) else tuple(each.rpartition(".")[2] for each in value)


WAYS = {
    "the action decides": """
    def get_permissions(self):
        if self.action in ("list", "retrieve"):
            return [AllowAny()]
        return super().get_permissions()
""",
    "the method decides": """
    def get_permissions(self):
        if self.request.method in SAFE_METHODS:
            permission_classes = [AllowAny]
        else:
            permission_classes = [IsAuthenticated]
        return [permission() for permission in permission_classes]
""",
    "the class's own is set": """
    def get_permissions(self):
        if self.request.method == "GET":
            self.permission_classes = [AllowAny]
        return super().get_permissions()
""",
    "a table": """
    open = {"list": [AllowAny], "retrieve": [AllowAny]}

    def get_permissions(self):
        return [each() for each in self.open.get(self.action, self.permission_classes)]
""",
    "a condition": """
    def get_permissions(self):
        return [AllowAny()] if self.action == "list" or self.action == "retrieve" else [IsAuthenticated()]
""",
}


@pytest.mark.parametrize("name", WAYS)
def test_what_get_permissions_gives_for_each_method(tmp_path: Path, name: str) -> None:
    found = table(tmp_path, WAYS[name])
    assert last(found["book-list GET"]) == ("AllowAny",)
    assert last(found["book-list POST"]) == last(found["book-detail DELETE"]) == ("IsAuthenticated",)


def test_both_are_added_up(tmp_path: Path) -> None:
    body = """
    def get_permissions(self):
        found = [IsAuthenticated()]
        if self.action == "destroy":
            found += [IsAdminUser()]
        return found
"""
    found = table(tmp_path, body)
    assert last(found["book-detail DELETE"]) == ("IsAuthenticated", "IsAdminUser")
    assert last(found["book-list GET"]) == ("IsAuthenticated",)


def test_what_something_else_decides_is_not_known(tmp_path: Path) -> None:
    body = """
    def get_permissions(self):
        if self.request.user.is_staff:
            return []
        return super().get_permissions()
"""
    found = table(tmp_path, body)["book-list GET"].permissions.value
    assert isinstance(found, Unknown)
    assert "decides by more than action and method" in found.why


def test_ways_that_agree_are_known(tmp_path: Path) -> None:
    body = """
    def get_permissions(self):
        if self.request.user.is_staff:
            return [IsAuthenticated()]
        return super().get_permissions()
"""
    assert last(table(tmp_path, body)["book-list GET"]) == ("IsAuthenticated",)


def test_a_class_beside_the_action(tmp_path: Path) -> None:
    body = """
    class Reviewing(IsAuthenticated):
        pass

    @action(detail=True, methods=["post"], permission_classes=[Reviewing])
    def review(self, request, pk=None):
        pass
"""
    found = table(tmp_path, body)["book-review POST"].permissions.value
    assert found == ("shop.views.BookViewSet.Reviewing",)


def test_the_other_methods_of_an_action_have_its_classes(tmp_path: Path) -> None:
    body = """
    @action(detail=True, permission_classes=[IsAdminUser])
    def review(self, request, pk=None):
        pass

    @review.mapping.delete
    def take_back(self, request, pk=None):
        pass
"""
    found = table(tmp_path, body)
    assert last(found["book-review GET"]) == last(found["book-review DELETE"]) == ("IsAdminUser",)


def test_a_method_decides_over_what_an_action_states(tmp_path: Path) -> None:
    body = """
    @action(detail=True, permission_classes=[IsAdminUser])
    def review(self, request, pk=None):
        pass

    @action(detail=True, permission_classes=[IsAdminUser])
    def rate(self, request, pk=None):
        pass

    def get_permissions(self):
        if self.action == "rate":
            return [AllowAny()]
        return super().get_permissions()
"""
    found = table(tmp_path, body)
    assert last(found["book-review GET"]) == ("IsAdminUser",)
    assert last(found["book-rate GET"]) == ("AllowAny",)
    assert last(found["book-list GET"]) == ("IsAuthenticated",)


SCHEMA = {
    "config/urls.py": """from django.urls import path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [path("schema/", SpectacularAPIView.as_view(), name="schema")]
""",
    "drf_spectacular/views.py": """from drf_spectacular.settings import spectacular_settings
from rest_framework.views import APIView


class SpectacularAPIView(APIView):
    permission_classes = spectacular_settings.SERVE_PERMISSIONS

    def get(self, request):
        pass
""",
}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("", "AllowAny"), ('SPECTACULAR_SETTINGS = {"SERVE_PERMISSIONS": ["shop.rules.IsAuthor"]}\n', "IsAuthor")],
)
def test_a_package_states_a_policy_by_a_setting_of_its_own(tmp_path: Path, stated: str, expected: str) -> None:
    project = shop(tmp_path, {**SCHEMA, "config/settings.py": SHOP["config/settings.py"] + stated})
    found = {each.key: each for each in endpoints_of(project).all}
    assert last(found["schema GET"]) == (expected,)


def test_only_generic_views_divide_into_pages(tmp_path: Path) -> None:
    head = HEAD.replace("class Guarded(ModelViewSet)", "class Guarded(ViewSet)")
    body = """
    def list(self, request):
        pass
"""
    settings = (
        SHOP["config/settings.py"]
        + """REST_FRAMEWORK = {
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 10,
}
"""
    )
    found = table(tmp_path, body, head, settings)
    assert [each.pagination.value for each in found.values() if each.is_site] == [()]
