from django.urls import path

from weak.dropped_authentication.views import BookList

urlpatterns = [path("books/", BookList.as_view(), name="book-list")]
