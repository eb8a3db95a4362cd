"""Forms, model forms and formsets."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.forms import Form, Forms, FormSet
from django_pro.findings.blind import Unknown
from tests.facts.projects import shop

HEAD = """from django import forms
from shop.models import Author, Book

class BookForm(forms.ModelForm):
    note = forms.CharField(required=False, widget=forms.Textarea)

    class Meta:
        model = Book
        fields = ["title"]
        widgets = {"title": forms.Textarea}

"""


def forms_of(folder: Path, text: str) -> Forms:
    """Return the forms of a module."""
    return Forms(shop(folder, {"shop/forms.py": HEAD + text}))


def read(folder: Path, text: str) -> dict[str, Form]:
    """Return the forms of a module by name."""
    return {each.name: each for each in forms_of(folder, text).all}


def test_model_forms(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
class More(BookForm):
    class Meta(BookForm.Meta):
        fields = BookForm.Meta.fields + ["author"]

class Every(forms.ModelForm):
    class Meta:
        model = Author
        fields = "__all__"
        exclude = ("name",)

class Odd(forms.ModelForm):
    class Meta:
        model = Author
        fields = chosen()
""",
    )
    book, more, every = found["BookForm"], found["More"], found["Every"]
    assert (book.is_model_form, book.model, book.fields, book.exclude) == (True, "shop.Book", ("title",), None)
    assert isinstance(book.widgets, dict)
    assert list(book.widgets) == ["title"]
    assert (more.model, more.fields) == ("shop.Book", ("title", "author"))
    assert [each.name for each in more.declared] == ["note"]
    assert (every.model, every.fields, every.exclude) == ("shop.Author", "__all__", ("name",))
    assert found["Odd"].fields == Unknown("`chosen(…)` is put together at run time")


def test_plain_forms(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
class Short(forms.CharField):
    def __init__(self, *args, required=False, **kwargs):
        super().__init__(*args, required=required, **kwargs)

class Search(forms.Form):
    text = Short()
    must = Short(required=True)
    book = forms.ModelChoiceField(queryset=Book.objects.all())
    author = forms.ModelChoiceField(Author.objects.all(), widget=forms.HiddenInput())
    limit = 3

class Smaller(Search):
    text = None

    class Meta:
        model = Book
""",
    )
    search = found["Search"]
    assert (search.is_model_form, search.model, search.fields, search.widgets) == (False, None, None, {})
    assert [(each.name, each.required) for each in search.declared] == [
        ("text", False), ("must", True), ("book", True), ("author", True),
    ]  # fmt: skip
    assert [each.queryset is not None for each in search.declared] == [False, False, True, True]
    author = search.field("author")
    assert author is not None
    assert author.class_name == "django.forms.models.ModelChoiceField"
    assert author.widget is not None
    assert [each.name for each in found["Smaller"].declared] == ["must", "book", "author"]
    assert found["Smaller"].model is None


def summary(each: FormSet) -> tuple[object, ...]:
    """Return a formset's parts by their names."""
    form = each.form.qualname if not isinstance(each.form, Unknown | None) else each.form
    return each.factory, each.model, each.parent, form, each.base.qualname if each.base else None


def test_formsets(tmp_path: Path) -> None:
    found = forms_of(
        tmp_path,
        """
class Books(forms.BaseModelFormSet):
    form = BookForm

BookSet = forms.formset_factory(BookForm, extra=2)

def view(request, form_class):
    forms.modelformset_factory(Book, form=BookForm, formset=Books, fields=("title",))
    forms.inlineformset_factory(Author, Book, exclude=["title"])
    return forms.formset_factory(form_class)
""",
    ).formsets
    assert [summary(each) for each in found] == [
        ("", None, None, "BookForm", "Books"),
        ("formset_factory", None, None, "BookForm", None),
        ("modelformset_factory", "shop.Book", None, "BookForm", "Books"),
        ("inlineformset_factory", "shop.Book", "shop.Author", None, None),
        ("formset_factory", None, None, Unknown("`form_class` is no class that can be seen"), None),
    ]
    assert [(each.fields, each.exclude) for each in found[2:4]] == [(("title",), None), (None, ("title",))]


def test_only_forms_are_listed(tmp_path: Path) -> None:
    table = forms_of(tmp_path, "class Other:\n    pass\n")
    assert [each.name for each in table.all] == ["BookForm"]
    other = next(each for each in table.classes.in_file("shop/forms.py") if each.qualname == "Other")
    assert table.of(other) is None
