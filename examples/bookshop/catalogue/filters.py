import django_filters

from catalogue.models import Book


class BookFilter(django_filters.FilterSet):
    cheaper_than = django_filters.NumberFilter(field_name="price", lookup_expr="lt")

    class Meta:
        model = Book
        fields = ["author", "publisher"]
