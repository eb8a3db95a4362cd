"""Templates by name, what they extend and include, and who renders them."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.templates import Origin, TemplateFile, Templates
from django_pro.facts.templates.renders import How, Render, Renders
from django_pro.findings.blind import Unknown
from tests.facts.projects import SHOP, shop

SETTINGS = SHOP["config/settings.py"] + (
    'from pathlib import Path\nBASE = Path(__file__).resolve().parent.parent\n'
    'TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [BASE / "site"]}]\n'
)  # fmt: skip


def named(templates: Templates, name: str) -> TemplateFile:
    """Return the template of a name."""
    found = templates.resolve(name)
    assert found is not None
    return found


def test_names_in_loader_order(tmp_path: Path) -> None:
    templates = Templates(
        shop(
            tmp_path,
            {
                "config/settings.py": SETTINGS,
                "site/base.html": "",
                "shop/templates/base.html": "",
                "shop/templates/shop/book_list.html": "",
                "elsewhere/templates/base.html": "",
                "elsewhere/templates/mail.txt": "",
                "docs/page.html": "",
            },
        )
    )
    assert [(each.name, each.path, each.origin, each.app) for each in templates.all] == [
        ("base.html", "site/base.html", Origin.SETTING, None),
        ("base.html", "shop/templates/base.html", Origin.APP, "shop"),
        ("shop/book_list.html", "shop/templates/shop/book_list.html", Origin.APP, "shop"),
        ("base.html", "elsewhere/templates/base.html", Origin.FOLDER, None),
        ("mail.txt", "elsewhere/templates/mail.txt", Origin.FOLDER, None),
    ]
    assert named(templates, "base.html").path == "site/base.html"
    assert templates.resolve("page.html") is None


def test_extends_and_includes(tmp_path: Path) -> None:
    templates = Templates(
        shop(
            tmp_path,
            {
                "shop/templates/base.html": "{% load static shop_tags %}{% block body %}{% endblock %}",
                "shop/templates/shop/page.html": '{% extends "base.html" %}{% include "./row.html" %}{% include x %}',
                "shop/templates/shop/row.html": "",
                "shop/templates/shop/lost.html": '{% extends "../gone.html" %}',
                "shop/templates/shop/free.html": "{% extends parent %}",
            },
        )
    )
    lineage = templates.lineage(named(templates, "shop/page.html"))
    assert ([each.name for each in lineage.templates], lineage.end) == (["shop/page.html", "base.html"], None)
    row, free = templates.includes(named(templates, "shop/page.html"))
    assert row.template == named(templates, "shop/row.html")
    assert free.template == Unknown("which template it is turns out at run time")
    lost = templates.lineage(named(templates, "shop/lost.html"))
    assert lost.end == Unknown("the project has no template `gone.html`")
    assert templates.lineage(named(templates, "shop/free.html")).end == free.template
    assert templates.libraries(named(templates, "base.html")) == ("static", "shop_tags")


def test_a_circle_of_extends_is_said(tmp_path: Path) -> None:
    templates = Templates(
        shop(
            tmp_path,
            {
                "shop/templates/one.html": '{% extends "two.html" %}',
                "shop/templates/two.html": '{% extends "one.html" %}',
                "shop/templates/self.html": '{% extends "self.html" %}',
            },
        )
    )
    lineage = templates.lineage(named(templates, "one.html"))
    assert [each.name for each in lineage.templates] == ["one.html", "two.html"]
    assert lineage.end == Unknown("the templates extend each other in a circle at `one.html`")
    alone = templates.lineage(named(templates, "self.html"))
    assert (len(alone.templates), alone.end) == (1, Unknown("the project has no other template `self.html`"))


def test_a_template_may_extend_the_next_of_its_own_name(tmp_path: Path) -> None:
    templates = Templates(
        shop(
            tmp_path,
            {
                "config/settings.py": SETTINGS,
                "site/base.html": '{% extends "base.html" %}',
                "shop/templates/base.html": "",
            },
        )
    )
    lineage = templates.lineage(named(templates, "base.html"))
    assert [each.path for each in lineage.templates] == ["site/base.html", "shop/templates/base.html"]
    assert lineage.end is None


def test_a_template_that_is_gone_is_a_blind(tmp_path: Path) -> None:
    templates = Templates(shop(tmp_path, {"shop/templates/base.html": "{{ a }}"}))
    found = named(templates, "base.html")
    (tmp_path / found.path).unlink()
    assert templates.read(found.path).nodes == ()
    assert [each.path for each in templates.blinds] == [found.path]


def renders(folder: Path, text: str, path: str = "shop/views.py") -> list[Render]:
    """Return what a module renders."""
    return list(Renders(shop(folder, {path: text})).all)


def said(found: list[Render]) -> list[tuple[How, tuple[str, ...] | Unknown, str]]:
    """Return what is rendered, and by which scope."""
    return [(each.how, each.names, each.scope) for each in found]


def test_templates_of_view_classes(tmp_path: Path) -> None:
    found = renders(
        tmp_path,
        """
