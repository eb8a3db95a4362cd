from django.contrib import admin
from django.utils.safestring import mark_safe


class BookAdmin(admin.ModelAdmin):
    list_display = ["cover"]

    def cover(self, book):
        return mark_safe(f"<b>{book.title}</b>")
