import django_filters
from django.http import JsonResponse
from django.shortcuts import render
from django_filters.views import FilterView

from shop.models import Book, Imprint, Post, Review, Sale


# variant: filterset_rows bad url
class BookFilter(django_filters.FilterSet):
    class Meta:
        model = Book
        fields = ["price"]


def filterset_rows(request):
    found = BookFilter(request.GET, queryset=Book.objects.all())
    return JsonResponse({"authors": [book.author.name for book in found.qs]})


# variant: filterset_rows_joined safe url
class JoinedBookFilter(django_filters.FilterSet):
    class Meta:
        model = Book
        fields = ["price"]


def filterset_rows_joined(request):
    found = JoinedBookFilter(request.GET, queryset=Book.objects.select_related("author"))
    return JsonResponse({"authors": [book.author.name for book in found.qs]})


# variant: filterset_with_method bad url
class SaleFilter(django_filters.FilterSet):
    small = django_filters.BooleanFilter(method="only_small")

    class Meta:
        model = Sale
        fields = ["invoiced"]

    def only_small(self, queryset, name, value):
        return queryset.filter(amount__lt=10)


def filterset_with_method(request):
    found = SaleFilter({"small": "true"}, queryset=Sale.objects.select_related("buyer"))
    return render(request, "shop/filterset_with_method.html", {"filter": found})


# variant: filter_view bad url
class PostFilter(django_filters.FilterSet):
    class Meta:
        model = Post
        fields = ["title"]


class PostFilterView(FilterView):
    filterset_class = PostFilter
    template_name = "shop/filter_view.html"


# variant: filter_view_joined safe url
class JoinedPostFilter(django_filters.FilterSet):
    class Meta:
        model = Post
        fields = ["title"]


class JoinedPostFilterView(FilterView):
    queryset = Post.objects.select_related("owner")
    filterset_class = JoinedPostFilter
    template_name = "shop/filter_view_joined.html"


# variant: filter_choices_of_str bad url
class ImprintFilter(django_filters.FilterSet):
    pk = django_filters.ModelChoiceFilter(queryset=Imprint.objects.all())

    class Meta:
        model = Imprint
        fields = []


def filter_choices_of_str(request):
    found = ImprintFilter(request.GET, queryset=Imprint.objects.none())
    return render(request, "shop/filter_choices_of_str.html", {"filter": found})


# variant: filter_choices_of_columns safe url
class ReviewFilter(django_filters.FilterSet):
    class Meta:
        model = Review
        fields = ["book", "reviewer"]


def filter_choices_of_columns(request):
    found = ReviewFilter(request.GET, queryset=Review.objects.none())
    return render(request, "shop/filter_choices_of_columns.html", {"filter": found})


# variant: filterset_with_method_joined safe url
class JoinedSaleFilter(django_filters.FilterSet):
    small = django_filters.BooleanFilter(method="only_small")

    class Meta:
        model = Sale
        fields = ["invoiced"]

    def only_small(self, queryset, name, value):
        return queryset.filter(amount__lt=10).select_related("book")


def filterset_with_method_joined(request):
    found = JoinedSaleFilter({"small": "true"}, queryset=Sale.objects.select_related("buyer"))
    return render(request, "shop/filterset_with_method_joined.html", {"filter": found})
