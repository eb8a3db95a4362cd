from django.db.models import Prefetch
from django.forms import modelformset_factory
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import CreateView, DetailView, FormView, ListView, TemplateView, UpdateView
from django.views.generic.detail import SingleObjectMixin

from shop.models import Author, Book, Category, Imprint, Post, Publisher, Review, Sale


# variant: list_view_model bad url
class BookList(ListView):
    model = Book
    template_name = "shop/list_view_model.html"


# variant: list_view_queryset_joined safe url
class JoinedBookList(ListView):
    queryset = Book.objects.select_related("author")
    template_name = "shop/list_view_queryset_joined.html"


# variant: list_view_get_queryset bad url
class PublisherList(ListView):
    template_name = "shop/list_view_get_queryset.html"
    context_object_name = "publishers"

    def get_queryset(self):
        return Publisher.objects.filter(name__startswith="P")


# variant: list_view_get_queryset_joined safe url
class JoinedPublisherList(ListView):
    model = Publisher
    template_name = "shop/list_view_get_queryset_joined.html"
    context_object_name = "publishers"

    def get_queryset(self):
        return super().get_queryset().select_related("country")


# variant: list_view_paginated bad url
class ReviewList(ListView):
    model = Review
    paginate_by = 100
    ordering = ["-stars"]
    template_name = "shop/list_view_paginated.html"


# variant: list_view_paginated_joined safe url
class JoinedReviewList(ListView):
    queryset = Review.objects.select_related("book", "reviewer")
    paginate_by = 100
    ordering = ["-stars"]
    template_name = "shop/list_view_paginated_joined.html"


# variant: list_view_default_template bad url
class PostList(ListView):
    model = Post


# variant: list_view_default_template_joined safe url
class SaleList(ListView):
    queryset = Sale.objects.select_related("book", "buyer")


# variant: list_view_context_data bad url
class AuthorList(ListView):
    model = Author
    template_name = "shop/list_view_context_data.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["lines"] = [f"{author}: {author.count_books()}" for author in context["object_list"]]
        return context


# variant: list_view_context_data_prefetched safe url
class PrefetchedAuthorList(ListView):
    queryset = Author.objects.with_books()
    template_name = "shop/list_view_context_data_prefetched.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["lines"] = [f"{author}: {author.count_books()}" for author in self.object_list]
        return context


# variant: list_view_mixin bad url
class CheapMixin:
    def get_queryset(self):
        return super().get_queryset().cheap()


class CheapBookList(CheapMixin, ListView):
    model = Book
    template_name = "shop/list_view_mixin.html"
    context_object_name = "books"


# variant: list_view_mixin_joined safe url
class AuthorMixin:
    def get_queryset(self):
        return super().get_queryset().with_author()


class MixedBookList(AuthorMixin, ListView):
    model = Book
    template_name = "shop/list_view_mixin_joined.html"
    context_object_name = "books"


# variant: detail_view_children bad url
class AuthorDetail(DetailView):
    model = Author
    template_name = "shop/detail_view_children.html"


# variant: detail_view_children_loaded safe url
class LoadedAuthorDetail(DetailView):
    model = Author
    template_name = "shop/detail_view_children_loaded.html"

    def get_queryset(self):
        books = Book.objects.select_related("publisher")
        return Author.objects.prefetch_related(Prefetch("books", queryset=books))


# variant: detail_view_one_row safe url
class BookDetail(DetailView):
    model = Book
    template_name = "shop/detail_view_one_row.html"


# variant: detail_view_context_data bad url
class BookReviews(DetailView):
    model = Book
    template_name = "shop/detail_view_context_data.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["reviews"] = self.object.reviews.order_by("-stars")
        return context


# variant: detail_view_context_data_joined safe url
class BookReviewsJoined(DetailView):
    model = Book
    template_name = "shop/detail_view_context_data_joined.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(reviews=self.object.reviews.select_related("reviewer"), **kwargs)


# variant: template_view_extra_context bad url
class Front(TemplateView):
    template_name = "shop/template_view_extra_context.html"

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "sales": Sale.objects.order_by("-pk")}


# variant: template_view_extra_context_joined safe url
class JoinedFront(TemplateView):
    template_name = "shop/template_view_extra_context_joined.html"

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "sales": Sale.objects.select_related("book__author")}


# variant: plain_view_get bad url
class Export(View):
    def get(self, request):
        return JsonResponse({"rows": [self.row(sale) for sale in self.sales()]})

    def sales(self):
        return Sale.objects.all()

    def row(self, sale):
        return [sale.amount, sale.book.title]


# variant: plain_view_get_joined safe url
class JoinedExport(Export):
    def sales(self):
        return super().sales().select_related("book")


# variant: create_view_choices bad url
class CategoryCreate(CreateView):
    model = Category
    fields = ["parent", "name"]
    template_name = "shop/create_view_choices.html"
    success_url = "/"


