#!/usr/bin/env python3
"""Make the stubs of `src/django_pro/project/knowledge` from packages installed in a virtual environment.

    knowledge.py SITE_PACKAGES [--into FOLDER]

A stub keeps what the review needs of a module: imports, classes with their class-level assignments, signatures, simple
constants, lists of URL patterns, and the few short bodies that are facts themselves (`as_manager`, `get_queryset`, the
`__init__` of a field class that sets defaults).  Everything else is `...`.  The output depends on the packages alone.
"""

from __future__ import annotations

import argparse
import ast
import sys
from importlib.metadata import distributions
from pathlib import Path

#: Import packages that are kept.
PACKAGES = (
    "django", "rest_framework", "django_filters", "rest_framework_nested", "rest_framework_extensions",
    "rest_framework_simplejwt", "drf_spectacular", "allauth", "taggit", "mptt", "treebeard", "simple_history",
    "polymorphic", "guardian", "wagtail", "modelcluster", "oscar", "model_utils", "django_extensions", "reversion",
    "auditlog", "django_celery_beat", "django_celery_results", "oauth2_provider", "axes", "waffle", "djmoney",
    "phonenumber_field", "django_countries", "django_tables2", "import_export", "parler", "django_otp", "constance",
    "solo", "sortedm2m", "ordered_model", "django_fsm", "django_cte", "timezone_field", "ninja", "channels", "hijack",
    "social_django", "debug_toolbar", "knox", "dj_rest_auth", "django_rq", "health_check", "silk", "django_q", "actstream",
    "imagekit", "easy_thumbnails", "sorl", "colorfield", "configurations", "django_comments", "haystack", "corsheaders",
    "dal", "dal_select2", "django_tenants", "celery", "environ", "graphene_django", "extra_views", "picklefield",
)  # fmt: skip
#: Parts of packages that hold no facts a review asks for.
LEFT_OUT = frozenset({
    "tests", "test", "testing", "migrations", "south_migrations", "management", "locale", "commands", "jinja2", "bin", "backends",
    "oracle", "mysql", "sqlite3", "gdal", "geos", "conf_template", "fixtures", "concurrency", "events", "loaders",
    "worker", "security", "contrib_docs", "docs", "apps_template", "sphinx", "cache", "serializers_json", "providers", "dummy",
})  # fmt: skip
#: … but these are kept although a part of their path is left out.
KEPT = ("django/contrib/auth/backends.py", "django/db/backends/__init__.py", "django/test/testcases.py", "django/test/client.py",
        "rest_framework/test.py", "django/test/__init__.py", "haystack/backends/__init__.py", "guardian/backends.py")  # fmt: skip
#: Folders of packages that are left out whole: their admin interface, their machinery.
FOLDERS = ("wagtail/admin/", "wagtail/blocks/", "wagtail/api/", "wagtail/embeds/", "wagtail/utils/", "wagtail/images/views/",
           "wagtail/documents/views/", "wagtail/snippets/views/", "wagtail/users/views/", "celery/app/", "celery/utils/",
           "celery/fixups/", "debug_toolbar/panels/", "django/contrib/gis/utils/", "django/core/management/",
           "drf_spectacular/contrib/", "ninja/testing/", "silk/profiling/", "graphene_django/debug/")  # fmt: skip
#: A body this long is a fact where its text speaks of one of the words below.
SHORT = 6
TELLING = ("kwargs", "super()", "get_queryset", "objects", "return self.", "_default_manager")
_SIMPLE = (ast.Return, ast.Expr, ast.Assign, ast.If, ast.AugAssign)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site_packages", type=Path)
    default = Path(__file__).parent.parent / "src/django_pro/project/knowledge"
    parser.add_argument("--into", type=Path, default=default)
    args = parser.parse_args()
    versions = _versions(args.site_packages)
    count = size = 0
    for package in PACKAGES:
        for path in sorted((args.site_packages / package).rglob("*.py")):
            inner = path.relative_to(args.site_packages)
            if _is_kept(inner) and (text := stub(path.read_text("utf-8"), inner.as_posix(), versions.get(package, ""))):
                target = (args.into / inner).with_suffix(".pyi")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, "utf-8")
                count, size = count + 1, size + len(text)
    print(f"{count} stubs, {size} characters")
    return 0


def _versions(site_packages: Path) -> dict[str, str]:
    """Return distribution and version by import package."""
    found: dict[str, str] = {}
    for each in distributions(path=[str(site_packages)]):
        for file in each.files or ():
            first = file.parts[0]
            if first in PACKAGES:
                found[first] = f"{each.name} {each.version}"
    return found


def _is_kept(path: Path) -> bool:
    if path.as_posix() in KEPT or path.name == "__init__.py" and len(path.parts) == 2:
        return True
    if path.as_posix().startswith(FOLDERS):
        return False
    return not (LEFT_OUT & {part.removesuffix(".py") for part in path.parts})


def stub(source: str, name: str, version: str) -> str:
    """Return a module's stub, empty where nothing is left of it."""
    tree = ast.parse(source)
    body = _block(tree.body)
    if not body and not name.endswith("__init__.py"):
        return ""
    module = ast.Module(body=body, type_ignores=[])
    header = f"# Generated by tools/knowledge.py from {version} ({name}).\n"
    return header + ast.unparse(ast.fix_missing_locations(module)) + "\n"


def _block(body: list[ast.stmt]) -> list[ast.stmt]:
    return [kept for statement in body if (kept := _statement(statement))]


def _statement(node: ast.stmt) -> ast.stmt | None:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return node
    if isinstance(node, ast.ClassDef):
        node.body = _block(node.body) or [ast.Expr(ast.Constant(...))]
        return node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return _function(node)
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return node if len(ast.unparse(node)) < 4000 else None
    if isinstance(node, ast.AugAssign) and ast.unparse(node.target) in ("urlpatterns", "__all__"):
        return node
    if isinstance(node, ast.If | ast.Try):
        return _branching(node)
    return None


def _branching(node: ast.If | ast.Try) -> ast.stmt | None:
    node.body = _block(node.body)
    node.orelse = _block(node.orelse)
    if isinstance(node, ast.Try):
        for handler in node.handlers:
            handler.body = _block(handler.body) or [ast.Pass()]
        node.finalbody = []
        node.body = node.body or [ast.Pass()]
        return node if len(node.body) > 1 or not isinstance(node.body[0], ast.Pass) else None
    if not node.body and not node.orelse:
        return None
    node.body = node.body or [ast.Pass()]
    return node


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    body = [each for each in node.body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
    text = "\n".join(ast.unparse(each) for each in body)
    short = len(body) <= SHORT and all(isinstance(each, _SIMPLE) for each in body) and len(text) < 500
    if not (short and body and any(word in text for word in TELLING)):
        body = [ast.Expr(ast.Constant(...))]
    node.body = body
    return node


if __name__ == "__main__":
    sys.exit(main())
