from django.urls import path

from weak.open_write_without_check.views import BookCreate

urlpatterns = [path("books/", BookCreate.as_view(), name="book-create")]
