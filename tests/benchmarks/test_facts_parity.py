"""The comparison itself: it sees each kind of difference, and nothing where there is none."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.facts_parity import compare, differences, missed_targets
from benchmarks.truth.install import Place, Recipe, distribution, listed, recipes, wanted
from benchmarks.truth.judged import Judged, Row, Verdict, tally
from benchmarks.truth.peers import questions, right

from benchmarks import facts_parity


def field(name: str, kind: str = "field", **parts: object) -> Row:
    row = {"name": name, "class": "django.db.models.fields.CharField", "kind": kind, "null": False, "unique": False}
    empty = {"cardinality": None, "related": None, "through": None, "db_index": False, "primary_key": False}
    return {**row, **empty, "attname": name, "column": name, **parts}


def model(label: str, fields: list[Row], reverse: list[Row] | None = None) -> Row:
    row = {"label": label, "own": True, "fields": fields, "reverse": reverse or [], "proxy": False, "managed": True}
    manager = {"class": "django.db.models.manager.Manager", "queryset": "django.db.models.query.QuerySet"}
    empty = {"ordering": [], "unique_together": [], "indexes": [], "constraints": [], "default_manager": "objects"}
    return {**row, **empty, "db_table": label.lower().replace(".", "_"), "managers": {"objects": manager}}


def pattern(route: str, view: str, **parts: object) -> Row:
    return {"route": route, "view": view, "name": None, "admin": None, "own": True, **parts}


@pytest.fixture
def truth() -> Row:
    author = field(
        "author", "relation", **{"class": "django.db.models.fields.related.ForeignKey"},
        related="shop.Author", cardinality="many_to_one", attname="author_id", column="author_id",
    )  # fmt: skip
    back = {"accessor": "book_set", "query": "book", "related": "shop.Book", "field": "author"}
    return {
        "models": [
            model("shop.Author", [field("name")], [{**back, "cardinality": "one_to_many", "descriptor": True}]),
            model("shop.Book", [field("title"), author]),
        ],
        "urls": [
            pattern("books/", "shop.views.BookList", name="shop:books"),
            pattern("^books\\.(?P<format>[a-z0-9]+)/?$", "shop.views.BookList"),
            pattern("admin/shop/book/", "django.contrib.admin.options.ModelAdmin.changelist_view", admin="shop.A"),
        ],
        "settings": {
            "values": {
                name: {"value": value, "in_module": True}
                for name, value in {
                    "DEBUG": False,
                    "PAGE_SIZE": 1,
                    "BASE_DIR": {"$path": "/srv/shop"},
                    "SECRET_KEY": "x",
                    "DATABASES": {"default": {"ENGINE": "sqlite3", "NAME": "shop"}},
                }.items()
            },
            "environment": {"SECRET_KEY": True, "DEBUG": False, "DB_NAME": False},
        },
    }


@pytest.fixture
def ours(truth: Row) -> Row:
    same = copy.deepcopy(truth)
    return {**same, "settings": {name: {"value": row["value"]} for name, row in same["settings"]["values"].items()}}


def wrong_ones(rows: list[Judged]) -> list[tuple[str, str, Verdict]]:
    return [(row.what, row.name, row.verdict) for row in rows if row.verdict is not Verdict.RIGHT]


def test_the_same_facts_are_all_right(truth: Row, ours: Row) -> None:
    rows = compare(truth, ours)
    assert wrong_ones(rows) == []
    assert list(missed_targets(rows)) == []
    whats = {row.what for row in rows}
    assert whats == set(facts_parity.TABLES), "every table of the report is compared"


def test_a_missing_model_is_missed_with_all_that_belongs_to_it(truth: Row, ours: Row) -> None:
    del ours["models"][1]
    assert wrong_ones(compare(truth, ours)) == [
        ("models", "shop.Book", Verdict.MISSED),
        ("fields", "shop.Book.title", Verdict.MISSED),
        ("relations", "shop.Book.author", Verdict.MISSED),
        ("managers", "shop.Book.objects", Verdict.MISSED),
    ]


def test_an_invented_model_is_said(truth: Row, ours: Row) -> None:
    ours["models"].append(model("shop.Ghost", []))
    assert wrong_ones(compare(truth, ours)) == [("models", "shop.Ghost", Verdict.INVENTED)]


def test_a_wrong_relation_target_is_said_with_both_sides(truth: Row, ours: Row) -> None:
    ours["models"][1]["fields"][1]["related"] = "auth.User"
    rows = compare(truth, ours)
    assert wrong_ones(rows) == [("relations", "shop.Book.author", Verdict.WRONG)]
    assert list(differences(rows)) == [
        "  wrong     relations: shop.Book.author: related: Django 'shop.Author', we 'auth.User'"
    ]


def test_a_relation_whose_target_is_unknown_is_no_right_one(truth: Row, ours: Row) -> None:
    ours["models"][1]["fields"][1]["related"] = {"unknown": "the package is not installed"}
    rows = compare(truth, ours)
    assert wrong_ones(rows) == [("relations", "shop.Book.author", Verdict.UNKNOWN)]
    assert tally(rows, "relations").share == 0


def test_a_wrong_field_class_and_a_wrong_argument(truth: Row, ours: Row) -> None:
    ours["models"][0]["fields"][0].update({"class": "shop.fields.NameField", "null": True})
    assert wrong_ones(compare(truth, ours)) == [
        ("fields", "shop.Author.name", Verdict.WRONG),
        ("field arguments", "shop.Author.name null", Verdict.WRONG),
    ]


def test_a_class_told_by_a_shorter_path_is_right(truth: Row, ours: Row) -> None:
    ours["models"][0]["fields"][0]["class"] = "django.db.models.CharField"
    assert wrong_ones(compare(truth, ours)) == []


def test_an_invented_reverse_accessor_is_said(truth: Row, ours: Row) -> None:
    back = ours["models"][0]["reverse"]
    back.append({**back[0], "accessor": "books"})
    assert wrong_ones(compare(truth, ours)) == [("reverse", "shop.Author.books", Verdict.INVENTED)]


def test_a_wrong_query_name_of_a_reverse_accessor(truth: Row, ours: Row) -> None:
    ours["models"][0]["reverse"][0]["query"] = "book_set"
    assert wrong_ones(compare(truth, ours)) == [("reverse", "shop.Author.book_set", Verdict.WRONG)]


def test_a_reverse_name_without_an_attribute_counts_nowhere(truth: Row, ours: Row) -> None:
    truth["models"][0]["reverse"].append(
        {"accessor": "tagged", "query": "tagged", "related": "shop.Book", "field": "tags", "descriptor": False}
    )
    assert wrong_ones(compare(truth, ours)) == []


def test_a_manager_made_by_from_queryset_goes_by_its_queryset(truth: Row, ours: Row) -> None:
    made = {"class": "django.db.models.manager.ManagerFromBookQuerySet", "queryset": "shop.models.BookQuerySet"}
    truth["models"][1]["managers"]["objects"] = made
    assert wrong_ones(compare(truth, ours)) == [("managers", "shop.Book.objects", Verdict.WRONG)]
    ours["models"][1]["managers"]["objects"] = {"class": "Manager", "queryset": "shop.models.BookQuerySet"}
    assert wrong_ones(compare(truth, ours)) == []


def test_urls_go_by_route_and_view(truth: Row, ours: Row) -> None:
    ours["urls"][0]["view"] = "shop.views.Other"
    ours["urls"].append(pattern("ghost/", "shop.views.Ghost"))
    assert wrong_ones(compare(truth, ours)) == [
        ("urls", "'books/' -> shop.views.BookList", Verdict.WRONG),
        ("urls", "'ghost/' -> shop.views.Ghost", Verdict.INVENTED),
    ]


def test_a_view_in_a_nameless_wrapper_goes_by_the_view(truth: Row, ours: Row) -> None:
    truth["urls"][0] |= {"view": "shop.views.guarded.<locals>.inner", "also": ["shop.views.BookList"]}
    assert wrong_ones(compare(truth, ours)) == []


def test_one_route_listed_twice_counts_twice(truth: Row, ours: Row) -> None:
    truth["urls"].append(pattern("books/", "shop.views.Shadowed"))
    assert wrong_ones(compare(truth, ours)) == [("urls", "'books/' -> shop.views.Shadowed", Verdict.MISSED)]


def test_format_suffix_twins_count_nowhere_and_admin_patterns_apart(truth: Row, ours: Row) -> None:
    del ours["urls"][1:]
    found = wrong_ones(compare(truth, ours))
    assert found == [("admin urls", "'admin/shop/book/' -> shop.A", Verdict.MISSED)]


def test_a_wrong_url_name(truth: Row, ours: Row) -> None:
    ours["urls"][0]["name"] = "books"
    assert [row[0] for row in wrong_ones(compare(truth, ours))] == ["url names"]


@pytest.mark.parametrize(
    ("name", "statement", "verdict"),
    [
        ("DEBUG", {"value": True}, Verdict.WRONG),
        ("DEBUG", {"value": 0}, Verdict.WRONG),
        ("PAGE_SIZE", {"value": True}, Verdict.WRONG),
        ("BASE_DIR", {"value": "/srv/shop"}, Verdict.RIGHT),
        ("DEBUG", {"choice": [True, False]}, Verdict.CHOICE),
        ("PAGE_SIZE", {"choice": [10, 20]}, Verdict.WRONG),
        ("SECRET_KEY", {"environment": ["SECRET_KEY"]}, Verdict.ENVIRONMENT),
        ("SECRET_KEY", {"environment": ["SECRET_KEY"], "default": "dev"}, Verdict.ENVIRONMENT),
        ("SECRET_KEY", {"environment": ["NEVER_READ"]}, Verdict.UNKNOWN),
        ("DEBUG", {"environment": ["DEBUG"], "default": True}, Verdict.WRONG),
        ("DEBUG", {"environment": ["DEBUG"], "default": False}, Verdict.ENVIRONMENT),
        ("DEBUG", {"unknown": "a function of the project's"}, Verdict.UNKNOWN),
        ("DATABASES", {"value": {"default": {"ENGINE": "sqlite3", "NAME": {"$unknown": "?"}}}}, Verdict.UNKNOWN),
        (
            "DATABASES",
            {"value": {"default": {"ENGINE": "sqlite3", "NAME": {"$environment": ["DB_NAME"]}}}},
            Verdict.ENVIRONMENT,
        ),
        (
            "DATABASES",
            {"value": {"default": {"ENGINE": "postgresql", "NAME": {"$environment": ["DB_NAME"]}}}},
            Verdict.WRONG,
        ),
        ("DATABASES", {"value": {"default": {"ENGINE": "sqlite3"}}}, Verdict.WRONG),
        ("DATABASES", {"value": {"default": {"environment": ["DB_NAME"]}}}, Verdict.WRONG),
    ],
)
def test_a_setting(truth: Row, ours: Row, name: str, statement: Row, verdict: Verdict) -> None:
    ours["settings"][name] = statement
    found = [row.verdict for row in compare(truth, ours) if row.name == name]
    assert found == [verdict]


def test_a_missed_and_an_invented_setting(truth: Row, ours: Row) -> None:
    del ours["settings"]["DEBUG"]
    ours["settings"] |= {"GHOST": {"value": 1}, "PERHAPS": {"unknown": "set by a function"}}
    rows = compare(truth, ours)
    assert wrong_ones(rows) == [
        ("settings", "DEBUG", Verdict.MISSED),
        ("settings", "GHOST", Verdict.INVENTED),
    ]
    assert "settings: 1 stated wrong, target 0" in list(missed_targets(rows))


def test_the_report_says_shares_and_names(
    truth: Row, ours: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ours["models"][1]["fields"][1]["related"] = "auth.User"
    judge: Callable[[Place], list[Judged]] = lambda place: compare(truth, ours)  # noqa: E731
    place = Place(tmp_path, Recipe(name="shop", settings="shop.settings", python="3.12"))
    place.truth.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(facts_parity, "judge_project", judge)
    monkeypatch.setattr(facts_parity, "places", lambda lab, only: [place])
    monkeypatch.setattr(sys, "argv", ["facts_parity", str(tmp_path), "--differences"])
    assert facts_parity.main() == 1
    said = capsys.readouterr().out
    assert "wrong     relations: shop.Book.author: related: Django 'shop.Author', we 'auth.User'" in said
    assert "relations: 0.00 %, target 99.5 %" in said
    assert "3/3 100.00 %" not in said and "2/2 100.00 %" in said


def test_every_project_of_the_table_says_where_it_comes_from() -> None:
    table = recipes()
    assert len(table) >= 10
    assert [recipe.name for recipe in table if bool(recipe.repository) == bool(recipe.package)] == []


def test_requirements_follow_files_and_leave_out(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "base.txt").write_text("Django==5.2  # the framework\npsycopg[c]>=3\n", encoding="utf-8")
    text = "-r base.txt\ngit+https://example.org/x.git#egg=x\n--hash=sha256:00\n"
    (tmp_path / "src" / "all.txt").write_text(text, encoding="utf-8")
    recipe = Recipe(
        name="shop",
        settings="s",
        python="3.12",
        requirements=["all.txt"],
        without=["psycopg"],
        install=["psycopg[binary]"],
    )
    assert listed(tmp_path / "src" / "base.txt") == ["Django==5.2", "psycopg[c]>=3"]
    assert wanted(Place(tmp_path, recipe)) == ["Django==5.2", "psycopg[binary]"]
    assert distribution("Django_Filter[x]==1") == "django-filter"


def test_a_peers_answer_is_right_when_it_names_the_model_or_the_columns_type(truth: Row) -> None:
    asked = [question for row in truth["models"] for question in questions({**row, "module": "shop", "class": "Book"})]
    assert [(question.kind, question.attribute) for question in asked] == [
        ("columns", "name"),
        ("reverse", "book_set"),
        ("columns", "title"),
        ("relations", "author"),
        ("key attributes", "author_id"),
    ]
    assert right(asked[0], "str | None") and right(asked[1], "RelatedManager[Book]") and right(asked[3], "Author")
    assert not right(asked[0], "Any") and not right(asked[3], "Unknown") and not right(asked[4], "Field[int, int]")
