from django.urls import path

from weak.implicitly_public_read.views import BookList

urlpatterns = [path("books/", BookList.as_view(), name="book-list")]
