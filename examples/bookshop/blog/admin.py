from django.contrib import admin

from blog.models import Post


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    list_display = ["title", "author", "published", "written"]
    list_select_related = ["author"]
    list_filter = ["published"]
    search_fields = ["title"]
    autocomplete_fields = ["books"]