# variant: create_view_choices_of_columns safe url
class PostCreate(CreateView):
    model = Post
    fields = ["about", "title"]
    template_name = "shop/create_view_choices_of_columns.html"
    success_url = "/"


# variant: view_property_of_rows bad url
class ImprintPage(TemplateView):
    template_name = "shop/view_property_of_rows.html"

    @property
    def imprints(self):
        return Imprint.objects.all()


# variant: view_property_of_rows_joined safe url
class JoinedImprintPage(TemplateView):
    template_name = "shop/view_property_of_rows_joined.html"

    @property
    def imprints(self):
        return Imprint.objects.select_related("publisher")


# variant: list_view_of_one_authors_books bad url
class BooksOfAuthor(SingleObjectMixin, ListView):
    template_name = "shop/list_view_of_one_authors_books.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object(queryset=Author.objects.all())
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        return self.object.books.all()


# variant: list_view_of_one_authors_books_joined safe url
class JoinedBooksOfAuthor(SingleObjectMixin, ListView):
    template_name = "shop/list_view_of_one_authors_books_joined.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object(queryset=Author.objects.all())
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        return self.object.books.select_related("publisher")


# variant: list_view_set_up_early bad url
class SalesOfBook(ListView):
    template_name = "shop/list_view_set_up_early.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.book = get_object_or_404(Book, pk=kwargs["pk"])

    def get_queryset(self):
        return self.book.sales.all()


# variant: list_view_set_up_early_joined safe url
class JoinedSalesOfBook(ListView):
    template_name = "shop/list_view_set_up_early_joined.html"

    def dispatch(self, request, *args, **kwargs):
        self.book = get_object_or_404(Book, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return self.book.sales.select_related("buyer")


# variant: list_view_by_as_view bad url
book_listing = ListView.as_view(queryset=Book.objects.all(), template_name="shop/list_view_by_as_view.html")

# variant: list_view_by_as_view_joined safe url
joined_book_listing = ListView.as_view(
    queryset=Book.objects.select_related("author"), template_name="shop/list_view_by_as_view_joined.html"
)


# variant: view_behind_decorator bad url
@method_decorator(never_cache, name="dispatch")
class DecoratedList(ListView):
    model = Sale
    template_name = "shop/view_behind_decorator.html"


# variant: view_cached_property bad url
class CachedRows(TemplateView):
    template_name = "shop/view_cached_property.html"

    @cached_property
    def books(self):
        return Book.objects.filter(price__gte=0)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["lines"] = [f"{book.title} {book.author.name}" for book in self.books]
        return context


# variant: update_view_of_one safe url
class BookUpdate(UpdateView):
    queryset = Book.objects.all()
    fields = ["title", "author"]
    template_name = "shop/update_view_of_one.html"
    success_url = "/"


# variant: list_view_template_by_method bad url
class NamedTemplateList(ListView):
    model = Post

    def get_template_names(self):
        return ["shop/list_view_template_by_method.html"]


# variant: list_view_two_lists bad url
class TwoLists(ListView):
    queryset = Book.objects.select_related("author")
    template_name = "shop/list_view_two_lists.html"

    def get_context_data(self, *, object_list=None, **kwargs):
        context = super().get_context_data(object_list=object_list, **kwargs)
        context["posts"] = Post.objects.all()
        return context


# variant: list_view_two_lists_joined safe url
class TwoJoinedLists(ListView):
    queryset = Book.objects.select_related("author")
    template_name = "shop/list_view_two_lists_joined.html"

    def get_context_data(self, *, object_list=None, **kwargs):
        context = super().get_context_data(object_list=object_list, **kwargs)
        context["posts"] = Post.objects.select_related("owner")
        return context


# variant: form_view_formset bad url
class SalesFormView(FormView):
    template_name = "shop/form_view_formset.html"
    form_class = modelformset_factory(Sale, fields=["amount"], extra=0)
    success_url = "/"


# variant: form_view_formset_joined safe url
class JoinedSalesFormView(FormView):
    template_name = "shop/form_view_formset_joined.html"
    form_class = modelformset_factory(Sale, fields=["amount"], extra=0)
    success_url = "/"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "queryset": Sale.objects.select_related("book")}


# variant: detail_view_get_object bad url
class FoundAuthor(DetailView):
    template_name = "shop/detail_view_get_object.html"

    def get_object(self, queryset=None):
        return get_object_or_404(Author, pk=self.kwargs["pk"])


# variant: detail_view_get_object_joined safe url
class FoundAuthorLoaded(DetailView):
    template_name = "shop/detail_view_get_object_joined.html"

    def get_object(self, queryset=None):
        return get_object_or_404(Author.objects.prefetch_related("books__publisher"), pk=self.kwargs["pk"])