from django.views.generic import CreateView, DetailView, ListView, TemplateView
from shop.forms import BookForm
from shop.models import Book

class Home(TemplateView):
    template_name = "home.html"

class Mixin:
    def get_context_data(self, **kwargs):
        return {}

class Books(Mixin, ListView):
    queryset = Book.objects.filter(title="")

class OneBook(DetailView):
    model = Book

class NewBook(CreateView):
    model = Book
    template_name_suffix = "_new"

class Nothing(ListView):
    pass

class Chosen(ListView):
    def get_template_names(self):
        return []
""",
    )
    assert said(found) == [
        (How.TEMPLATE_NAME, ("home.html",), "Home"),
        (How.DEFAULT_NAME, ("shop/book_list.html",), "Books"),
        (How.DEFAULT_NAME, ("shop/book_detail.html",), "OneBook"),
        (How.DEFAULT_NAME, ("shop/book_new.html",), "NewBook"),
        (How.TEMPLATE_NAME, Unknown("`Chosen.get_template_names` decides"), "Chosen"),
    ]
    assert [each.method.qualname if each.method else None for each in found[:2]] == [None, "Mixin.get_context_data"]


def test_templates_of_calls(tmp_path: Path) -> None:
    found = renders(
        tmp_path,
        """
from django.shortcuts import render
from django.template import loader
from django.template.response import TemplateResponse
from django.views.generic import TemplateView

def books(request, name):
    template = "a.html"
    if request.user:
        template = "b.html"
    return render(request, template, {"books": []})

def one(request):
    return TemplateResponse(request, ["x.html", "y.html"], context={"a": 1})

def mail(request, name):
    loader.render_to_string("mail.txt")
    return loader.get_template(name)

def other(render):
    return render(None, "no.html")

about = TemplateView.as_view(template_name="about.html")
""",
    )
    assert said(found) == [
        (How.AS_VIEW, ("about.html",), ""),
        (How.RENDER, ("a.html", "b.html"), "books"),
        (How.TEMPLATE_RESPONSE, ("x.html", "y.html"), "one"),
        (How.RENDER_TO_STRING, ("mail.txt",), "mail"),
        (How.GET_TEMPLATE, Unknown("`name` is put together at run time"), "mail"),
    ]
    assert [each.context is not None for each in found] == [False, True, True, False, False]


def test_a_template_that_a_subclass_names(tmp_path: Path) -> None:
    found = renders(
        tmp_path,
        """
from django.shortcuts import render
from django.views import View

class Page(View):
    template_name = None

    def get(self, request):
        return render(request, self.template_name)

class Books(Page):
    template_name = "books.html"

class Same(Books):
    pass
""",
    )
    assert said(found) == [(How.RENDER, ("books.html",), "Page.get")]
    assert found[0].view is not None
    assert found[0].view.qualname == "Books"


def test_who_renders_a_template(tmp_path: Path) -> None:
    text = "from django.shortcuts import render\ndef home(request):\n    return render(request, 'home.html')\n"
    project = shop(tmp_path, {"shop/views.py": text})
    table = Renders(project)
    assert [each.scope for each in table.of("home.html")] == ["home"]
    assert table.of("other.html") == ()
