"""What serializers say of themselves."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.serializers import Serializer, Serializers
from django_pro.findings.blind import Unknown
from tests.facts.projects import shop

HEAD = """from rest_framework import serializers
from shop.models import Author, Book


class AuthorSerializer(serializers.ModelSerializer):
    books = serializers.SerializerMethodField()

    class Meta:
        model = Author
        fields = ("id", "name")

    def get_books(self, author):
        return []

"""


def read(folder: Path, text: str) -> dict[str, Serializer]:
    """Return the serializers of a module by name."""
    return {each.name: each for each in Serializers(shop(folder, {"shop/serializers.py": HEAD + text})).all}


def test_options_of_meta(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
class BookSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = "__all__"
        read_only_fields = ["id"]
        depth = 2
        extra_kwargs = {"title": {"min_length": 3}}
""",
    )["BookSerializer"]
    assert (found.model, found.fields, found.exclude) == ("shop.Book", "__all__", None)
    assert (found.read_only_fields, found.depth) == (("id",), 2)
    assert isinstance(found.extra_kwargs, dict)
    assert list(found.extra_kwargs["title"]) == ["min_length"]


def test_meta_is_handed_down_and_extended(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
class Same(AuthorSerializer):
    pass


class More(Same):
    class Meta(Same.Meta):
        fields = Same.Meta.fields + ("books",)


class Starred(AuthorSerializer):
    class Meta(More.Meta):
        fields = [*More.Meta.fields, "email"]


class Fresh(AuthorSerializer):
    class Meta:
        model = Book
""",
    )
    assert (found["Same"].model, found["Same"].fields) == ("shop.Author", ("id", "name"))
    assert (found["More"].model, found["More"].fields) == ("shop.Author", ("id", "name", "books"))
    assert found["Starred"].fields == ("id", "name", "books", "email")
    assert (found["Fresh"].model, found["Fresh"].fields) == ("shop.Book", None)


def test_declared_fields(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
class BookSerializer(serializers.Serializer):
    author = AuthorSerializer(read_only=True)
    writers = AuthorSerializer(many=True, source="author_set")
    names = serializers.ListField(child=AuthorSerializer())
    writer = serializers.CharField(source="author.name")
    price = serializers.SerializerMethodField(method_name="priced")
    lost = serializers.SerializerMethodField()
    limit = 3

    def priced(self, book):
        return 1
""",
    )["BookSerializer"]
    fields = {each.name: each for each in found.declared}
    assert list(fields) == ["author", "writers", "names", "writer", "price", "lost"]
    nested = fields["author"].serializer
    assert nested is not None
    assert nested.name == "shop.serializers.AuthorSerializer"
    assert (fields["author"].many, fields["author"].read_only, fields["author"].source) == (False, True, "author")
    assert (fields["writers"].many, fields["writers"].source) == (True, "author_set")
    assert (fields["names"].many, fields["names"].serializer) == (True, nested)
    assert (fields["writer"].source, fields["writer"].serializer) == ("author.name", None)
    method = fields["price"].method
    assert not isinstance(method, Unknown)
    assert method is not None
    assert method.qualname == "BookSerializer.priced"
    assert fields["price"].read_only is True
    assert fields["lost"].method == Unknown("`BookSerializer` has no `get_lost`")


def test_inherited_fields_and_fields_taken_away(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
class Plain:
    ignored = serializers.CharField()


class Named(Plain, AuthorSerializer):
    nickname = serializers.CharField()


class Quiet(Named):
    books = None
""",
    )
    assert [each.name for each in found["Named"].declared] == ["books", "nickname"]
    assert [each.name for each in found["Quiet"].declared] == ["nickname"]


def test_what_is_put_together_at_run_time_is_unknown(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
from elsewhere import Base, make_fields


class BookSerializer(serializers.ModelSerializer):
    title = serializers.CharField(source=make_fields())

    class Meta:
        model = make_fields()
        fields = make_fields()


class Distant(serializers.ModelSerializer):
    class Meta(Base.Meta):
        model = Book


class Guessed(Base.BookSerializer):
    pass
""",
    )
    book = found["BookSerializer"]
    assert isinstance(book.model, Unknown)
    assert book.fields == Unknown("`make_fields(…)` is put together at run time")
    assert isinstance(book.declared[0].source, Unknown)
    assert found["Distant"].model == "shop.Book"
    assert found["Distant"].fields == Unknown("the base `Base.Meta` cannot be seen")
    assert found["Guessed"].unseen == ("elsewhere.Base.BookSerializer",)


def test_a_circle_of_fields_is_said(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
class One(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = fields + ["id"]
""",
    )["One"]
    assert isinstance(found.fields, Unknown)


def test_only_serializers_are_listed(tmp_path: Path) -> None:
    project = shop(tmp_path, {"shop/serializers.py": HEAD + "\nclass Other:\n    pass\n"})
    table = Serializers(project)
    assert [each.name for each in table.all] == ["AuthorSerializer"]
    other = next(each for each in project.classes.in_file("shop/serializers.py") if each.qualname == "Other")
    assert table.of(other) is None
    assert table.of(table.all[0].cls) == table.all[0]
