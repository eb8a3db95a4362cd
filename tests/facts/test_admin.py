"""Admin classes, their options and their registrations."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.admin import Admin, Admins
from django_pro.findings.blind import Unknown
from tests.facts.projects import shop

HEAD = "from django.contrib import admin\nfrom shop.models import Author, Book\n\n"


def admins(folder: Path, text: str) -> Admins:
    """Return the admin of a module."""
    return Admins(shop(folder, {"shop/admin.py": HEAD + text}))


def read(folder: Path, text: str) -> dict[str, Admin]:
    """Return the admin classes of a module by name."""
    return {each.cls.qualname: each for each in admins(folder, text).all}


def names(entries: object) -> list[tuple[str, str | None]]:
    """Return items with the functions they stand for."""
    assert isinstance(entries, tuple)
    return [(each.name, each.target.qualname if each.target else None) for each in entries]


def test_registrations(tmp_path: Path) -> None:
    table = admins(
        tmp_path,
        """
@admin.register(Book, Author)
class Decorated(admin.ModelAdmin):
    pass

class Called(admin.ModelAdmin):
    pass

class Own(admin.AdminSite):
    pass

own = Own()
admin.site.register(Book, Called)
own.register([Book, Author], admin_class=Called)
admin.site.register(Author)
admin.site.register(*things)

@admin.register(Gone, site=own)
class Lost(admin.ModelAdmin):
    pass

registry.register("other", Author)

@own.register(Author)
class Third(admin.ModelAdmin):
    pass

@own.register("words")
class Fourth(admin.ModelAdmin):
    pass
""",
    )
    found = [(each.model, getattr(each.admin, "qualname", each.admin)) for each in table.registrations]
    gone = Unknown("`Gone` is no model that can be seen")
    hidden = Unknown("what is registered is given by `*`")
    assert found == [
        ("shop.Book", "Decorated"), ("shop.Author", "Decorated"), (gone, "Lost"), ("shop.Author", "Third"),
        ("shop.Book", "Called"), ("shop.Book", "Called"), ("shop.Author", "Called"),
        ("shop.Author", None), (hidden, hidden),
    ]  # fmt: skip
    assert {each.cls.qualname: each.models for each in table.all} == {
        "Decorated": ("shop.Book", "shop.Author"), "Called": ("shop.Book", "shop.Author"), "Lost": (gone,),
        "Third": ("shop.Author",), "Fourth": (),
    }  # fmt: skip
    assert [each.cls.qualname for each in table.of_model("shop.Author")] == ["Decorated", "Called", "Third"]


def test_options(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
def shout(book):
    return book.title.upper()

class TitleFilter(admin.SimpleListFilter):
    pass

class Common(admin.ModelAdmin):
    search_fields = ["title"]
    list_display = ("title",)

class Books(Common):
    list_display = Common.list_display + ("writer", shout, "publisher")
    list_select_related = ["author"]
    list_filter = ["author", TitleFilter, ("author", admin.RelatedOnlyFieldListFilter)]
    raw_id_fields = ("author",)
    readonly_fields = ["writer"]
    actions = [shout, "writer"]
    ordering = ORDER

    def writer(self, book):
        return book.author.name

    def get_queryset(self, request):
        return super().get_queryset(request)

    def get_list_filter(self, request):
        return ()
""",
    )
    books = found["Books"]
    assert names(books.list_display) == [
        ("title", None), ("writer", "Books.writer"), ("shout", "shout"), ("publisher", None),
    ]  # fmt: skip
    assert (books.list_select_related, found["Common"].list_select_related) == (("author",), False)
    assert names(books.list_filter) == [
        ("author", None), ("TitleFilter", "TitleFilter"), ("author", "RelatedOnlyFieldListFilter"),
    ]  # fmt: skip
    assert (books.search_fields, books.raw_id_fields, books.autocomplete_fields) == (("title",), ("author",), ())
    assert names(books.actions) == [("shout", "shout"), ("writer", "Books.writer")]
    assert names(books.readonly_fields) == [("writer", "Books.writer")]
    assert books.ordering == Unknown("`ORDER` is put together at run time")
    assert books.get_queryset is not None
    assert list(books.hooks) == ["get_list_filter"]
    assert (found["Common"].get_queryset, dict(found["Common"].hooks)) == (None, {})


def test_inlines(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
class BookInline(admin.TabularInline):
    model = Book
    list_select_related = True

@admin.register(Author)
class Authors(admin.ModelAdmin):
    inlines = [BookInline]
    list_select_related = True
""",
    )
    assert (found["BookInline"].inline, found["BookInline"].models) == (True, ("shop.Book",))
    assert found["Authors"].inlines == (found["BookInline"].cls,)
    assert (found["Authors"].inline, found["Authors"].list_select_related) == (False, True)
