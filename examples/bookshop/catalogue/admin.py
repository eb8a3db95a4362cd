from django.contrib import admin

from catalogue.models import Author, Book, Publisher


class BookInline(admin.TabularInline):
    model = Book
    fields = ["title", "publisher", "price", "stock"]
    readonly_fields = ["publisher"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("publisher")


@admin.register(Publisher)
class PublisherAdmin(admin.ModelAdmin):
    search_fields = ["name"]


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    search_fields = ["name"]
    inlines = [BookInline]


@admin.register(Book)
class BookAdmin(admin.ModelAdmin):
    list_display = ["title", "author", "publisher", "price", "stock"]
    list_select_related = ["author", "publisher"]
    list_filter = ["publisher"]
    search_fields = ["title", "author__name"]
    autocomplete_fields = ["author", "publisher"]
